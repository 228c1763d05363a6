package jasyncio.cluster;

import jasyncio.Coroutine;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A coroutine function that members run for each other, by its name: each member has the code, and
/// only the argument and the value travel. A reference to a method serves, as in `Reports::daily`.
///
/// {@snippet lang="java":
/// final class Reports {
///   static Coroutine<Report> daily(LocalDate day) {
///     return () -> …;
///   }
/// }
/// }
///
/// @param <A> the type of the argument
/// @param <R> the type of the value
/// @see ClusterOptions#withFunction(RemoteFunction)
@FunctionalInterface
public interface RemoteFunction<A extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /// The coroutine that does the work.
  ///
  /// @throws Exception whatever the function fails with
  Coroutine<R> apply(A argument) throws Exception;
}
