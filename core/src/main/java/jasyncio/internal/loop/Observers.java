package jasyncio.internal.loop;

import jasyncio.BaseTransport;
import jasyncio.ExceptionContext;
import jasyncio.Future;
import jasyncio.LoopObserver;
import jasyncio.LoopObserver.Waker;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.TextForms;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The observers of a loop, which are told of each event one after the other. The loop does not
/// call this while there are none.
///
/// Loop thread only, or the one thread that prepares the loop.
public final class Observers implements ConnectionEvents {
  private static final String PROPERTY = "jasyncio.observers";

  private final Loop loop;

  // replaced as a whole: an observer may be removed while an event is told
  private List<LoopObserver> observers = List.of();

  // true while observers are told, so that their own actions make no events
  private boolean telling;

  // the running step
  private @Nullable Step running;

  // the ready steps of the turn that is about to begin
  private long waited;
  private long lag;

  Observers(Loop loop) {
    this.loop = loop;
  }

  boolean isEmpty() {
    return observers.isEmpty();
  }

  void add(LoopObserver observer) {
    List<LoopObserver> more = new ArrayList<>(observers);
    more.add(observer);
    observers = List.copyOf(more);
  }

  boolean remove(LoopObserver observer) {
    List<LoopObserver> fewer = new ArrayList<>(observers);
    boolean removed = fewer.remove(observer);
    observers = List.copyOf(fewer);
    return removed;
  }

  /// Adds the observers that the system property names.
  void addByProperty() {
    String names = System.getProperty(PROPERTY, "");
    for (String name : names.split(",", -1)) {
      if (!name.isBlank()) {
        add(newObserver(name.strip()));
      }
    }
  }

  private static LoopObserver newObserver(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Class<?> type = Class.forName(name, true, loader);
      return (LoopObserver) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "-D"
              + PROPERTY
              + ": expected a public class with a public constructor without parameters that"
              + " implements "
              + LoopObserver.class.getName()
              + ": "
              + name,
          e);
    }
  }

  private void tell(Consumer<LoopObserver> news) {
    if (telling) {
      return;
    }
    telling = true;
    try {
      for (LoopObserver observer : observers) {
        tell(observer, news);
      }
    } finally {
      telling = false;
    }
  }

  private void tell(LoopObserver observer, Consumer<LoopObserver> news) {
    try {
      news.accept(observer);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      loop.removeObserver(observer);
      loop.callExceptionHandler(
          ExceptionContext.of(
              "Exception in " + TextForms.ofCode(observer) + ", which observes no more", t));
    }
  }

  // Turns and steps

  void waited(long nanos) {
    waited += nanos;
  }

  /// A timer has become due.
  void timerDue(Timer timer, long late) {
    lag = Math.max(lag, late);
    madeReady(timer, Waker.TIMER, null);
  }

  void timerSet(TimerHandle timer) {
    tell(observer -> observer.timerSet(timer));
  }

  void turnBegan(int ready, int timers) {
    long waited = this.waited;
    long lag = this.lag;
    this.waited = 0;
    this.lag = 0;
    tell(observer -> observer.turnBegan(ready, timers, waited, lag));
  }

  void run(Step step) {
    Step outer = running;
    running = step;
    Object work = step.work();
    tell(observer -> observer.stepBegan(work));
    long began = loop.time();
    try {
      step.run();
    } finally {
      running = outer;
      long took = loop.time() - began;
      tell(observer -> observer.stepEnded(work, took));
    }
  }

  /// A step was made ready by the running one.
  void madeReady(Step step) {
    if (loop.isCurrent()) {
      madeReady(step, Waker.STEP, running == null ? loop.currentTask() : running.work());
    } else {
      madeReady(step, Waker.THREAD, Thread.currentThread());
    }
  }

  /// A step was made ready by another thread.
  void arrived(Step step) {
    if (step instanceof Arrivals.Sent sent) {
      madeReady(sent.step, Waker.THREAD, sent.by);
    } else {
      madeReady(step, Waker.THREAD, null);
    }
  }

  private void madeReady(Step step, Waker waker, @Nullable Object by) {
    Object work = step.work();
    tell(observer -> observer.madeReady(work, waker, by));
  }

  void madeReady(Step step, Channel channel) {
    madeReady(step, Waker.CHANNEL, channel);
  }

  // Tasks

  public void taskCreated(Task<?> task) {
    tell(observer -> observer.taskCreated(task));
  }

  public void taskEnded(Task<?> task, @Nullable Throwable failure) {
    tell(observer -> observer.taskEnded(task, failure));
  }

  public void taskBlocked(Task<?> task) {
    tell(observer -> observer.taskBlocked(task));
  }

  public void taskSuspended(Task<?> task, @Nullable Future<?> awaited) {
    tell(observer -> observer.taskSuspended(task, awaited));
  }

  // Connections

  @Override
  public void opened(Object connection) {
    tell(observer -> observer.connectionOpened((BaseTransport) connection));
  }

  @Override
  public void closed(Object connection) {
    tell(observer -> observer.connectionClosed((BaseTransport) connection));
  }

  @Override
  public void received(Object connection, long count) {
    tell(observer -> observer.bytesReceived((BaseTransport) connection, count));
  }

  @Override
  public void sent(Object connection, long count) {
    tell(observer -> observer.bytesSent((BaseTransport) connection, count));
  }

  @Override
  public void handshakeDone(Object connection, long nanos) {
    tell(observer -> observer.handshakeDone((BaseTransport) connection, nanos));
  }
}
