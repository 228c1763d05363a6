package jasyncio;

import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.Dependencies;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A future on which a task waits for something that is no future itself: data, a lock, an item. It
/// says for what.
///
/// The text is made when it is read.
final class Waiter<T extends @Nullable Object> extends OwnFuture<T> {
  private final String operation;
  private final Object source;

  /// @param operation what waits, as `Lock.acquire`
  /// @param source what it waits at; its text form tells what a reader needs, as who has the lock
  Waiter(EventLoop loop, String operation, Object source) {
    super(loop);
    this.operation = operation;
    this.source = source;
  }

  /// The thing that it waits at.
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
