package jasyncio.internal.engine;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/// Tells when a suspended fiber's thread is interrupted.
///
/// A thread that yields is not woken by an interrupt, as one that parks would be. But the JDK tells
/// whatever a thread says it is blocked on, and a selector may say so for its thread; so this is a
/// selector that selects nothing. It does not learn which thread it was.
public final class InterruptAlarm extends AbstractSelector {
  private final Runnable interrupted;

  InterruptAlarm(Runnable interrupted) {
    super(SelectorProvider.provider());
    this.interrupted = interrupted;
  }

  /// From now on an interrupt of the current thread raises the alarm, until the thread does
  /// blocking I/O on a channel, which takes the place of this.
  void arm() {
    begin();
  }

  /// Called by the JDK, on the thread that interrupts.
  @Override
  public Selector wakeup() {
    interrupted.run();
    return this;
  }

  @Override
  protected void implCloseSelector() {}

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SelectionKey> keys() {
    return Set.of();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    return Set.of();
  }

  @Override
  public int selectNow() {
    return 0;
  }

  @Override
  public int select(long timeout) {
    return 0;
  }

  @Override
  public int select() {
    return 0;
  }
}
