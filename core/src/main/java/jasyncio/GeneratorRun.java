package jasyncio;

import jasyncio.internal.base.DropWatch;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.engine.Fiber;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The body of an async generator, on a fiber of its own.
///
/// A request for an item replaces the consumer's fiber by the body's within the consumer's task; an
/// item, or the end, restores the consumer's ([TaskRun#enterFiber(Fiber)]). An await of the body
/// suspends the task like any other.
///
/// Loop thread only, except [#dropped()].
final class GeneratorRun<T> implements Fiber.Owner, AsyncGenerator.Emitter<T> {

  /// | from | to | when |
  /// |---|---|---|
  /// | NEW | RUNNING | a consumer asks for the first item |
  /// | RUNNING | SUSPENDED | the body yields an item |
  /// | SUSPENDED | RUNNING | a consumer asks for the next, or closes |
  /// | NEW, RUNNING | ENDED | it is closed before it began; the body ended |
  private enum State {
    NEW,
    RUNNING,
    SUSPENDED,
    ENDED
  }

  /// Ends the body of a closed generator: it is thrown at the `yield` at which the body waits.
  /// Scopes let it pass like a cancellation. Mirrors `GeneratorExit`.
  static final class Exit extends Error {
    private static final long serialVersionUID = 1;

    Exit() {
      super("generator closed", null, false, false);
    }
  }

  private final Watch<T> generator;
  private final AsyncGenerator.Body<T> body;
  private State state = State.NEW;

  // volatile for dropped(), which may run on another thread
  private volatile @Nullable TaskLoop loop;
  private @Nullable Fiber fiber;

  // while RUNNING: the task that asked, and the fiber it was on
  private @Nullable Task<?> consumer;
  private @Nullable Fiber consumerFiber;

  // the consumer's values on their way into the body
  private @Nullable Object sent;
  private @Nullable Throwable thrown;

  // the body's item on its way to the consumer
  private @Nullable T item;
  private @Nullable Throwable failure;

  GeneratorRun(AsyncGenerator<T> generator, AsyncGenerator.Body<T> body) {
    this.generator = new Watch<>(generator, this);
    this.body = body;
  }

  private static final class Watch<T> extends DropWatch<AsyncGenerator<T>> {
    private final GeneratorRun<T> run;

    Watch(AsyncGenerator<T> generator, GeneratorRun<T> run) {
      super(generator);
      this.run = run;
    }

    @Override
    protected void dropped() {
      run.dropped();
    }
  }

  /// The generator, unless it has been dropped.
  @Nullable AsyncGenerator<T> generator() {
    return generator.get();
  }

  // On the consumer's fiber

  /// Resumes the body until it yields or ends.
  Optional<T> resume(@Nullable Object sent, @Nullable Throwable thrown) {
    Task<?> task = TaskLoop.awaiter();
    checkNotRunning();
    if (state == State.ENDED) {
      return Optional.empty();
    }
    if (state == State.NEW && thrown != null) {
      state = State.ENDED;
      return end(thrown);
    }
    if (state == State.NEW) {
      start(task, sent);
    }
    checkLoop(task);
    this.sent = sent;
    this.thrown = thrown;
    enter(task);
    return state == State.ENDED ? end(failure) : Optional.of(takeItem());
  }

  private void checkNotRunning() {
    if (state == State.RUNNING) {
      throw new IllegalStateException("asynchronous generator is already running, for " + consumer);
    }
  }

  private void checkLoop(Task<?> task) {
    if (task.loop != loop) {
      throw new IllegalStateException(
          "asynchronous generator of " + loop + " used from " + task + " of " + task.loop);
    }
  }

  private Optional<T> end(@Nullable Throwable failure) {
    if (failure != null) {
      this.failure = null;
      throw Sneaky.<RuntimeException>unchecked(failure);
    }
    return Optional.empty();
  }

  private void start(Task<?> task, @Nullable Object sent) {
    if (sent != null) {
      throw new IllegalStateException(
          "cannot send a value to a generator that has not begun: ask for the first item first");
    }
    loop = task.loop;
    fiber = task.loop.fibers().create("", this);
    task.loop.generators().add(this);
  }

  private void enter(Task<?> task) {
    State before = state;
    state = State.RUNNING;
    consumer = task;
    consumerFiber = task.run.currentFiber();
    try {
      task.run.enterFiber(Objects.requireNonNull(fiber));
    } catch (IllegalStateException | StackOverflowError stuck) {
      state = before;
      throw stuck;
    } finally {
      consumer = null;
      consumerFiber = null;
    }
  }

  private T takeItem() {
    T item = Objects.requireNonNull(this.item);
    this.item = null;
    return item;
  }

  /// Ends the body at the place where it waits.
  void close() {
    checkNotRunning();
    if (state == State.NEW) {
      state = State.ENDED;
    }
    if (state == State.ENDED) {
      return;
    }
    try {
      resume(null, new Exit());
    } catch (Exit e) {
      return;
    }
    if (state != State.ENDED) {
      throw new IllegalStateException("async generator ignored being closed: it yielded an item");
    }
  }

  // On the body's fiber

  @Override
  public void body() {
    try {
      sent = null;
      body.run(this);
    } catch (Throwable t) {
      failure = t;
    }
    state = State.ENDED;
    Objects.requireNonNull(loop).generators().remove(this);
    Objects.requireNonNull(consumer).run.endFiber(Objects.requireNonNull(consumerFiber));
  }

  @Override
  public @Nullable Object yield(T item) {
    Fiber fiber = this.fiber;
    if (fiber == null || fiber.thread() != Thread.currentThread()) {
      throw new IllegalStateException("yield outside the body of its async generator");
    }
    this.item = Objects.requireNonNull(item, "item");
    state = State.SUSPENDED;
    try {
      Objects.requireNonNull(consumer).run.leaveFiber(Objects.requireNonNull(consumerFiber));
    } catch (IllegalStateException | StackOverflowError stuck) {
      state = State.RUNNING; // the item reached no consumer
      this.item = null;
      throw stuck;
    }
    return takeSent();
  }

  private @Nullable Object takeSent() {
    Throwable thrown = this.thrown;
    if (thrown != null) {
      this.thrown = null;
      throw Sneaky.<RuntimeException>unchecked(thrown);
    }
    Object sent = this.sent;
    this.sent = null;
    return sent;
  }

  // On any thread

  @Override
  public void unblocked() {
    Task<?> task = consumer;
    if (task != null) {
      task.run.unblocked();
    }
  }

  @Override
  public void interrupted() {
    Task<?> task = consumer;
    if (task != null) {
      task.run.interrupted();
    }
  }

  /// Closes the generator on its loop, because the program no longer holds it.
  void dropped() {
    TaskLoop loop = this.loop;
    if (loop != null) {
      loop.callSoonThreadsafeIfOpen(() -> {
        if (state == State.SUSPENDED) {
          loop.createTask(Coroutine.of(this::close));
        }
      });
    }
  }

  String describe() {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
