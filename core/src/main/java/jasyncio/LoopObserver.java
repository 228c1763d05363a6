package jasyncio;

import org.jspecify.annotations.Nullable;

/// A listener for the events of a loop, called as they happen: for tools, metrics and traces. Every
/// method does nothing unless it is overridden. Not in asyncio.
///
/// {@snippet lang="java":
/// getRunningLoop().addObserver(
///     new LoopObserver() {
///       @Override
///       public void stepEnded(Object work, long nanos) {
///         IO.println(work + " took " + nanos + " ns");
///       }
///     });
/// }
///
/// A loop without observers skips all of this, at the cost of a test here and there. See
/// [EventLoop#addObserver(LoopObserver)], [RunOptions#withObserver] and, for every loop that a
/// program makes, the system property `jasyncio.observers`: names of classes, separated by commas,
/// each with a public constructor without parameters that makes an observer for one loop.
///
/// **Work** is the unit that a loop runs in steps: a [Task], of which a step is the part up to the
/// next `await`; a [Handle], whose step is its callback; or an object without a public type, such
/// as a done-callback or a channel that is ready, whose text form describes it.
///
/// **Threads.** All calls are made on the loop, one at a time (before a loop runs and after it, on
/// the thread that prepares or closes it). An observer must be quick, and must not suspend. Its own
/// effects on the loop are not reported to any observer. An observer that throws is reported to the
/// loop's exception handler, and removed.
///
/// Durations are in nanoseconds of the loop's clock.
public interface LoopObserver {
  /// The reason why work can run.
  enum Waker {
    /// The task or callback that was running made it ready.
    STEP,
    /// Another thread made it ready, or code that ran while the loop did not.
    THREAD,
    /// Its time has come.
    TIMER,
    /// A channel can be read from or written to.
    CHANNEL
  }

  /// Called when a turn begins: the loop has polled its channels and timers, and runs the steps
  /// that are ready.
  ///
  /// @param ready the number of steps that this turn will run
  /// @param timers the number of timers that are set
  /// @param waited the time that the loop waited for an event since the last turn; zero if it did
  ///   not
  /// @param lag the delay of the most overdue timer that is due in this turn; zero if none is due
  default void turnBegan(int ready, int timers, long waited, long lag) {}

  /// Called when a step begins. Steps nest where a task is started eagerly.
  default void stepBegan(Object work) {}

  /// Called when the step that began last has ended.
  ///
  /// @param nanos its duration, including the steps inside it
  default void stepEnded(Object work, long nanos) {}

  /// Called when work becomes ready; it will run soon, in the order of these calls, unless it is
  /// cancelled before.
  ///
  /// @param by for [Waker#STEP], the work that was running, for [Waker#THREAD], the [Thread], and
  ///   for [Waker#CHANNEL], the channel; null for [Waker#TIMER], and where it is unknown
  default void madeReady(Object work, Waker waker, @Nullable Object by) {}

  /// Called when a timer was set; it may be cancelled before it is due.
  default void timerSet(TimerHandle timer) {}

  /// Called when a task was made.
  default void taskCreated(Task<?> task) {}

  /// Called when a task's step ended because the task awaits; [Task#getStack()] shows where.
  ///
  /// @param awaited the future that it awaits; null if it only lets other tasks run first
  default void taskSuspended(Task<?> task, @Nullable Future<?> awaited) {}

  /// Called when a task's step ended because its thread is blocked in a call of the JDK. On the
  /// carrier engine only; the loop of the portable engine blocks with the task.
  default void taskBlocked(Task<?> task) {}

  /// Called when a task has ended; `task.cancelled()` and `failure` tell how.
  ///
  /// @param failure its failure, or null; passing it here does not count as retrieving it
  default void taskEnded(Task<?> task, @Nullable Throwable failure) {}

  /// Called when a socket has got a transport: a connection, of either side, or a datagram
  /// endpoint.
  default void connectionOpened(BaseTransport transport) {}

  /// Called when the transport's socket is closed.
  default void connectionClosed(BaseTransport transport) {}

  /// Called when a transport has received bytes, counted on the network: encrypted ones with TLS.
  default void bytesReceived(BaseTransport transport, long count) {}

  /// Called when the system has accepted bytes from a transport.
  default void bytesSent(BaseTransport transport, long count) {}

  /// Called when the handshake of a TLS connection has succeeded.
  ///
  /// @param transport the transport of the encrypted connection, which the program uses
  /// @param nanos the duration of the handshake
  default void handshakeDone(BaseTransport transport, long nanos) {}
}
