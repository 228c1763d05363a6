package jasyncio.internal.graph;

import jasyncio.internal.base.Origin;
import org.jspecify.annotations.Nullable;

/// One request to cancel, as it passes to everything that it cancels.
///
/// @param message the program's message; null if it gave none
/// @param by the requester: the name of a task, or a text such as the name of an operation; null if
///   a program threw the [CancelledError] itself
/// @param at the place where cancellation was requested; recorded in debug mode only
public record CancelRequest(@Nullable String message, @Nullable String by, @Nullable Origin at) {

  /// A request that the library makes itself, which has no place in the program.
  public static CancelRequest by(String who, @Nullable String message) {
    return new CancelRequest(message, who, null);
  }

  /// The same request with another message.
  public CancelRequest saying(@Nullable String otherMessage) {
    return otherMessage == message ? this : new CancelRequest(otherMessage, by, at);
  }

  /// The text of [CancelledError#origin()].
  public @Nullable String origin() {
    String place = Origin.place(at);
    return by == null || place == null ? by : by + " at " + place;
  }
}
