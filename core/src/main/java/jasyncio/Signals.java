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

  private final Map<String, Handling> handled = new HashMap<>();

  /// @param ours what handles a signal for this loop
  /// @param previous what handled it before
  private record Handling(SignalHandler ours, SignalHandler previous) {}

  Signals(SelectorEventLoop loop) {
    this.loop = loop;
  }

  void add(String name, Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    Context context = Context.copy();
    SignalHandler ours = _ -> loop.callSoonThreadsafeIfOpen(callback, context.snapshot());
    SignalHandler replaced = install(signal(name), ours);
    Handling earlier = handled.get(name);
    handled.put(name, new Handling(ours, earlier == null ? replaced : earlier.previous));
  }

  boolean remove(String name) {
    Handling handling = handled.remove(name);
    if (handling == null) {
      return false;
    }
    SignalHandler replaced = install(signal(name), handling.previous);
    if (replaced != handling.ours) {
      install(signal(name), replaced); // somebody else has taken over since
    }
    return true;
  }

  void removeAll() {
    List.copyOf(handled.keySet()).forEach(this::remove);
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
