package jasyncio.cluster.internal.session;

import jasyncio.Future;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;

/// A request under way.
///
/// @param number its number in the session
/// @param answer done with the answer; fails with [SessionLost] if the session ends before
public record Pending(Name name, long number, Future<Answer> answer) {}
