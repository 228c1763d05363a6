package jasyncio;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A variable with a value of its own in each [Context]; every task has a context of its own.
///
/// {@snippet lang="java":
/// static final ContextVar<String> USER = new ContextVar<>("user", "nobody");
///
/// USER.set("ada");                     // seen by this task and by tasks it creates from now on
/// String user = USER.get();
/// }
///
/// Usable on any thread, in a loop or not. Mirrors `contextvars.ContextVar`.
///
/// @param <T> the type of the value
public final class ContextVar<T extends @Nullable Object> {
  private final String name;
  private final boolean hasDefault;
  private final @Nullable T defaultValue;

  /// A variable without a default.
  ///
  /// @param name for messages
  public ContextVar(String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.hasDefault = false;
    this.defaultValue = null;
  }

  /// A variable that has `defaultValue` where no value was set.
  public ContextVar(String name, T defaultValue) {
    this.name = Objects.requireNonNull(name, "name");
    this.hasDefault = true;
    this.defaultValue = defaultValue;
  }

  /// Returns the value in the current context, or the default.
  ///
  /// @throws NoSuchElementException if there is neither; mirrors `LookupError`
  @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
  public T get() {
    Context.Bindings bindings = Context.current().bindings();
    Context.Binding binding = bindings.find(this);
    if (binding != null) {
      return (T) binding.value();
    }
    if (hasDefault) {
      return defaultValue;
    }
    throw new NoSuchElementException(this + " has no value in this context and no default");
  }

  /// Returns the value in the current context, or `fallback`, even if the variable has a default.
  @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
  public T get(T fallback) {
    Context.Binding binding = Context.current().bindings().find(this);
    return binding != null ? (T) binding.value() : fallback;
  }

  /// Sets the value in the current context.
  ///
  /// @return a token with which [#reset(Token)] restores the value that this one replaced
  public Token<T> set(T value) {
    Context context = Context.current();
    Context.Bindings before = context.bindings();
    context.rebind(before.with(this, value));
    return new Token<>(this, context, before);
  }

  /// Restores the value from before the [#set(Object)] that returned `token`.
  ///
  /// @throws IllegalStateException if the token was used already
  /// @throws IllegalArgumentException if it came from another variable or in another context
  public void reset(Token<T> token) {
    Context context = Context.current();
    if (token.variable != this) {
      throw new IllegalArgumentException(token + " was created by another variable than " + this);
    }
    if (token.context != context) {
      throw new IllegalArgumentException(token + " was created in another context");
    }
    token.use();
    context.rebind(context.bindings().restored(this, token.before));
  }

  @Override
  public String toString() {
    return "ContextVar[" + name + "]";
  }
}
