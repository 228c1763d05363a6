package jasyncio;

import org.jspecify.annotations.Nullable;

/// Is told what a loop does while it does it: for tools, metrics and traces. Every method does
/// nothing unless it is overridden. Not in asyncio.
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
/// A loop that nobody observes does without all of this, for the price of a test now and then. See
/// [EventLoop#addObserver(LoopObserver)], [RunOptions#withObserver] and, for every loop that a
/// program makes, the system property `jasyncio.observers`: names of classes, with commas between
/// them, each with a public constructor without parameters that makes an observer for one loop.
///
/// **Work** is what a loop runs in steps: a [Task], of which a step is the part up to the next
/// `await`; a [Handle], whose step is its callback; or something else that has no type of its own
/// here, such as a done-callback or a channel that is ready, whose text form says what it is.
///
/// **Threads.** All calls come on the loop, one at a time (before a loop runs and after it, on the
/// thread that prepares or closes it). An observer must be quick, and must not suspend. What it
/// does to the loop is not told to any observer. One that throws is reported to the loop's
/// exception handler, and taken away.
///
/// Durations are in nanoseconds of the loop's clock.
public interface LoopObserver {
  /// Why work can run.
  enum Waker {
    /// What was running made it ready: a task or a callback.
    STEP,
    /// Another thread did, or code that runs while the loop does not.
    THREAD,
    /// Its time came.
    TIMER,
    /// A channel can be read from or written to.
    CHANNEL
  }

  /// A turn begins: the loop has looked at its channels and timers, and runs what is ready.
  ///
  /// @param ready how many steps this turn will run
  /// @param timers how many timers are set
  /// @param waited how long the loop waited for something to do, since the last turn; zero if it
  ///   did not
  /// @param lag how late the most overdue timer is that comes to its turn now; zero if none is due
  default void turnBegan(int ready, int timers, long waited, long lag) {}

  /// A step begins. Steps nest where a task is started eagerly.
  default void stepBegan(Object work) {}

  /// The step that began last has ended.
  ///
  /// @param nanos how long it took, with the steps inside it
  default void stepEnded(Object work, long nanos) {}

  /// Work will run soon, in the order of these calls. It may be cancelled meanwhile.
  ///
  /// @param by for [Waker#STEP], the work that was running, for [Waker#THREAD], the [Thread], and
  ///   for [Waker#CHANNEL], the channel; null for [Waker#TIMER], and where it is not known
  default void madeReady(Object work, Waker waker, @Nullable Object by) {}

  /// A timer was set; it may be cancelled before it is due.
  default void timerSet(TimerHandle timer) {}

  /// A task was made.
  default void taskCreated(Task<?> task) {}

  /// A task's step ended because it awaits something; [Task#getStack()] tells where.
  ///
  /// @param awaited what it awaits; null if it only lets others go first
  default void taskSuspended(Task<?> task, @Nullable Future<?> awaited) {}

  /// A task's step ended because its thread is blocked in a call of the JDK. On the carrier engine
  /// only; the portable one blocks with it.
  default void taskBlocked(Task<?> task) {}

  /// A task has ended: `cancelled()` and `failure` tell how.
  ///
  /// @param failure what it failed with, or null; to be told does not count as a look at it
  default void taskEnded(Task<?> task, @Nullable Throwable failure) {}

  /// A socket has a transport: a connection, of either side, or a datagram endpoint.
  default void connectionOpened(BaseTransport transport) {}

  /// The transport's socket is closed.
  default void connectionClosed(BaseTransport transport) {}

  /// Bytes came in by a transport, as the network saw them: of TLS, encrypted ones.
  default void bytesReceived(BaseTransport transport, long count) {}

  /// The system took bytes from a transport.
  default void bytesSent(BaseTransport transport, long count) {}

  /// The handshake of a TLS connection succeeded.
  ///
  /// @param transport that of the encrypted connection, which the program sees
  /// @param nanos how long the handshake took
  default void handshakeDone(BaseTransport transport, long nanos) {}
}
