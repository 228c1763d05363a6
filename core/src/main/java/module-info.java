import org.jspecify.annotations.NullMarked;

/// Python's asyncio for Java: coroutines on virtual threads, run by one loop thread.
@NullMarked
module jasyncio {
  requires static transitive org.jspecify;
  // sun.misc.Signal, the only way to hear a Ctrl-C
  requires jdk.unsupported;

  exports jasyncio;
}
