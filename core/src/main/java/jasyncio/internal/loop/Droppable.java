package jasyncio.internal.loop;

/// A callback for which code outside the loop waits: that code must learn when it will never run.
public interface Droppable extends Runnable {
  /// The loop closed before the callback ran. On the thread that closes the loop, or on the
  /// sender's. Must not throw.
  void dropped();
}
