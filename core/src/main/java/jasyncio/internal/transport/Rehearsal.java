package jasyncio.internal.transport;

import jasyncio.AsyncioException;
import jasyncio.ExceptionContext;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.FirstFailure;
import jasyncio.internal.loop.FailureLog;
import java.io.IOException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// A report of a failure that did not happen, to nobody.
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
      FailureLog.write(
          new Nobody(), ExceptionContext.of("no report", failure).withConnection(null, null), null);
      ChannelErrors.closeQuietly(null);
      FirstFailure end = new FirstFailure();
      end.run(() -> {
        throw new AsyncioException("no failure", failure);
      });
      end.run(() -> {});
      return TransportContext.LOG.isLoggable(System.Logger.Level.ERROR); // reads its configuration
    }
  }

  /// A log that keeps nothing.
  private static final class Nobody implements System.Logger {
    @Override
    public String getName() {
      return "nobody";
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... arguments) {}
  }
}
