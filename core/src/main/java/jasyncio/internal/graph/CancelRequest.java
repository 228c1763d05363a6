package jasyncio.internal.graph;

import jasyncio.internal.base.Origin;
import org.jspecify.annotations.Nullable;

/// One request to cancel, on its way to all that it cancels.
///
/// @param message what the program said, if it said something
/// @param by who asked: the name of a task, or what else it was; null if a program threw the
///   [CancelledError] by itself
/// @param at where it was asked, in debug mode
public record CancelRequest(@Nullable String message, @Nullable String by, @Nullable Origin at) {

  /// A request of the library's own, which is no place in a program.
  public static CancelRequest by(String who, @Nullable String message) {
    return new CancelRequest(message, who, null);
  }

  /// The same request in other words.
  public CancelRequest saying(@Nullable String otherMessage) {
    return otherMessage == message ? this : new CancelRequest(otherMessage, by, at);
  }

  /// See [CancelledError#origin()].
  public @Nullable String origin() {
    String place = Origin.place(at);
    return by == null || place == null ? by : by + " at " + place;
  }
}
