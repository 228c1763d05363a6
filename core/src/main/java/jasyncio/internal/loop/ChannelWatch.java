package jasyncio.internal.loop;

import jasyncio.Context;
import jasyncio.ExceptionContext;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.TextForms;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One channel on a loop's selector, for a transport or for the program. Loop thread only.
public final class ChannelWatch implements Watch, Selected {
  private final Loop loop;
  private final SelectionKey key;
  private final boolean ofProgram;

  // replaced only for a program's own watch
  private Readiness readable;
  private Readiness writable;

  private int interest;

  private ChannelWatch(
      Loop loop, SelectionKey key, Runnable readable, Runnable writable, boolean ofProgram) {
    this.loop = loop;
    this.key = key;
    this.readable = new Readiness(readable);
    this.writable = new Readiness(writable);
    this.ofProgram = ofProgram;
    key.attach(this);
  }

  static ChannelWatch ofTransport(
      Loop loop, SelectionKey key, Runnable readable, Runnable writable) {
    return new ChannelWatch(loop, key, readable, writable, false);
  }

  static ChannelWatch ofProgram(Loop loop, SelectionKey key) {
    return new ChannelWatch(loop, key, ChannelWatch::nothing, ChannelWatch::nothing, true);
  }

  private static void nothing() {}

  boolean isOfProgram() {
    return ofProgram;
  }

  /// Returns whether the channel is still on the selector.
  boolean isValid() {
    return key.isValid();
  }

  /// Replaces the callback for reading, which does not run any more, by `callback`, or removes it
  /// if that is null. A channel without a callback is off the selector. Returns whether there was
  /// one.
  boolean replaceReader(@Nullable Runnable callback) {
    boolean replaced = readable.wanted;
    readable = readable.replacedBy(callback);
    showOrCancel();
    return replaced;
  }

  /// As [#replaceReader(Runnable)], for writing.
  boolean replaceWriter(@Nullable Runnable callback) {
    boolean replaced = writable.wanted;
    writable = writable.replacedBy(callback);
    showOrCancel();
    return replaced;
  }

  private void showOrCancel() {
    if (readable.wanted || writable.wanted) {
      show();
    } else {
      loop.channels().unregister(key);
    }
  }

  @Override
  public void reading(boolean wanted) {
    readable.wanted = wanted;
    show();
  }

  @Override
  public void writing(boolean wanted) {
    writable.wanted = wanted;
    show();
  }

  @Override
  public void cancel() {
    readable.wanted = false;
    writable.wanted = false;
    loop.channels().unregister(key);
  }

  private void show() {
    int wanted = (readable.wanted ? readOp() : 0) | (writable.wanted ? writeOp() : 0);
    if (wanted != interest && key.isValid()) {
      interest = wanted;
      key.interestOps(wanted);
    }
  }

  private int readOp() {
    return key.channel() instanceof ServerSocketChannel
        ? SelectionKey.OP_ACCEPT
        : SelectionKey.OP_READ;
  }

  private int writeOp() {
    return key.channel() instanceof SocketChannel socket && socket.isConnectionPending()
        ? SelectionKey.OP_CONNECT
        : SelectionKey.OP_WRITE;
  }

  /// Queues the steps for which the channel is ready.
  @Override
  public void selected() {
    int ops = key.readyOps();
    if ((ops & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      readable.queue();
    }
    if ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
      writable.queue();
    }
  }

  /// One of the two callbacks. It is in the queue at most once, even if a run ended before its
  /// turn.
  private final class Readiness extends Step {
    private final Runnable callback;
    private final Context context = Context.copy();
    private boolean wanted;
    private boolean queued;

    Readiness(Runnable callback) {
      this.callback = callback;
    }

    /// Keeps this one from running, even if it is queued.
    Readiness replacedBy(@Nullable Runnable callback) {
      wanted = false;
      if (callback == null) {
        return this;
      }
      Readiness next = new Readiness(callback);
      next.wanted = true;
      return next;
    }

    void queue() {
      if (wanted && !queued) {
        queued = true;
        loop.channelReady(this, key.channel());
      }
    }

    @Override
    public String toString() {
      return (this == readable ? "reader of " : "writer of ") + key.channel();
    }

    @Override
    public Lane lane(boolean freesTasks) {
      return Lane.OWN;
    }

    @Override
    public void run() {
      queued = false;
      if (!wanted) {
        return;
      }
      Object outer = loop.enter(context);
      try {
        callback.run();
      } catch (Throwable t) {
        Fatal.rethrowIfFatal(t);
        loop.callExceptionHandler(
            ExceptionContext.of("Exception in callback " + TextForms.ofCode(callback), t));
      } finally {
        loop.enter(outer);
      }
    }
  }
}
