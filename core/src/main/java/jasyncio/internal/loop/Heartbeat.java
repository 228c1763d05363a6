package jasyncio.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A counter by which other threads see that a loop makes progress, at the cost of a plain write a
/// step.
///
/// A loop that shows the same beat twice has been in one step in between. A loop that waits for
/// work shows that it rests.
public final class Heartbeat {
  private static final VarHandle SHOWN;

  static {
    try {
      SHOWN = MethodHandles.lookup().findVarHandle(Heartbeat.class, "shown", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // loop thread only
  private long count;

  // the count, negative while the loop rests. Opaque writes suffice: other threads see them soon
  // and
  // in order, and derive nothing else from them
  @SuppressWarnings("unused") // see SHOWN
  private long shown;

  /// Shows that another step begins. Loop thread only.
  void beat() {
    SHOWN.setOpaque(this, ++count);
  }

  /// Shows that the loop waits until the next beat. Loop thread only.
  void rest() {
    SHOWN.setOpaque(this, - ++count);
  }

  /// The last beat. Any thread.
  public long read() {
    return (long) SHOWN.getOpaque(this);
  }

  /// Returns whether the loop waited when it showed `beat`.
  public static boolean isRest(long beat) {
    return beat < 0;
  }
}
