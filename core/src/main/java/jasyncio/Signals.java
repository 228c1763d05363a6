package jasyncio;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// The signals that a loop handles. Loop thread only.
final class Signals {
  private final SelectorEventLoop loop;

  // by name, what handled the signal before
  private final Map<String, SignalHandler> replaced = new HashMap<>();

  Signals(SelectorEventLoop loop) {
    this.loop = loop;
  }

  void add(String name, Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    Context context = Context.copy();
    SignalHandler previous =
        install(signal(name), _ -> loop.callSoonThreadsafeIfOpen(callback, context.snapshot()));
    replaced.putIfAbsent(name, previous);
  }

  boolean remove(String name) {
    SignalHandler previous = replaced.remove(name);
    if (previous == null) {
      return false;
    }
    install(signal(name), previous);
    return true;
  }

  void removeAll() {
    List.copyOf(replaced.keySet()).forEach(this::remove);
  }

  private static Signal signal(String name) {
    try {
      return new Signal(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "unknown signal " + name + ": expected a name such as INT, TERM or HUP", e);
    }
  }

  private static SignalHandler install(Signal signal, SignalHandler handler) {
    try {
      return Signal.handle(signal, handler);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(signal + " cannot be handled here: " + e.getMessage(), e);
    }
  }
}
