package jasyncio.cluster;

import jasyncio.Asyncio;
import jasyncio.Future;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.work.Target;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Where a function is to run, and how often if its member is lost. Immutable; made by a [Cluster].
public final class Placement {
  private final Node node;
  private final Target target;
  private final int retries;

  Placement(Node node, Target target, int retries) {
    this.node = node;
    this.target = target;
    this.retries = retries;
  }

  /// The same on `member`.
  public Placement on(Member member) {
    return new Placement(node, new Target.On(Objects.requireNonNull(member, "member")), retries);
  }

  /// The same on the member that `key` belongs to: one and the same for all, until members come or
  /// go. A member that goes gives its keys to the others, and no other key moves.
  public Placement on(String key) {
    return new Placement(node, new Target.ByKey(Objects.requireNonNull(key, "key")), retries);
  }

  /// The same, run again up to `retries` times on another member if the one is lost. Only for
  /// functions that may run twice, and even at the same time: a member that is lost to this one may
  /// still be running. Has no effect [#on(Member)].
  ///
  /// @throws IllegalArgumentException if it is negative
  public Placement withRetries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries < 0: " + retries);
    }
    return new Placement(node, target, retries);
  }

  /// Has `function` run with `argument`, as a task of the member that is chosen: without a word
  /// about where, the one with least to do.
  ///
  /// At most [ClusterOptions#mostInFlight()] functions at a time are at each member; the others
  /// wait here, in order. The future gives the function's value. Where the function fails, it fails
  /// with the same failure, if its class is allowed and known here, with the stack it had there and
  /// a [RemoteException] as suppressed; else with that [RemoteException]. Other failures are
  /// [MemberLostException], [UnknownFunctionException] and [NotAllowedException].
  ///
  /// Cancelling the future cancels the function, whose [jasyncio.CancelledError] names this member
  /// and the task that asked; it is not waited for. If this member is lost, the function is
  /// cancelled.
  ///
  /// @throws IllegalArgumentException if the function is not registered here
  /// @throws NotAllowedException if the argument cannot be sent
  @SuppressWarnings("unchecked") // the value is what the function gave, or fails at its first use
  public <A extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
      RemoteFunction<A, R> function, A argument) {
    String name = node.functions().nameOf(function);
    return (Future<R>) node.dispatcher().submit(name, argument, target, retries);
  }

  /// As [#submit], for a thread other than the loop's, which is blocked until there is a value: for
  /// `loop.runInExecutor` with [Cluster#executor()]. An interrupt cancels the function.
  ///
  /// @throws IllegalArgumentException if the function is not registered here
  public <A extends @Nullable Object, R extends @Nullable Object> Callable<R> callable(
      RemoteFunction<A, R> function, A argument) {
    node.functions().nameOf(function);
    return () ->
        resultOf(
            Asyncio.runCoroutineThreadsafe(
                () -> Asyncio.await(submit(function, argument)), node.loop()));
  }

  private static <R extends @Nullable Object> R resultOf(CompletableFuture<R> future)
      throws Exception {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  @Override
  public String toString() {
    return "Placement[" + target + ", retries=" + retries + "]";
  }
}
