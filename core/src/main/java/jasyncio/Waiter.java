package jasyncio;

import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.Dependencies;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A future on which a task waits for something that is not a future itself: data, a lock, an item.
/// It describes the wait.
///
/// The text is made when it is read.
final class Waiter<T extends @Nullable Object> extends OwnFuture<T> {
  private final String operation;
  private final Object source;

  /// @param operation the method that waits, such as `Lock.acquire`
  /// @param source the object that it waits for; its text form has the details, such as the holder
  ///   of the lock
  Waiter(EventLoop loop, String operation, Object source) {
    super(loop);
    this.operation = operation;
    this.source = source;
  }

  /// The object that it waits for.
  Object source() {
    return source;
  }

  @Override
  @Nullable Collection<? extends Future<?>> dependsOn() {
    return Dependencies.of(source);
  }

  @Override
  String awaitedAs() {
    return operation + " on " + TextForms.ofObject(source);
  }
}
