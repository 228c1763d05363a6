package jasyncio.internal.process;

import jasyncio.internal.stream.Inbox;
import org.jspecify.annotations.Nullable;

/// The whole output of a child process at one of its pipes. Loop thread only.
public final class PipeOutput {
  private static final int PIECE = 64 * 1024;

  private final Inbox inbox;
  private final Object reader;
  private byte @Nullable [] bytes;
  private boolean abandoned;

  /// @param reader the reader above `inbox`
  public PipeOutput(Inbox inbox, Object reader) {
    this.inbox = inbox;
    this.reader = reader;
  }

  /// Reads the output to its end. If that fails, or is cancelled, all that was read goes back.
  void read() {
    try (var collected = new Collected()) {
      try {
        while (!inbox.atEof()) {
          collected.add(inbox.readSome(reader, PIECE));
        }
      } catch (Throwable t) {
        inbox.putBack(collected.toByteArray());
        throw t;
      }
      bytes = collected.toByteArray();
    }
    if (abandoned) {
      putBack();
    }
  }

  /// The output, or null before it was read.
  public byte @Nullable [] bytes() {
    return bytes;
  }

  /// Puts the output back into the inbox: now, or else once it was read.
  void abandon() {
    abandoned = true;
    putBack();
  }

  private void putBack() {
    if (bytes != null) {
      inbox.putBack(bytes);
      bytes = null;
    }
  }
}
