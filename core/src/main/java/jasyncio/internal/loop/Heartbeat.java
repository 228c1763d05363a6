package jasyncio.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A counter by which other threads see that a loop makes progress, at the cost of a plain write a
/// step.
///
/// A loop that shows the same beat twice has been in one step in between. A loop that waits for
/// work shows that it rests, and until when.
public final class Heartbeat {
  private static final VarHandle SHOWN;
  private static final VarHandle REST_END;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SHOWN = lookup.findVarHandle(Heartbeat.class, "shown", long.class);
      REST_END = lookup.findVarHandle(Heartbeat.class, "restEnd", long.class);
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

  // the time by the loop's clock at which it means to beat again, opaque as well
  @SuppressWarnings("unused") // see REST_END
  private long restEnd = Clock.FOREVER;

  /// Shows that another step begins. Loop thread only.
  void beat() {
    SHOWN.setOpaque(this, ++count);
  }

  /// Shows that the loop waits until the next beat. Loop thread only.
  ///
  /// @param end when it means to beat at the latest, or [Clock#FOREVER]
  void rest(long end) {
    REST_END.setOpaque(this, end);
    SHOWN.setOpaque(this, - ++count);
  }

  /// The last beat. Any thread.
  public long read() {
    return (long) SHOWN.getOpaque(this);
  }

  /// Tells whether the last rest should have ended before `now`. Any thread.
  boolean isRestOver(long now) {
    long end = (long) REST_END.getOpaque(this);
    return end != Clock.FOREVER && end - now < 0;
  }

  /// Returns whether the loop waited when it showed `beat`.
  public static boolean isRest(long beat) {
    return beat < 0;
  }
}
