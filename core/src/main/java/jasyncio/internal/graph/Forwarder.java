package jasyncio.internal.graph;

import jasyncio.Future;
import java.util.Collection;

/// A done-callback that passes on what comes of a future: whoever awaits what it serves awaits, by
/// way of it, the future that it is a callback of.
///
/// The call graph asks for this only when somebody looks; nothing is kept up while tasks run.
public interface Forwarder {
  /// The futures that are served at present; none once they need the callback no longer.
  Collection<? extends Future<?>> served();
}
