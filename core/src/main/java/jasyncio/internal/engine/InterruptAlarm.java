package jasyncio.internal.engine;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/// Reports that the thread of a suspended fiber was interrupted.
///
/// An interrupt does not wake a thread that yields, as it would wake one that parks. But the JDK
/// also notifies the object on which a thread says it is blocked, and a selector may register
/// itself as that object for its thread. This is therefore a selector that selects nothing. It does
/// not learn which thread was interrupted.
public final class InterruptAlarm extends AbstractSelector {
  private final Runnable interrupted;

  InterruptAlarm(Runnable interrupted) {
    super(SelectorProvider.provider());
    this.interrupted = interrupted;
  }

  /// Makes later interrupts of the current thread raise the alarm, until the thread does blocking
  /// I/O on a channel, which then takes the place of this selector.
  void arm() {
    begin();
  }

  /// Raises the alarm. Called by the JDK, on the thread that interrupts.
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
