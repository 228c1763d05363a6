package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.Future;
import jasyncio.LoopObserver;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.cli.Recording.Actor;
import jasyncio.cli.Recording.Moment;
import jasyncio.cli.Recording.Place;
import jasyncio.cli.Recording.Ready;
import jasyncio.cli.Recording.Timer;
import jasyncio.cli.Recording.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A recorder of the events of one loop. It works on that loop's thread, except for
/// [#recordings()], which is also called while a loop still runs, when the JVM exits. Hence the
/// locks, which are otherwise uncontended.
public final class Recorder implements LoopObserver {
  // the most that a browser shows without delay
  private static final int MOST_MOMENTS = 30_000;

  // in the order in which their loops were made
  private static final List<Recorder> ALL = new CopyOnWriteArrayList<>();
  private static volatile @Nullable Path program;

  private record Queued(int moment, String why) {}

  private record Suspension(int moment, String what, List<Place> stack) {}

  private final int number;
  private final long start = System.nanoTime();
  private final List<Actor> actors = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<Ready> ready = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Map<String, String> sources = new HashMap<>();

  // numbers of the actors that have not ended
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Integer> set = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Suspension> suspended = new IdentityHashMap<>();

  // for work that was queued again while it ran: how it came to run
  private final IdentityHashMap<Object, Queued> sinceQueued = new IdentityHashMap<>();

  private int turn;
  private long stepBegan;
  private String then = "";
  private List<Place> stack = List.of();
  private boolean full;

  /// Made by each loop, at the request of [#recordAll(Path)].
  public Recorder() {
    ALL.add(this);
    number = ALL.size();
  }

  /// Records all loops that are made from now on.
  static void recordAll(Path file) {
    program = file;
    System.setProperty("jasyncio.observers", Recorder.class.getName());
  }

  /// The recordings of the loops that have run.
  static List<Recording> recordings() {
    return ALL.stream()
        .filter(recorder -> !recorder.moments.isEmpty())
        .map(Recorder::recording)
        .toList();
  }

  private synchronized Recording recording() {
    queued.forEach(
        (work, since) -> ready.add(new Ready(numberOf(work), since.moment, Recording.OPEN)));
    suspended.forEach((task, since) ->
        waits.add(new Wait(numberOf(task), since.moment, Recording.OPEN, since.what, since.stack)));
    set.forEach((timer, since) ->
        timers.add(new Timer(numberOf(timer), since, Recording.OPEN, dueOf((TimerHandle) timer))));
    return new Recording(
        nameOfProgram(),
        "EventLoop " + number,
        sources,
        actors,
        moments,
        ready,
        timers,
        waits,
        !full);
  }

  private static String nameOfProgram() {
    return requireNonNull(requireNonNull(program).getFileName()).toString();
  }

  private long now() {
    return System.nanoTime() - start;
  }

  private long dueOf(TimerHandle timer) {
    return timer.when() - start;
  }

  private int numberOf(Object work) {
    return numbers.computeIfAbsent(
        work,
        _ -> {
          actors.add(new Actor(nameOf(work), work instanceof Task<?>));
          return actors.size() - 1;
        });
  }

  private static String nameOf(Object work) {
    if (work instanceof Task<?> task) {
      return task.getName();
    }
    return work.toString()
        .replaceFirst("^(?:Timer)?Handle\\[(.*?)(?:, when=-?\\d+)?]$", "$1")
        .replaceFirst(", created .*", "");
  }

  @Override
  public synchronized void turnBegan(int steps, int timerCount, long waited, long lag) {
    full |= moments.size() >= MOST_MOMENTS;
    if (full) {
      return;
    }
    turn++;
    endCancelledTimers();
    String why =
        waited == 0
            ? "does not wait: there is work"
            : "waited " + RecordingText.time(waited) + " for something to do";
    add(
        new Moment(
            turn, Math.max(0, now() - waited), now(), Recording.LOOP, -1, why, "", List.of()));
  }

  private void endCancelledTimers() {
    set.entrySet()
        .removeIf(entry -> {
          var timer = (TimerHandle) entry.getKey();
          boolean cancelled = timer.cancelled();
          if (cancelled) {
            endTimer(timer, entry.getValue());
          }
          return cancelled;
        });
  }

  private void endTimer(TimerHandle timer, int since) {
    timers.add(new Timer(numberOf(timer), since, moments.size(), dueOf(timer)));
  }

  private void add(Moment moment) {
    moments.add(moment);
  }

  @Override
  public synchronized void stepBegan(Object work) {
    stepBegan = now();
    then = "";
    stack = List.of();
  }

  @Override
  public synchronized void stepEnded(Object work, long nanos) {
    if (full) {
      return;
    }
    int actor = numberOf(work);
    Queued since = sinceQueued.remove(work);
    if (since == null) {
      since = queued.remove(work);
    }
    if (since != null) {
      ready.add(new Ready(actor, since.moment, moments.size()));
    }
    add(
        new Moment(
            turn,
            stepBegan,
            now(),
            actor,
            since == null ? -1 : since.moment,
            since == null ? "starts at once" : since.why,
            then,
            stack));
  }

  @Override
  public synchronized void madeReady(Object work, Waker waker, @Nullable Object by) {
    if (full) {
      return;
    }
    Queued before = queued.put(work, new Queued(moments.size(), why(work, waker, by)));
    if (before != null) {
      sinceQueued.put(work, before);
    }
    Suspension since = suspended.remove(work);
    if (since != null) {
      waits.add(new Wait(numberOf(work), since.moment, moments.size(), since.what, since.stack));
    }
    Integer timer = set.remove(work);
    if (timer != null) {
      endTimer((TimerHandle) work, timer);
    }
  }

  private String why(Object work, Waker waker, @Nullable Object by) {
    boolean begins = work instanceof Task<?> task && !suspended.containsKey(task);
    String verb = work instanceof Task<?> ? begins ? "starts" : "goes on" : "runs";
    return switch (waker) {
      case STEP ->
          verb
              + (by == null
                  ? ""
                  : by == work
                      ? " after the others had their turn"
                      : begins ? ", created by " + nameOf(by) : ", made ready by " + nameOf(by));
      case THREAD ->
          verb + (by instanceof Thread thread ? ", made ready by thread " + thread.getName() : "");
      case TIMER -> verb + ", for its time has come";
      case CHANNEL -> verb + ", for its channel is ready";
    };
  }

  @Override
  public synchronized void timerSet(TimerHandle timer) {
    if (!full) {
      set.put(timer, moments.size());
    }
  }

  @Override
  public synchronized void taskSuspended(Task<?> task, @Nullable Future<?> awaited) {
    String what = awaited instanceof Task<?> other ? other.getName() : task.waitsFor();
    suspend(task, awaited == null || what == null ? "its next turn" : what);
  }

  @Override
  public synchronized void taskBlocked(Task<?> task) {
    suspend(task, "a blocking call of the JDK");
  }

  private void suspend(Task<?> task, String what) {
    if (full) {
      return;
    }
    then = "awaits " + what;
    stack = placesOf(task.getStack());
    if (!queued.containsKey(task) || !sinceQueued.containsKey(task)) {
      suspended.put(task, new Suspension(moments.size(), what, stack));
    }
  }

  @Override
  public synchronized void taskEnded(Task<?> task, @Nullable Throwable failure) {
    if (failure != null) {
      then = "raises " + failure;
      stack = placesOf(List.of(failure.getStackTrace()));
    } else {
      then = task.cancelled() ? "ends, cancelled" : "ends";
    }
  }

  private List<Place> placesOf(List<StackTraceElement> frames) {
    return frames.stream()
        .filter(frame -> frame.getFileName() != null && hasSource(frame.getFileName()))
        .map(frame -> new Place(frame.getFileName(), frame.getLineNumber(), frame.getMethodName()))
        .toList();
  }

  private boolean hasSource(String name) {
    return !sources.computeIfAbsent(name, Recorder::read).isEmpty();
  }

  /// The content of the program's file with that name; empty if it has none.
  private static String read(String name) {
    var file = requireNonNull(program).toAbsolutePath().resolveSibling(name);
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
