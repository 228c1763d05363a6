import org.jspecify.annotations.NullMarked;

/// Python's asyncio for Java: coroutines on virtual threads, run by one loop thread.
@NullMarked
@SuppressWarnings("module") // jasyncio.test is built after this one
module jasyncio {
  requires static org.jspecify;
  // events for recordings, where the JDK has that
  requires static jdk.jfr;
  // sun.misc.Signal, the only way to hear a Ctrl-C
  requires jdk.unsupported;

  exports jasyncio;
  exports jasyncio.internal.base to
      jasyncio.test;
  exports jasyncio.internal.loop to
      jasyncio.test;
  exports jasyncio.internal.observe to
      jasyncio.test;
  exports jasyncio.internal.report to
      jasyncio.test;

  // for the agent of the command line
  provides java.util.spi.ToolProvider with
      jasyncio.internal.observe.InspectionTool;
}
