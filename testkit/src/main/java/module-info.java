import org.jspecify.annotations.NullMarked;

/// Tests of programs that use jasyncio: virtual time, every permitted order of events from a seed,
/// and a network in memory.
///
/// [jasyncio.test.AsyncTest] turns a coroutine into a JUnit test; [jasyncio.test.Simulation] and
/// [jasyncio.test.Explorer] work without JUnit.
@NullMarked
module jasyncio.test {
  requires transitive jasyncio;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports jasyncio.test;

  opens jasyncio.test to
      org.junit.platform.commons;
}
