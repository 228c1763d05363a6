package jasyncio.cluster.internal.work;

import static jasyncio.Asyncio.await;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.Traceback;
import jasyncio.cluster.Member;
import jasyncio.cluster.NotAllowedException;
import jasyncio.cluster.RemoteFunction;
import jasyncio.cluster.UnknownFunctionException;
import jasyncio.cluster.internal.wire.Codec;
import jasyncio.cluster.internal.wire.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs functions that members ask for, each as a task.
public final class Worker {
  private final EventLoop loop;
  private final Functions functions;
  private final Codec codec;
  private final Post post;
  private final Map<Key, Task<@Nullable Object>> tasks = new HashMap<>();

  private record Key(Member from, long job) {}

  /// A worker that runs `functions`.
  public Worker(EventLoop loop, Functions functions, Codec codec, Post post) {
    this.loop = loop;
    this.functions = functions;
    this.codec = codec;
    this.post = post;
  }

  /// A member asks to run a function.
  public void run(Member from, Frame.Run run) {
    Key key = new Key(from, run.job());
    RemoteFunction<?, ?> function = functions.get(run.function());
    if (function == null) {
      refuse(
          key,
          new UnknownFunctionException(
              "%s, which this member does not run; it runs %s"
                  .formatted(run.function(), functions.names())));
      return;
    }
    @Nullable Object argument;
    try {
      argument = codec.decode(run.argument());
    } catch (NotAllowedException e) {
      refuse(key, e);
      return;
    }
    start(key, run.function(), callOf(function, argument));
  }

  @SuppressWarnings("unchecked") // a wrong type fails when the function is called
  private static Coroutine<@Nullable Object> callOf(
      RemoteFunction<?, ?> function, @Nullable Object argument) {
    var callable = (RemoteFunction<@Nullable Object, @Nullable Object>) function;
    return () -> await(callable.apply(argument));
  }

  private void start(Key key, String function, Coroutine<@Nullable Object> call) {
    Coroutine<@Nullable Object> body =
        () -> {
          post.send(key.from, new Frame.Begun(key.job, tasks.size()));
          return call.run();
        };
    String name = Functions.shortName(function) + " for " + key.from;
    Task<@Nullable Object> task = loop.createTask(body, TaskOptions.named(name));
    tasks.put(key, task);
    task.addDoneCallback(done -> ended(key, done));
  }

  private void ended(Key key, Future<?> done) {
    if (tasks.remove(key) == null) {
      return; // whoever asked is gone
    }
    if (done.cancelled()) {
      post.send(key.from, new Frame.Cancelled(key.job, messageOf(done), tasks.size()));
      return;
    }
    Throwable failure = done.exception();
    if (failure == null) {
      succeeded(key, done.result());
    } else {
      post.send(key.from, frameOf(key, failure));
    }
  }

  private static @Nullable String messageOf(Future<?> cancelled) {
    try {
      cancelled.result();
      return null;
    } catch (CancelledError e) {
      return e.getMessage();
    }
  }

  private void succeeded(Key key, @Nullable Object value) {
    try {
      post.send(key.from, new Frame.Value(key.job, codec.encode(value), tasks.size()));
    } catch (NotAllowedException e) {
      post.send(key.from, frameOf(key, e));
    }
  }

  private void refuse(Key key, Throwable failure) {
    post.send(key.from, frameOf(key, failure));
  }

  private Frame frameOf(Key key, Throwable failure) {
    return new Frame.Failure(
        key.job,
        failure.getClass().getName(),
        failure.getMessage(),
        encoded(failure),
        Traceback.of(failure),
        tasks.size());
  }

  /// Null if the failure cannot be sent.
  private byte @Nullable [] encoded(Throwable failure) {
    try {
      return codec.encode(failure);
    } catch (NotAllowedException e) {
      return null;
    }
  }

  /// A member asks to cancel what it asked for.
  public void cancel(Member from, Frame.Cancel cancel) {
    Task<?> task = tasks.get(new Key(from, cancel.job()));
    if (task != null) {
      cancel(task, cancel.message(), Objects.requireNonNullElse(cancel.origin(), "member " + from));
    }
  }

  /// By a task of that name, which the [CancelledError] then names as its origin.
  private void cancel(Task<?> task, @Nullable String message, String origin) {
    loop.createTask(() -> task.cancel(message), TaskOptions.named(origin));
  }

  /// Cancels what a member asked for that has gone.
  public void left(Member member) {
    for (Key key : List.copyOf(tasks.keySet())) {
      if (key.from.equals(member)) {
        cancel(
            Objects.requireNonNull(tasks.remove(key)),
            "member " + member + " is gone",
            "the cluster");
      }
    }
  }

  /// Cancels all: this member leaves.
  ///
  /// @return what is to end
  public List<Task<@Nullable Object>> close() {
    List<Task<@Nullable Object>> running = List.copyOf(tasks.values());
    tasks.clear();
    running.forEach(task -> task.cancel("the cluster was left"));
    return running;
  }
}
