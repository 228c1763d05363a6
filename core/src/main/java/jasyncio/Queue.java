package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.LookAhead;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.base.Unit;
import jasyncio.internal.loop.Await;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.WaitQueue;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A queue that hands items from tasks that put to tasks that get, in the order in which they were
/// put.
///
/// {@snippet lang="java":
/// var jobs = new Queue<String>(100);
///
/// createTask(() -> {
///   for (var job : jobs) {                // until jobs is shut down
///     await(work(job));
///     jobs.taskDone();
///   }
/// });
///
/// await(jobs.put("dig"));                 // await jobs.put("dig")
/// await(jobs.join());                     // await jobs.join()
/// jobs.shutdown();
/// }
///
/// No task is switched if there is an item, or room. Waiting tasks are woken in the order of
/// their arrival; a cancelled task loses no item, and passes its turn on. As in asyncio, an item
/// stays in the queue until the task that it woke resumes, so that another task may get it first.
///
/// Items are not null. A queue that is no longer needed is shut down, which ends the loops over it.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe: from other threads, `loop.callSoonThreadsafe(() -> queue.putNowait(item))`. Awaiting
/// from another loop throws [IllegalStateException]. Mirrors `asyncio.Queue`.
///
/// @param <T> the type of the items
/// @see Asyncio#select
/// @see Broadcast
public sealed class Queue<T> implements Iterable<T> permits PriorityQueue, LifoQueue {
  private final int maxsize;
  private final java.util.Queue<T> items;
  private final LoopBinding binding = new LoopBinding(this);
  private final Object shown = new Shown();
  private final WaitQueue getters = new WaitQueue(binding, "Queue.get", shown);
  private final WaitQueue putters = new WaitQueue(binding, "Queue.put", shown);
  private final WaitQueue joiners = new WaitQueue(binding, "Queue.join", shown);

  // number of items put and not yet reported by taskDone()
  private long unfinished;
  private boolean shutDown;

  /// A queue without a limit.
  public Queue() {
    this(0);
  }

  /// A queue of at most `maxsize` items; zero or less means no limit.
  public Queue(int maxsize) {
    this(maxsize, new ArrayDeque<>());
  }

  /// A queue that gives items out in the order of `items`, which is empty.
  Queue(int maxsize, java.util.Queue<T> items) {
    this.maxsize = maxsize;
    this.items = items;
  }

  /// The limit, or zero or less if there is none. Mirrors `Queue.maxsize`.
  public int maxsize() {
    return maxsize;
  }

  /// The number of items. Mirrors `Queue.qsize`.
  public int qsize() {
    return items.size();
  }

  /// Returns whether there is no item. Mirrors `Queue.empty`.
  public boolean empty() {
    return items.isEmpty();
  }

  /// Returns whether there is no room. Mirrors `Queue.full`.
  public boolean full() {
    return maxsize > 0 && items.size() >= maxsize;
  }

  // Putting

  /// Puts `item`; suspends while there is no room. If it is cancelled while it waits, the item was
  /// not put. Mirrors `Queue.put`.
  ///
  /// Awaiting throws [QueueShutDownException] if the queue is shut down.
  @CheckReturnValue
  public Coroutine<Void> put(T item) {
    checkItem(item);
    return () -> {
      while (full() && !shutDown) {
        awaitRoom();
      }
      putOrPassOn(item);
      return Unit.VALUE;
    };
  }

  private void awaitRoom() {
    Future<WaitQueue> turn = putters.newTurn();
    try {
      putters.await(turn);
    } catch (Throwable t) {
      if (WaitQueue.came(turn)) {
        passRoomOn();
      }
      throw t;
    }
  }

  /// Puts the item; if the order of the items refuses it, another task gets its room.
  private void putOrPassOn(T item) {
    try {
      putNowait(item);
    } catch (Throwable t) {
      passRoomOn();
      throw t;
    }
  }

  private void passRoomOn() {
    if (!full()) {
      putters.wakeNext();
    }
  }

  /// Puts `item` at once. Mirrors `Queue.put_nowait`.
  ///
  /// @throws QueueFullException if there is no room
  /// @throws QueueShutDownException if the queue is shut down
  public void putNowait(T item) {
    checkItem(item);
    if (shutDown) {
      throw new QueueShutDownException("put() on " + describe());
    }
    if (full()) {
      throw new QueueFullException("putNowait() on " + describe() + ": await put() to wait for room");
    }
    items.add(item);
    unfinished++;
    getters.wakeNext();
  }

  private void checkItem(T item) {
    Objects.requireNonNull(item, "item; to tell that no more will come, call shutdown()");
  }

  // Getting

  /// Removes and returns the next item; suspends while there is none. Mirrors `Queue.get`.
  ///
  /// Awaiting throws [QueueShutDownException] if the queue is shut down and empty.
  @CheckReturnValue
  public Coroutine<T> get() {
    return this::take;
  }

  private T take() {
    while (items.isEmpty() && !shutDown) {
      awaitItem();
    }
    return getNowait();
  }

  private void awaitItem() {
    Future<WaitQueue> turn = getters.newTurn();
    try {
      getters.await(turn);
    } catch (Throwable t) {
      if (WaitQueue.came(turn) && !items.isEmpty()) {
        getters.wakeNext();
      }
      throw t;
    }
  }

  /// Removes and returns the next item at once. Mirrors `Queue.get_nowait`.
  ///
  /// @throws QueueEmptyException if there is none
  /// @throws QueueShutDownException if there is none, and the queue is shut down
  public T getNowait() {
    T item = items.poll();
    if (item == null) {
      throw shutDown
          ? new QueueShutDownException("get() on " + describe())
          : new QueueEmptyException("getNowait() on " + describe() + ": await get() to wait for an item");
    }
    putters.wakeNext();
    return item;
  }

  /// Returns an iterator over the items to come, each of which is awaited and removed, until the
  /// queue is shut down and empty. Several tasks may each loop over one queue: every item goes to
  /// one of them. Beyond asyncio.
  @Override
  public Iterator<T> iterator() {
    return iterator(this, this::take);
  }

  /// The items that `get` gives each time it is awaited, until there is a [QueueShutDownException].
  static <T> Iterator<T> iterator(Object origin, Coroutine<T> get) {
    return new LookAhead<>(origin, () -> nextOrNull(get));
  }

  private static <T> @Nullable T nextOrNull(Coroutine<T> get) {
    try {
      return Await.await(get);
    } catch (QueueShutDownException end) {
      return null;
    }
  }

  // Tracking work

  /// Reports that the work on an item is done, for [#join()]. Mirrors `Queue.task_done`.
  ///
  /// @throws IllegalStateException if called more often than items were put
  public void taskDone() {
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() on " + describe() + ": called more often than items were put");
    }
    finish();
  }

  private void finish() {
    unfinished--;
    if (unfinished == 0) {
      joiners.wakeAll();
    }
  }

  /// Suspends the current task until [#taskDone()] was called for each item put. Mirrors
  /// `Queue.join`.
  @CheckReturnValue
  public Coroutine<Void> join() {
    return Coroutine.of(this::awaitAllDone);
  }

  private void awaitAllDone() {
    if (unfinished > 0) {
      joiners.await();
    }
  }

  // Ending

  /// Ends putting: items that are in the queue can still be got. Tasks that wait to put, tasks that
  /// wait to get an item that does not exist, and later calls fail with [QueueShutDownException].
  /// Calling it again does nothing. Mirrors `Queue.shutdown`.
  public void shutdown() {
    shutdown(false);
  }

  /// Like [#shutdown()]; if `immediate`, the items in the queue are dropped, and count as done for
  /// [#join()].
  public void shutdown(boolean immediate) {
    shutDown = true;
    if (immediate) {
      drop();
    }
    getters.wakeAll();
    putters.wakeAll();
  }

  private void drop() {
    for (int dropped = items.size(); dropped > 0 && unfinished > 0; dropped--) {
      finish();
    }
    items.clear();
  }

  /// Returns whether the queue is empty and no item will come.
  boolean ended() {
    return shutDown && items.isEmpty();
  }

  /// The tasks that wait to get, for [Selection].
  WaitQueue getters() {
    return getters;
  }

  @Override
  public String toString() {
    return text(items.isEmpty() ? "" : "items=" + TextForms.ofItems(items, items.size()));
  }

  /// The text form without the items, which are the program's: for messages, and for tasks that
  /// wait.
  String describe() {
    return text(items.isEmpty() ? "" : "size=" + items.size());
  }

  private String text(String content) {
    var facts = new StringJoiner(", ", getClass().getSimpleName() + "[", "]");
    facts.add("maxsize=" + maxsize);
    if (!content.isEmpty()) {
      facts.add(content);
    }
    if (getters.size() > 0) {
      facts.add("getters=" + getters.size());
    }
    if (putters.size() > 0) {
      facts.add("putters=" + putters.size());
    }
    if (unfinished > 0) {
      facts.add("tasks=" + unfinished);
    }
    if (shutDown) {
      facts.add("shut down");
    }
    return facts.toString();
  }

  /// The queue as the tasks that wait at it show it.
  private final class Shown {
    @Override
    public String toString() {
      return describe();
    }
  }
}
