package jasyncio;

import org.jspecify.annotations.Nullable;

/// The value of a [ContextVar] before it was set, for [ContextVar#reset(Token)].
///
/// Mirrors `contextvars.Token`. A token restores once, and only in the context it came from.
///
/// @param <T> the type of the variable
public final class Token<T extends @Nullable Object> {
  final ContextVar<T> variable;
  final Context context;
  final Context.Bindings before;
  private boolean used;

  Token(ContextVar<T> variable, Context context, Context.Bindings before) {
    this.variable = variable;
    this.context = context;
    this.before = before;
  }

  void use() {
    if (used) {
      throw new IllegalStateException(this + " has already been used once");
    }
    used = true;
  }

  @Override
  public String toString() {
    return "Token[" + variable + (used ? ", used]" : "]");
  }
}
