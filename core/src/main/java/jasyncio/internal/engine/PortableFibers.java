package jasyncio.internal.engine;

/// Makes fibers with public API only.
public final class PortableFibers implements Fibers {
  static final PortableFibers INSTANCE = new PortableFibers();

  private PortableFibers() {
    openPoller();
  }

  /// Makes the JDK open the poller of its virtual threads, which it otherwise opens when the first
  /// virtual thread waits for a channel. A loop that had run out of descriptors before that first
  /// wait could never wait.
  private static void openPoller() {
    try {
      Class.forName("sun.nio.ch.Poller");
    } catch (ClassNotFoundException e) {
      // This JDK works in another way, and opens what it needs when it needs it.
    }
  }

  @Override
  public boolean isCarrier() {
    return false;
  }

  @Override
  public Fiber create(String name, Fiber.Owner owner) {
    return new PortableFiber(name, owner);
  }

  /// Runs the loop on a virtual thread, because control passes between two virtual threads several
  /// times faster than between a virtual and a platform thread (0.7–2.1 µs against 6–9 µs there and
  /// back, measured on two cores).
  @Override
  public void host(Runnable loop, Runnable interrupted) {
    LoopRunner.run(Thread.ofVirtual().name("jasyncio-loop"), loop, interrupted);
  }
}
