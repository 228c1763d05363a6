package jasyncio.internal.loop;

import jasyncio.Context;
import jasyncio.Handle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// The signals that a loop handles. Loop thread only.
public final class Signals {
  private final Loop loop;
  private final Installer installer;

  private final Map<String, Handling> handled = new HashMap<>();

  /// Sets the handler of a signal in this process, and returns the previous one.
  @FunctionalInterface
  interface Installer {
    SignalHandler install(Signal signal, SignalHandler handler);
  }

  /// @param callback the callback that the loop runs
  /// @param ours the handler for this loop
  /// @param previous the handler before it
  private record Handling(Callback callback, SignalHandler ours, SignalHandler previous) {}

  public Signals(Loop loop) {
    this(loop, Signal::handle);
  }

  public Signals(Loop loop, Installer installer) {
    this.loop = loop;
    this.installer = installer;
  }

  public Handle add(String name, Runnable callback) {
    Callback handle =
        new Callback(loop, Objects.requireNonNull(callback, "callback"), Context.copy());
    SignalHandler ours = _ -> loop.callSoonThreadsafeIfOpen(() -> arrived(name, handle));
    SignalHandler replaced = install(signal(name), ours);
    Handling earlier = handled.get(name);
    handled.put(name, new Handling(handle, ours, earlier == null ? replaced : earlier.previous));
    return handle;
  }

  private void arrived(String name, Callback handle) {
    if (!handle.cancelled()) {
      handle.run();
    } else if (isHandledBy(name, handle)) {
      remove(name);
    }
  }

  private boolean isHandledBy(String name, Callback handle) {
    Handling handling = handled.get(name);
    return handling != null && handling.callback == handle;
  }

  public boolean remove(String name) {
    Handling handling = handled.remove(name);
    if (handling == null) {
      return false;
    }
    SignalHandler replaced = install(signal(name), handling.previous);
    if (replaced != handling.ours) {
      install(signal(name), replaced); // another handler has been installed since
    }
    return true;
  }

  public void removeAll() {
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

  private SignalHandler install(Signal signal, SignalHandler handler) {
    try {
      return OutsideTask.call(() -> installer.install(signal, handler));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(signal + " cannot be handled here: " + e.getMessage(), e);
    }
  }
}
