package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Asyncio.runCoroutineThreadsafe;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A loop closes completely even if its parts fail meanwhile.
class FatalAtCloseTest {
  private final EventLoop loop = newEventLoop();
  private final List<String> ended = new ArrayList<>();

  private void leaveTask(String name, Error failure) {
    var _ =
        loop.createTask(
            Coroutine.of(() -> {
              try {
                await(sleep(Duration.ofHours(1)));
              } finally {
                ended.add(name);
                fail(failure);
              }
            }));
  }

  private static void fail(Error failure) {
    throw failure;
  }

  @Test
  void allTasksAreEndedThoughTheFirstThrowsAFatalError() {
    leaveTask("a", new InternalError("one"));
    leaveTask("b", new InternalError("two"));
    loop.stop();
    loop.runForever();

    assertThatThrownBy(loop::close).isInstanceOf(InternalError.class).hasMessage("one");

    assertThat(ended).containsExactly("a", "b");
    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  void workHandedInEndsThoughAnExceptionHandlerThrowsAFatalError() {
    loop.setExceptionHandler((_, _) -> {
      throw new InternalError("handler");
    });
    Future<Void> failed = loop.createFuture();
    failed.setException(new IllegalStateException("nobody retrieves it"));
    var promise = runCoroutineThreadsafe(() -> 1, loop);

    assertThatThrownBy(loop::close).isInstanceOf(InternalError.class);

    assertThat(promise).isCompletedExceptionally();
  }
}
