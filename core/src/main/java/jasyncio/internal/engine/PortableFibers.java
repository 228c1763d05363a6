package jasyncio.internal.engine;

/// Fibers from public API only.
public final class PortableFibers implements Fibers {
  static final PortableFibers INSTANCE = new PortableFibers();

  private PortableFibers() {
    openPoller();
  }

  /// The JDK opens what its virtual threads wait for channels with when the first of them waits. A
  /// loop that had run out of descriptors before its first wait could never wait, so it is opened
  /// here.
  private static void openPoller() {
    try {
      Class.forName("sun.nio.ch.Poller");
    } catch (ClassNotFoundException e) {
      // This JDK has another way, and opens what it takes when it must.
    }
  }

  @Override
  public Fiber create(String name, Fiber.Owner owner) {
    return new PortableFiber(name, owner);
  }

  /// Control passes between two virtual threads several times faster than between a virtual and a
  /// platform thread (0.7–2.1 µs against 6–9 µs there and back, measured on two cores), so the loop
  /// runs on a virtual thread too.
  @Override
  public void host(Runnable loop, Runnable interrupted) {
    LoopRunner.run(Thread.ofVirtual().name("jasyncio-loop"), loop, interrupted);
  }
}
