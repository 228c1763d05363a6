package jasyncio.internal.tls;

import static jasyncio.internal.loop.Await.await;

import jasyncio.CancelledError;
import jasyncio.EventLoop;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.loop.LoopLog;
import jasyncio.internal.transport.Addresses;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.concurrent.ThreadPoolExecutor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The handshake of one TLS connection: lets the engine talk with the peer until both have agreed
/// on keys.
///
/// The engine hands out its slow work, such as signatures and the checks of certificates, as tasks.
/// They run in an executor; meanwhile nothing else may touch the engine.
///
/// Loop thread only, but for these tasks.
final class Handshake {
  private final TlsProtocol connection;
  private final EventLoop loop;
  private final TlsOptions options;
  private final SSLEngine engine;
  private final RecordReader reader;
  private final RecordWriter writer;

  // done at the end of the handshake; null unless a task waits for that
  private @Nullable Future<Transport> ready;

  private final TimeLimit limit;

  // those of the server; null if the connection is not a server's
  private @Nullable OpenHandshakes others;

  private long began;
  private boolean tasksRunning;

  // those that run, or wait for a thread; null if there are none
  private @Nullable Future<Integer> tasks;

  // as the executor knows them
  private @Nullable Runnable job;
  private boolean done;

  // why it was lost; null if it was not
  private @Nullable Throwable failure;

  Handshake(
      TlsProtocol connection,
      EventLoop loop,
      TlsOptions options,
      SSLEngine engine,
      RecordReader reader,
      RecordWriter writer) {
    this.connection = connection;
    this.loop = loop;
    this.options = options;
    this.engine = engine;
    this.reader = reader;
    this.writer = writer;
    this.limit = new TimeLimit(loop);
  }

  /// Counts this among the handshakes of a server.
  void countAmong(OpenHandshakes others) {
    this.others = others;
  }

  void begin() throws SSLException {
    began = loop.time();
    limit.start(options.handshakeTimeout(), this::expired);
    if (others != null) {
      others.begin(this);
    }
    engine.beginHandshake();
  }

  private void expired() {
    connection.giveUp(
        new SocketTimeoutException(
            "no end of the TLS handshake within " + options.handshakeTimeout()));
  }

  /// Gives this up, which is the oldest of more than `most` handshakes.
  void giveWay(int most) {
    if (LoopLog.admits("TLS handshakes given up")) {
      LoopLog.log(
          Level.WARNING,
          () ->
              "more than %d TLS handshakes in progress, see ServerOptions.withMaxHandshakes():"
                      .formatted(most)
                  + " giving up the oldest, with "
                  + Addresses.describe(connection.getExtraInfo(ExtraInfo.PEERNAME)));
    }
    connection.giveUp(
        new IOException("gave way to newer TLS handshakes, of which there are " + most));
  }

  /// The handshake is over, well or not: neither its limit nor its server counts it any more.
  void ended() {
    limit.stop();
    if (others != null) {
      others.end(this);
      others = null;
    }
  }

  /// Tells whether it has come to a good end.
  boolean isDone() {
    return done;
  }

  /// Tells whether the engine is busy in another thread, and so must not be touched.
  boolean isElsewhere() {
    return tasksRunning;
  }

  /// Lets the engine do the next thing; gives whether another step may be possible at once.
  boolean step() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        runTasks();
        yield false;
      }
      case NEED_WRAP -> {
        writer.flushEngine();
        yield true;
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
      case NOT_HANDSHAKING, FINISHED -> {
        finish();
        yield true;
      }
    };
  }

  private boolean unwrap() throws SSLException {
    if (reader.isEmpty()) {
      return false;
    }
    Status status = reader.takeHandshake();
    if (status == Status.CLOSED) {
      throw new SSLException("the peer gave up the TLS handshake");
    }
    return status == Status.OK;
  }

  private void finish() {
    done = true;
    ended();
    reader.open();
    try {
      connection.opened(loop.time() - began);
    } finally {
      if (ready != null && !ready.done()) {
        ready.setResult(connection.transport());
      }
    }
  }

  /// Has the engine's tasks done by the executor.
  private void runTasks() {
    tasksRunning = true;
    try {
      Future<Integer> tasks = loop.runInExecutor(this::execute, this::runTasksElsewhere);
      this.tasks = tasks;
      tasks.addDoneCallback(this::tasksEnded);
    } catch (RuntimeException e) { // of an executor that refuses them
      tasksRunning = false;
      connection.leave(e);
    }
  }

  private void execute(Runnable job) {
    this.job = job;
    options.taskExecutor().execute(job);
  }

  /// In the executor's thread. An exception of a task is thrown by the engine's next call.
  private int runTasksElsewhere() {
    int count = 0;
    for (Runnable task; (task = engine.getDelegatedTask()) != null; count++) {
      task.run();
    }
    return count;
  }

  private void tasksEnded(Future<Integer> tasks) {
    tasksRunning = false;
    this.tasks = null;
    this.job = null;
    Throwable thrown = tasks.cancelled() ? new CancelledError() : tasks.exception();
    if (thrown == null) {
      connection.proceed();
    } else { // the engine does not know of it, and would wait for ever
      connection.leave(thrown);
    }
  }

  /// Suspends the current task until the handshake is done, or throws what it failed with.
  ///
  /// @param below the transport that carries it
  void awaitDone(Transport below) {
    if (done) {
      return;
    }
    Future<Transport> end = loop.createFuture("TLS handshake", below);
    ready = end;
    if (failure != null) {
      end.setException(failure);
    }
    await(end);
  }

  /// The connection was lost before the handshake was done.
  void lost(Throwable cause) {
    failure = cause;
    dropTasks();
    if (ready == null) {
      LoopLog.log(Level.DEBUG, () -> "TLS handshake failed", cause);
    } else if (!ready.done()) {
      ready.setException(cause);
    }
  }

  /// Spares the executor work for a peer that has gone.
  private void dropTasks() {
    if (tasks != null) {
      if (job != null && options.taskExecutor() instanceof ThreadPoolExecutor pool) {
        pool.remove(job);
      }
      var _ = tasks.cancel();
    }
  }
}
