package jasyncio.test;

/// A program for a simulation: the body of a coroutine, like that of [jasyncio.Asyncio#run].
@FunctionalInterface
public interface Program {
  /// Runs in `simulation`, on its loop, and may await.
  void run(Simulation simulation) throws Exception;
}
