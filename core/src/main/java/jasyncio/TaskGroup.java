package jasyncio;

import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.base.Unit;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.graph.Dependencies;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.Permits;
import jasyncio.internal.sync.WaitQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A group of tasks with a common end: the scope that made them does not end before they have
/// ended.
///
/// {@snippet lang="java":
/// await(taskGroup(group -> {                   // async with asyncio.TaskGroup() as group:
///   group.createTask(fetch("a"));              //     group.create_task(fetch("a"))
///   group.createTask(fetch("b"));              //     group.create_task(fetch("b"))
/// }));
/// }
///
/// If one task fails, the others and the body of the scope are cancelled, and the scope throws an
/// [ExceptionGroup] of all failures. If the task that opened the scope is cancelled, the tasks of
/// the group are cancelled too.
///
/// Belongs to the task that opened it; its children may add more children. Mirrors
/// `asyncio.TaskGroup`.
public final class TaskGroup {
  /// The body of a group's scope, with a value.
  ///
  /// @param <T> the type of the value
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> extends VoidBody {
    /// Runs in the task that opened the scope.
    ///
    /// @throws Exception any failure of the body; it becomes part of the [ExceptionGroup]
    T run(TaskGroup group) throws Exception;

    /// Runs the body like [#run(TaskGroup)], without the value. This method makes the type a
    /// subtype of [VoidBody]; if an expression could be a body of either type, the compiler then
    /// chooses the one with a value.
    @Override
    default void execute(TaskGroup group) throws Exception {
      run(group);
    }
  }

  /// The body of a group's scope, without a value.
  @FunctionalInterface
  public interface VoidBody {
    /// Runs in the task that opened the scope.
    ///
    /// @throws Exception any failure of the body; it becomes part of the [ExceptionGroup]
    void execute(TaskGroup group) throws Exception;
  }

  private static final String SHUTTING_DOWN = "task group is shutting down";

  private final TaskLoop loop;
  private final Task<?> parent;
  private final boolean supervised;

  // null if the group has no limit
  private final @Nullable Permits permits;

  private final Set<Task<?>> children = new LinkedHashSet<>();
  private final ChildDone childDone = new ChildDone();
  private final List<Throwable> failures = new ArrayList<>();

  // true once the body has ended and the children are awaited
  private boolean leaving;

  // true once the children were cancelled, and no more may be added
  private boolean aborting;

  // this group has asked to cancel the parent, to end the body, and owes it an uncancel
  private boolean parentCancelled;

  // a failure of a child or the body that ends the loop's run; it takes precedence over all others
  private @Nullable Throwable fatal;

  private @Nullable Throwable bodyFailure;

  // completed when the last child is done; not null while the parent waits for that
  private @Nullable Future<Void> allDone;

  private TaskGroup(Task<?> parent, TaskGroupOptions options) {
    this.loop = parent.loop;
    this.parent = parent;
    this.supervised = options.supervised();
    this.permits =
        options.limit() == Integer.MAX_VALUE
            ? null
            : new Permits(
                new WaitQueue(new LoopBinding(this), "TaskGroup.createTask"), options.limit());
  }

  static <T extends @Nullable Object> Coroutine<T> taskGroup(
      TaskGroupOptions options, Body<T> body) {
    return () -> new TaskGroup(TaskLoop.awaiter(), options).run(body);
  }

  /// Adds a task. Mirrors `TaskGroup.create_task`.
  ///
  /// @throws IllegalStateException if the group has ended or is shutting down
  public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return createTask(coroutine, TaskOptions.DEFAULTS);
  }

  /// Like [#createTask(Coroutine)], for a body without a value.
  public Task<Void> createTask(Action body) {
    return createTask(Coroutine.of(body), TaskOptions.DEFAULTS);
  }

  /// Like [#createTask(Coroutine)], with a name, a context or an eager start.
  public <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    if (leaving && children.isEmpty()) {
      throw new IllegalStateException(this + " is finished: it takes no more tasks");
    }
    if (aborting) {
      throw new IllegalStateException(this + " is shutting down: it takes no more tasks");
    }
    Task<T> child = loop.createTask(inSlot(coroutine), options);
    children.add(child);
    child.addDoneCallback(childDone);
    // the task's eager first step may have aborted the group before the task was added
    if (aborting) {
      child.cancelFor(request(SHUTTING_DOWN));
    }
    return child;
  }

  /// Like [#createTask(Coroutine, TaskOptions)], for a body without a value.
  public Task<Void> createTask(Action body, TaskOptions options) {
    return createTask(Coroutine.of(body), options);
  }

  private <T extends @Nullable Object> Coroutine<T> inSlot(Coroutine<T> coroutine) {
    Permits permits = this.permits;
    if (permits == null) {
      return coroutine;
    }
    return () -> {
      permits.take();
      try {
        return coroutine.run();
      } finally {
        permits.give();
      }
    };
  }

  /// Cancels the children and the body; the scope then ends without a [CancelledError], unless
  /// another request to cancel the parent exists. Failures of children are still thrown. Does
  /// nothing once the group has ended. Mirrors `TaskGroup.cancel` of Python 3.15.
  public void cancel() {
    boolean ended = leaving && children.isEmpty();
    if (!ended && !aborting) {
      abortWithParent("task group cancelled");
    }
  }

  private void abortWithParent(String why) {
    abort();
    parentCancelled = true;
    parent.cancelFor(request(why));
  }

  /// Runs the body, then waits for the children. Returns null if [#cancel()] ended the body.
  @SuppressWarnings("NullAway") // as documented at taskGroup
  private <T extends @Nullable Object> T run(Body<T> body) {
    T value = null;
    Throwable end = null; // of the body, if that is no failure
    try {
      value = parent.inline(() -> body.run(this));
    } catch (CancelledError | GeneratorRun.Exit e) {
      end = e;
      abort();
    } catch (Throwable t) {
      bodyFailure = t;
      noteFatal(t);
      abort();
    }
    throwDue(awaitChildren(end));
    return value;
  }

  /// Gives the end of the body: the first cancellation that reached the parent, or the close of the
  /// generator around it; null if it was neither. A cancellation by the group itself gives way to
  /// one from elsewhere.
  private @Nullable Throwable awaitChildren(@Nullable Throwable end) {
    leaving = true;
    // a child may add others while the parent waits, and the parent may be cancelled several times
    while (!children.isEmpty()) {
      Future<Void> allDone = new Waiter<>(loop, "end", new Shown());
      this.allDone = allDone;
      try {
        parent.await(allDone);
      } catch (CancelledError e) {
        if (!(end instanceof CancelledError) || parentCancelled) {
          end = e;
        }
        abort();
      }
      this.allDone = null;
    }
    return end;
  }

  private void throwDue(@Nullable Throwable end) {
    if (bodyFailure != null) {
      failures.add(bodyFailure);
    }
    if (fatal != null) {
      throw Sneaky.<RuntimeException>unchecked(fatalBesideOthers(fatal));
    }
    boolean ownCancel = parentCancelled && parent.uncancel() == 0;
    if (!failures.isEmpty()) {
      requestParentCancelAgain(end);
      throw new ExceptionGroup("unhandled errors in a TaskGroup", failures);
    }
    if (end != null && !(ownCancel && end instanceof CancelledError)) {
      throw Sneaky.<RuntimeException>unchecked(end);
    }
  }

  private Throwable fatalBesideOthers(Throwable fatal) {
    failures.stream().filter(failure -> failure != fatal).forEach(fatal::addSuppressed);
    return fatal;
  }

  /// Repeats a request to cancel the parent that came from outside the group and that the failures
  /// replace: it is thrown at the parent's next await, and counts as often as before.
  private void requestParentCancelAgain(@Nullable Throwable end) {
    if (parent.cancelling() > 0) {
      parent.uncancel();
      parent.cancelFor(
          end instanceof CancelledError cancelled
              ? cancelled.request().saying(null)
              : request(null));
    }
  }

  private void abort() {
    if (aborting) {
      return;
    }
    aborting = true;
    CancelRequest request = request(SHUTTING_DOWN);
    for (Task<?> child : children) {
      if (!child.done()) {
        child.cancelFor(request);
      }
    }
  }

  private CancelRequest request(@Nullable String message) {
    return CancelRequest.by("the task group of " + parent.getName(), message);
  }

  private void childDone(Future<?> child) {
    children.remove(child);
    if (allDone != null && children.isEmpty() && !allDone.done()) {
      allDone.complete(Unit.VALUE);
    }
    if (child.cancelled() || !child.failed()) {
      return;
    }
    Throwable failure = Objects.requireNonNull(child.exception());
    failures.add(failure);
    AsyncPath.noteInGroup(child, parent);
    noteFatal(failure);
    if (parent.done()) {
      loop.callExceptionHandler(
          ExceptionContext.of(child + " failed after its parent had ended", failure)
              .withFuture(child));
    } else if (!aborting && !supervised) {
      abortWithParent("a task of its group failed: " + TextForms.ofFailure(failure));
    }
  }

  private void noteFatal(Throwable failure) {
    if (fatal == null && Fatal.is(failure)) {
      fatal = failure;
    }
  }

  /// The callback of every child. It makes the parent, which awaits the children from the
  /// beginning, appear in their call graph.
  private final class ChildDone implements Consumer<Future<?>>, Forwarder {
    @Override
    public void accept(Future<?> child) {
      childDone(child);
    }

    @Override
    public List<Task<?>> served() {
      return List.of(parent);
    }

    @Override
    public String toString() {
      return TaskGroup.this.toString();
    }
  }

  @Override
  public String toString() {
    String state = aborting ? ", cancelling" : leaving ? ", leaving" : "";
    return "TaskGroup[tasks=" + children.size() + ", errors=" + failures.size() + state + "]";
  }

  /// The group as the parent sees it while it waits for the group's end.
  private final class Shown implements Dependencies {
    @Override
    public Collection<? extends Future<?>> dependsOn() {
      return children;
    }

    @Override
    public String toString() {
      return TaskGroup.this.toString();
    }
  }
}
