package jasyncio;

import jasyncio.internal.base.Origin;
import jasyncio.internal.base.TextForms;
import org.jspecify.annotations.Nullable;

/// The part of a future's text form that outlives it. It refers to nothing that could keep the
/// future.
///
/// @param kind the word for such futures
/// @param name the name of a task; null for other futures
/// @param code the class of a task's coroutine; null for other futures
/// @param origin the place where it was made, in debug mode
record FutureIdentity(
    String kind, @Nullable String name, @Nullable Class<?> code, @Nullable Origin origin) {

  /// The text form of the future after it failed with `exception`.
  String text(Throwable exception) {
    StringBuilder text = new StringBuilder(kind).append('[');
    if (name != null) {
      text.append("name=").append(TextForms.ofValue(name)).append(", ");
    }
    text.append("finished, exception=").append(TextForms.ofFailure(exception));
    if (code != null) {
      text.append(", coro=").append(TextForms.ofCodeOf(code));
    }
    return text.append(Origin.suffix(origin)).append(']').toString();
  }
}
