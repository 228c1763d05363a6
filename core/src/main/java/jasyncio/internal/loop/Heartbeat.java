package jasyncio.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Shows other threads whether a loop goes on, for the price of a plain write a step.
///
/// A loop that shows the same beat twice has been in one step all the while. One that waits for
/// something to do shows that it rests.
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

  // the count, negative while the loop rests. Opaque: others see it soon, and in its order; nothing
  // else is read by it
  @SuppressWarnings("unused") // see SHOWN
  private long shown;

  /// Something else begins. Loop thread only.
  void beat() {
    SHOWN.setOpaque(this, ++count);
  }

  /// The loop waits until the next beat. Loop thread only.
  void rest() {
    SHOWN.setOpaque(this, - ++count);
  }

  /// The last beat. Any thread.
  public long read() {
    return (long) SHOWN.getOpaque(this);
  }

  /// Whether the loop waited when it showed `beat`.
  public static boolean isRest(long beat) {
    return beat < 0;
  }
}
