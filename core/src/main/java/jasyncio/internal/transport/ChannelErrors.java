package jasyncio.internal.transport;

import jasyncio.internal.loop.LoopLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/// Failures of channels: their words, and those that no caller can act upon. Any thread.
public final class ChannelErrors {
  private ChannelErrors() {}

  /// The failure in words. The JDK leaves some exceptions without a message, and ends others with a
  /// blank.
  public static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.strip();
  }

  /// Closes `channel`, if there is one; a failure of that is only logged.
  public static void closeQuietly(@Nullable Channel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LoopLog.log(Level.DEBUG, () -> "closing " + channel + " failed", e);
    }
  }
}
