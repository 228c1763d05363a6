package jasyncio.internal.graph;

import jasyncio.Future;
import java.util.Collection;

/// A done-callback that forwards the outcome of a future: a task that awaits a served future
/// thereby awaits, through this callback, the future that it is attached to.
///
/// The call graph asks for this only when it is displayed; nothing is maintained while tasks run.
public interface Forwarder {
  /// The futures that are served at present; empty once they no longer need the callback.
  Collection<? extends Future<?>> served();
}
