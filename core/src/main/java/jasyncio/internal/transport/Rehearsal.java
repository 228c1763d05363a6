package jasyncio.internal.transport;

import jasyncio.AsyncioException;
import jasyncio.ExceptionContext;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.FirstFailure;
import jasyncio.internal.loop.FailureLog;
import jasyncio.internal.loop.LoopLog;
import java.io.IOException;

/// A report of a failure that did not happen, which is not written.
///
/// A class that is not in an archive takes a descriptor while it is loaded. So a server that runs
/// out of descriptors could neither report that nor close, and would end with a
/// `NoClassDefFoundError`. It rehearses both while there are some.
public final class Rehearsal {
  private Rehearsal() {}

  /// Makes sure that the classes for reports and for the end of a run are there. Any thread.
  public static void hold() {
    var _ = Once.HELD;
  }

  /// The initializer does it once in a process.
  private static final class Once {
    static final boolean HELD = rehearse();

    private static boolean rehearse() {
      IOException failure = new IOException("no failure");
      Fatal.rethrowIfFatal(failure);
      var _ = FailureLog.text(ExceptionContext.of("no report", failure), null);
      ChannelErrors.closeQuietly(null);
      FirstFailure end = new FirstFailure();
      end.run(() -> {
        throw new AsyncioException("no failure", failure);
      });
      end.run(() -> {});
      LoopLog.prepare();
      return true;
    }
  }
}
