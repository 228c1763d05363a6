package jasyncio.internal.net;

import static jasyncio.Asyncio.await;

import jasyncio.EventLoop;
import jasyncio.Future;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns host names into addresses without blocking the loop.
///
/// A numeric address is answered at once. A name goes to a thread of its own kind, since the
/// system's look-up blocks; the answer comes back through the loop's door for other threads.
final class Resolver {
  private final EventLoop loop;

  Resolver(EventLoop loop) {
    this.loop = loop;
  }

  /// The addresses of `host` that belong to `family`, in the system's order of preference and
  /// without repetition. Suspends the current task for a name; cancelling forgets the look-up.
  ///
  /// @throws UncheckedIOException around an `UnknownHostException`, if there is no such host or it
  ///   has no address of the family
  List<InetSocketAddress> resolve(String host, int port, @Nullable StandardProtocolFamily family) {
    var addresses = new LinkedHashSet<InetSocketAddress>();
    for (InetAddress address : lookUp(host)) {
      var candidate = new InetSocketAddress(address, port);
      if (family == null || family == Addresses.family(candidate)) {
        addresses.add(candidate);
      }
    }
    if (addresses.isEmpty()) {
      throw unknown(host, new UnknownHostException(host + ": no address of family " + family));
    }
    return new ArrayList<>(addresses);
  }

  private List<InetAddress> lookUp(String host) {
    InetAddress numeric = parse(host);
    return numeric != null
        ? List.of(numeric)
        : there(
            "getaddrinfo",
            host,
            () -> List.of(InetAddress.getAllByName(host)),
            e -> unknown(host, e));
  }

  /// The name of the host at `address`; its digits if it has none. Suspends the current task.
  String name(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return host == null
        ? address.getHostString()
        : there(
            "getnameinfo",
            host,
            host::getCanonicalHostName,
            e -> unknown(host.getHostAddress(), e));
  }

  /// The address that `host` spells in digits, or `null` if it is a name.
  static @Nullable InetAddress parse(String host) {
    if (host.isEmpty() || (host.indexOf(':') < 0 && Character.digit(host.charAt(0), 10) < 0)) {
      return null; // spares names the exception below
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// What `lookUp` gives, which runs on a resolver thread.
  private <T> T there(
      String operation,
      Object of,
      Callable<T> lookUp,
      Function<UnknownHostException, UncheckedIOException> toFailure) {
    Future<T> answer = loop.createFuture(operation, of);
    var job = Threads.POOL.submit(() -> lookUpThere(lookUp, toFailure, answer));
    try {
      return await(answer);
    } finally {
      job.cancel(false); // spares the thread a look-up that is still queued and nobody awaits
    }
  }

  /// Runs on a resolver thread.
  private <T> void lookUpThere(
      Callable<T> lookUp,
      Function<UnknownHostException, UncheckedIOException> toFailure,
      Future<T> answer) {
    try {
      T found = lookUp.call();
      hand(answer, () -> answer.setResult(found));
    } catch (UnknownHostException e) {
      hand(answer, () -> answer.setException(toFailure.apply(e)));
    } catch (Throwable t) { // whatever it is, the task must not wait for ever
      hand(answer, () -> answer.setException(t));
    }
  }

  private void hand(Future<?> answer, Runnable settle) {
    try {
      loop.callSoonThreadsafe(() -> {
        if (!answer.done()) { // it is done if the task was cancelled meanwhile
          settle.run();
        }
      });
    } catch (IllegalStateException e) {
      // The loop was closed meanwhile, so nobody is left to hear the answer.
    }
  }

  private static UncheckedIOException unknown(String host, UnknownHostException cause) {
    return new UncheckedIOException("cannot resolve " + host + ": " + cause.getMessage(), cause);
  }

  /// The threads for look-ups, shared by all loops and made when first needed.
  private static final class Threads {
    // A look-up that gets no answer holds its thread for many seconds, so one or two are too few.
    private static final int MOST = 8;
    private static final int IDLE_SECONDS = 10;

    private static final AtomicInteger COUNT = new AtomicInteger();

    static final ThreadPoolExecutor POOL =
        new ThreadPoolExecutor(
            MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads::make);

    static {
      POOL.allowCoreThreadTimeOut(true);
    }

    private static Thread make(Runnable work) {
      return Thread.ofPlatform()
          .daemon()
          .name("jasyncio-resolver-" + COUNT.incrementAndGet())
          .unstarted(work);
    }
  }
}
