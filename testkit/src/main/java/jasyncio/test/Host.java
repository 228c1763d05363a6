package jasyncio.test;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.ContextVar;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.TaskOptions;
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A simulated machine: an address, a name that all other hosts can look up, and programs.
///
/// Code belongs to a host if [#start] or [#run] runs it there, and so do the tasks it creates;
/// other code belongs to [Network#local()]. A socket belongs to the host whose code opened it.
/// Belongs to the simulation's loop.
public final class Host {
  /// The host of the running code; null means the local host.
  static final ContextVar<@Nullable Host> CURRENT = new ContextVar<>("host", null);

  // the first of the ports that the system assigns, as on most systems
  private static final int FIRST_EPHEMERAL = 49152;
  private static final int LAST_PORT = 65535;

  private final Network network;
  private final String name;
  private final InetAddress address;
  private final List<Action> programs = new ArrayList<>();
  private final Set<SimulatedSocket> sockets = new LinkedHashSet<>();
  private int nextPort = FIRST_EPHEMERAL;
  private boolean down;

  Host(Network network, String name, InetAddress address) {
    this.network = network;
    this.name = name;
    this.address = address;
  }

  /// The name, under which its address can be looked up.
  public String name() {
    return name;
  }

  /// The address.
  public InetAddress address() {
    return address;
  }

  /// Starts a program, in a task. After a crash, [#restart()] starts it anew.
  public Task<Void> start(Action program) {
    programs.add(program);
    return boot(program);
  }

  private Task<Void> boot(Action program) {
    return network
        .loop()
        .createTask(run(Coroutine.of(program)), TaskOptions.named("program of " + name));
  }

  /// Makes a coroutine that runs `coroutine` on this host.
  public <T extends @Nullable Object> Coroutine<T> run(Coroutine<T> coroutine) {
    return () -> {
      var outside = CURRENT.set(this);
      try {
        return Asyncio.await(coroutine);
      } finally {
        CURRENT.reset(outside);
      }
    };
  }

  /// Cuts the power: sockets vanish without a message to their peers, which then have half-open
  /// connections, and tasks are cancelled. Data that these send while they end do not reach the
  /// network. Does nothing to a host that is down.
  public void crash() {
    if (down) {
      return;
    }
    down = true;
    List.copyOf(sockets).forEach(SimulatedSocket::vanish);
    sockets.clear();
    EventLoop loop = network.loop();
    Asyncio.allTasks(loop).stream()
        .filter(this::runs)
        .forEach(task -> task.cancel("host " + name + " crashed"));
  }

  private boolean runs(Task<?> task) {
    try {
      return task.getContext().run(CURRENT::get) == this;
    } catch (Exception e) {
      throw new AssertionError("reading a variable failed", e);
    }
  }

  /// Turns the power on again and starts the programs anew. Peers of old connections learn that
  /// these are reset, as soon as they send. Does nothing to a host that is up.
  public void restart() {
    if (!down) {
      return;
    }
    down = false;
    network.resumeStalled();
    programs.forEach(this::boot);
  }

  /// Returns whether the host has power.
  public boolean isUp() {
    return !down;
  }

  // For sockets

  Network network() {
    return network;
  }

  void add(SimulatedSocket socket) {
    sockets.add(socket);
  }

  void remove(SimulatedSocket socket) {
    sockets.remove(socket);
  }

  Set<SimulatedSocket> sockets() {
    return sockets;
  }

  /// A port that none of its sockets has; after the last port, numbering starts again with the
  /// first.
  int ephemeralPort() throws BindException {
    for (int tried = FIRST_EPHEMERAL; tried <= LAST_PORT; tried++) {
      int port = nextPort;
      nextPort = port == LAST_PORT ? FIRST_EPHEMERAL : port + 1;
      if (sockets.stream().noneMatch(socket -> socket.localPort() == port)) {
        return port;
      }
    }
    throw new BindException(
        "Cannot assign requested address: all ports of " + name + " are in use");
  }

  @Override
  public String toString() {
    return name;
  }
}
