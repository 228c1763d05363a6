package jasyncio.test;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A selector that asks the simulated sockets for their readiness; keys are in the order of their
/// registration. Loop thread only, except for [#wakeup()].
final class SimulatedSelector extends AbstractSelector {
  private final Set<Key> keys = new LinkedHashSet<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wokenUp = lock.newCondition();
  private boolean wakeup; // guarded by lock

  SimulatedSelector(SimulatedChannels channels) {
    super(channels);
  }

  /// Passes the ready keys to `ready`, without waiting.
  int poll(Consumer<SelectionKey> ready) {
    removeCancelled();
    List<Key> found = new ArrayList<>();
    for (Key key : keys) {
      if (key.readyOps() != 0) {
        found.add(key);
      }
    }
    found.forEach(ready);
    takeWakeup();
    return found.size();
  }

  private void removeCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    synchronized (cancelled) {
      for (SelectionKey key : cancelled) {
        keys.remove(key);
        deregister((AbstractSelectionKey) key);
      }
      cancelled.clear();
    }
  }

  private boolean takeWakeup() {
    lock.lock();
    try {
      boolean was = wakeup;
      wakeup = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  /// Waits in real time for a call of [#wakeup()]; returns whether there was one.
  boolean awaitWakeup(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!wakeup && left > 0) {
        left = wokenUp.awaitNanos(left);
      }
      return takeWakeup();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loop checks this
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Selector wakeup() {
    lock.lock();
    try {
      wakeup = true;
      wokenUp.signalAll();
    } finally {
      lock.unlock();
    }
    return this;
  }

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    if (!(channel instanceof SimulatedSocket socket)) {
      throw new IllegalArgumentException(
          "not a socket of the simulated network, so that nobody knows when it is ready: "
              + channel);
    }
    var key = new Key(channel, socket, ops);
    key.attach(attachment);
    keys.add(key);
    return key;
  }

  @Override
  public Set<SelectionKey> keys() {
    return Collections.unmodifiableSet(keys);
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    throw notForPrograms();
  }

  @Override
  public int selectNow() {
    throw notForPrograms();
  }

  @Override
  public int select(long timeout) {
    throw notForPrograms();
  }

  @Override
  public int select() {
    throw notForPrograms();
  }

  private static UnsupportedOperationException notForPrograms() {
    return new UnsupportedOperationException("only a loop selects in a simulation");
  }

  @Override
  protected void implCloseSelector() {
    removeCancelled();
    for (Key key : keys) {
      deregister(key);
    }
    keys.clear();
  }

  @Override
  public String toString() {
    return "SimulatedSelector";
  }

  /// A key whose readiness is computed on request, not stored.
  private final class Key extends AbstractSelectionKey {
    private final SelectableChannel channel;
    private final SimulatedSocket socket;
    private int interest;

    Key(SelectableChannel channel, SimulatedSocket socket, int interest) {
      this.channel = channel;
      this.socket = socket;
      this.interest = interest;
    }

    @Override
    public SelectableChannel channel() {
      return channel;
    }

    @Override
    public Selector selector() {
      return SimulatedSelector.this;
    }

    @Override
    public int interestOps() {
      return interest;
    }

    @Override
    public SelectionKey interestOps(int ops) {
      interest = ops;
      return this;
    }

    @Override
    public int readyOps() {
      return isValid() && interest != 0 ? socket.readyOps() & interest : 0;
    }
  }
}
