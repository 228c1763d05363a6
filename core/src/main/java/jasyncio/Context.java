package jasyncio;

import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.LoopThread;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The values of all [ContextVar]s at one point of a program's run.
///
/// Every task has a context, copied from its creator's when it is made; every callback runs in a
/// copy of the context that scheduled it, unless it is given one. Copying takes constant time.
///
/// Mirrors `contextvars.Context`. Confined to one thread at a time.
public final class Context {
  // the context of code that runs outside any loop
  private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(Context::new);

  private Bindings bindings;

  /// An empty context.
  public Context() {
    this(Bindings.NONE);
  }

  private Context(Bindings bindings) {
    this.bindings = bindings;
  }

  /// A copy of the current context. Mirrors `contextvars.copy_context`.
  public static Context copy() {
    return current().snapshot();
  }

  /// Runs `body` with this as the current context and returns its value; variables that the body
  /// sets keep their values in this context, and change in no other. Mirrors `Context.run`.
  ///
  /// @throws Exception any exception of `body`
  public <R extends @Nullable Object> R run(Callable<R> body) throws Exception {
    Objects.requireNonNull(body, "body");
    LoopThread thread = LoopThread.current();
    return thread != null ? runOn(thread, body) : runOnThread(body);
  }

  private <R extends @Nullable Object> R runOn(LoopThread thread, Callable<R> body)
      throws Exception {
    Object outer = thread.enter(this);
    try {
      return body.call();
    } finally {
      thread.enter(outer);
    }
  }

  private <R extends @Nullable Object> R runOnThread(Callable<R> body) throws Exception {
    Context outer = OF_THREAD.get();
    OF_THREAD.set(this);
    try {
      return body.call();
    } finally {
      OF_THREAD.set(outer);
    }
  }

  static Context current() {
    LoopThread thread = LoopThread.current();
    return thread != null ? (Context) thread.context() : OF_THREAD.get();
  }

  Context snapshot() {
    return new Context(bindings);
  }

  Bindings bindings() {
    return bindings;
  }

  void rebind(Bindings bindings) {
    this.bindings = bindings;
  }

  @Override
  public String toString() {
    return "Context" + TextForms.ofItems(Arrays.asList(bindings.all), bindings.all.length);
  }

  record Binding(ContextVar<?> variable, @Nullable Object value) {
    @Override
    public String toString() {
      return "Binding[variable=" + variable + ", value=" + TextForms.ofValue(value) + "]";
    }
  }

  /// An immutable set of bindings, so that copies of a context can share it. Programs have few
  /// variables, so scanning an array is faster than hashing.
  static final class Bindings {
    static final Bindings NONE = new Bindings(new Binding[0]);

    private final Binding[] all;

    private Bindings(Binding[] all) {
      this.all = all;
    }

    @Nullable Binding find(ContextVar<?> variable) {
      for (Binding binding : all) {
        if (binding.variable == variable) {
          return binding;
        }
      }
      return null;
    }

    Bindings with(ContextVar<?> variable, @Nullable Object value) {
      Binding binding = new Binding(variable, value);
      int at = indexOf(variable);
      Binding[] copy = Arrays.copyOf(all, at < 0 ? all.length + 1 : all.length);
      copy[at < 0 ? all.length : at] = binding;
      return new Bindings(copy);
    }

    /// These bindings, with `variable` bound as in `before`.
    Bindings restored(ContextVar<?> variable, Bindings before) {
      Binding old = before.find(variable);
      return old != null ? with(variable, old.value()) : without(variable);
    }

    private Bindings without(ContextVar<?> variable) {
      return new Bindings(
          Arrays.stream(all).filter(b -> b.variable != variable).toArray(Binding[]::new));
    }

    private int indexOf(ContextVar<?> variable) {
      for (int i = 0; i < all.length; i++) {
        if (all[i].variable == variable) {
          return i;
        }
      }
      return -1;
    }
  }
}
