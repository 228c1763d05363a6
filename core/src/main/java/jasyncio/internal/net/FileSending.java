package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.FlowControl.WaterMarks;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.ReadTransport;
import jasyncio.Task;
import jasyncio.WriteTransport;
import jasyncio.internal.loop.Await;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.Receiver;
import jasyncio.internal.transport.ServedByTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One file on its way through a transport.
///
/// It takes the place of the transport's protocol meanwhile, so that it hears when the write queue
/// is empty, and the program's protocol does not write into the midst of the file. Reading is
/// paused, but if the program resumes it, its protocol gets the data. Afterwards the protocol is
/// told to pause or to resume if it has missed that. Loop thread only.
public final class FileSending implements Protocol, ServedByTask {
  private static final int COPY_SIZE = 256 * 1024; // asyncio's

  private final EventLoop loop;
  private final WriteTransport transport;
  private final FilePart part;
  private final BaseProtocol protocol;
  private final WaterMarks marks;

  // true if something is queued, so that this protocol, or the one before, is paused
  private boolean queued;
  private boolean protocolPaused;

  private boolean lost;
  private @Nullable Throwable cause;

  // the task's wait for the queue, or the socket; null while there is none
  private @Nullable Future<FileSending> waiter;

  FileSending(EventLoop loop, WriteTransport transport, FilePart part) {
    this.loop = loop;
    this.transport = transport;
    this.part = part;
    this.protocol = transport.getProtocol();
    this.marks = transport.getWriteBufferLimits();
  }

  /// See [EventLoop#sendfile].
  public static Coroutine<Long> through(
      EventLoop loop, WriteTransport transport, FilePart.Source source, boolean fallback) {
    return () -> {
      if (transport.isClosing()) {
        throw new IllegalStateException("the transport is closing: " + transport);
      }
      FilePart part = source.open();
      try (part) {
        new FileSending(loop, transport, part).run(fallback);
        return part.sent();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "sending %s through %s: %s".formatted(part.name(), transport, ChannelErrors.reason(e)),
            e);
      }
    };
  }

  private void run(boolean fallback) throws IOException {
    SocketTransport socket = socket(fallback);
    boolean wasReading = pauseReading();
    takeOver();
    try {
      awaitSent();
      if (socket == null || !sendBySystem(socket, fallback)) {
        copy();
      }
    } finally {
      giveBack();
      if (wasReading) {
        ((ReadTransport) transport).resumeReading();
      }
    }
  }

  /// The transport, if the system can send the file through it; else null.
  private @Nullable SocketTransport socket(boolean fallback) {
    if (transport instanceof SocketTransport socket) {
      return part.isSendable(fallback) ? socket : null;
    }
    if (!fallback) {
      throw part.refusal(
          "fallback is disabled and the system cannot send a file through " + transport, null);
    }
    return null;
  }

  private boolean pauseReading() {
    boolean reading = transport instanceof ReadTransport read && read.isReading();
    if (reading) {
      ((ReadTransport) transport).pauseReading();
    }
    return reading;
  }

  private void takeOver() {
    transport.setProtocol(this);
    transport.setWriteBufferLimits(0, 0); // pauses this if something is queued
    if (!queued && transport.getWriteBufferSize() > 0) {
      queued = true; // so it has paused the protocol before
      protocolPaused = true;
    }
  }

  private void giveBack() {
    transport.setProtocol(protocol);
    transport.setWriteBufferLimits(marks.high(), marks.low());
    if (lost || queued == protocolPaused) {
      return;
    }
    if (queued) {
      protocol.pauseWriting();
    } else {
      protocol.resumeWriting();
    }
  }

  /// Gives false if the system cannot send the file after all, and it must be copied.
  private boolean sendBySystem(SocketTransport socket, boolean fallback) throws IOException {
    socket.lendOutput(this::wake);
    try {
      while (part.hasMore()) {
        throwIfLost();
        if (!sendStep(socket, fallback)) {
          return false;
        }
        if (part.hasMore()) {
          suspend();
        }
      }
      return true;
    } finally {
      socket.takeOutputBack();
    }
  }

  private boolean sendStep(SocketTransport socket, boolean fallback) throws IOException {
    try {
      socket.send(part);
      return true;
    } catch (IOException e) {
      if (part.isCopyable(e, fallback)) {
        return false;
      }
      if (part.isReadable()) { // else the file has failed, and the connection is as it was
        socket.failBy(e);
      }
      throw e;
    }
  }

  private void copy() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(COPY_SIZE);
    for (part.read(buffer); buffer.hasRemaining(); part.read(buffer)) {
      throwIfClosing();
      int count = buffer.remaining();
      transport.write(buffer);
      // a receiver as fast as the sender would else keep the loop to itself
      Await.turn();
      awaitSent();
      part.advance(count);
    }
  }

  // Waiting

  private void awaitSent() throws IOException {
    while (queued && !lost) {
      suspend();
    }
    throwIfLost();
  }

  private void throwIfLost() throws IOException {
    if (lost) {
      throw new SocketException("connection lost while a file was being sent", cause);
    }
  }

  /// A transport that closes lets its queue out, but takes no more.
  private void throwIfClosing() throws IOException {
    if (transport.isClosing()) {
      throw new SocketException("connection closed while a file was being sent");
    }
  }

  private void suspend() {
    Future<FileSending> waiter = loop.createFuture("sendfile", transport);
    this.waiter = waiter;
    try {
      Await.await(waiter);
    } finally {
      this.waiter = null;
    }
  }

  private void wake() {
    if (waiter != null && !waiter.done()) {
      waiter.setResult(this);
    }
  }

  // The transport's side

  @Override
  public void pauseWriting() {
    queued = true;
  }

  @Override
  public void resumeWriting() {
    queued = false;
    wake();
  }

  @Override
  public void dataReceived(byte[] data) {
    Receiver.of(protocol).dataReceived(data);
  }

  @Override
  public boolean eofReceived() {
    return Receiver.of(protocol).eofReceived();
  }

  @Override
  public @Nullable Task<?> handler() {
    return ServedByTask.handlerOf(protocol);
  }

  @Override
  public void shutdownRequested() {
    protocol.shutdownRequested();
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    lost = true;
    this.cause = cause;
    wake();
    protocol.connectionLost(cause);
  }
}
