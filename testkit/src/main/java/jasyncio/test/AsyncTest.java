package jasyncio.test;

import jasyncio.Engine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A JUnit test whose method is a coroutine, run in a [Simulation] of its own.
///
/// {@snippet lang="java":
/// @AsyncTest(seeds = 1_000)
/// void everyoneIsServed(Network network, VirtualClock clock) {
///   await(clock.advance(Duration.ofHours(1)));
/// }
/// }
///
/// Parameters may be a [Simulation], its [jasyncio.EventLoop], [VirtualClock], [Network] or
/// [java.util.random.RandomGenerator], beside those of JUnit and other extensions.
///
/// The test fails with an exception of the method, and also if a task or a socket is left behind,
/// if an exception is never retrieved, or if nothing can run any more: see
/// [SimulationFailure.Kind].
///
/// With several seeds, the first run is in order, and each of the others in an order of its own.
/// The first failure is simplified (see [Explorer]) and its message says how to repeat it:
/// `-Djasyncio.test.replay=SCHEDULE`. Each run has its own instance of the test's class, and
/// `@BeforeEach` and `@AfterEach` are called around it, outside the simulation; only fields with an
/// annotation, such as `@TempDir`, have the same value in all. (If JUnit alone cannot make an
/// instance, as with parameters of these methods or `PER_CLASS`, the runs share one.) A run whose
/// assumption fails does not count; the test is aborted if every run's does.
///
/// `-Djasyncio.test.seeds=N` replaces the number of seeds wherever it is more than one.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(AsyncTestExtension.class)
@SuppressWarnings("exports") // a test does not name the extension
public @interface AsyncTest {
  /// The engine that the loop must have. Where the JVM does not allow it, the test fails with the
  /// line to add to the build. [Engine#AUTO] takes the faster engine that is available, unless the
  /// property `jasyncio.engine` demands one.
  Engine engine() default Engine.AUTO;

  /// The number of schedules to try.
  int seeds() default 1;

  /// True if tasks keep the order in which they became ready: [SimulationOptions#strictOrder()].
  boolean strictOrder() default false;

  /// The limit on virtual time for a run, in seconds.
  double virtualSeconds() default 24 * 60 * 60;

  /// The limit on real time for a run, in seconds, including the time that it is blocked.
  double realSeconds() default 30;

  /// True if tasks and sockets may be left behind.
  boolean leaksAllowed() default false;

  /// The limit on the time that a step of the loop may block its thread, in milliseconds; 0 for no
  /// limit.
  long blockingMillis() default 0;
}
