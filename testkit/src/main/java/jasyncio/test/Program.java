package jasyncio.test;

/// What runs in a simulation: the body of a coroutine, as that of [jasyncio.Asyncio#run].
@FunctionalInterface
public interface Program {
  /// Runs in `simulation`, on its loop, and may await.
  void run(Simulation simulation) throws Exception;
}
