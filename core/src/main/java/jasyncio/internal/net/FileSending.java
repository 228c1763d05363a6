package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.FlowControl.WaterMarks;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.ReadTransport;
import jasyncio.SendfileNotAvailableException;
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
/// Takes the place of the transport's protocol meanwhile, so that it hears when the queue of what
/// was written is empty, and the program's protocol does not write into the midst of the file.
/// Reading is paused, but whoever resumes it gets the data. Afterwards the protocol hears what it
/// has missed. Loop thread only.
public final class FileSending implements Protocol, ServedByTask {
  private static final int COPY_SIZE = 256 * 1024; // asyncio's

  private final EventLoop loop;
  private final WriteTransport transport;
  private final FilePart part;
  private final BaseProtocol protocol;
  private final WaterMarks marks;

  // whether something is queued, and so this protocol, or the one before, is paused
  private boolean queued;
  private boolean protocolPaused;

  private boolean lost;
  private @Nullable Throwable cause;

  // where the task waits for the queue, or the socket
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
      try (FilePart part = source.open()) {
        new FileSending(loop, transport, part).run(fallback);
        return part.sent();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "sending a file through " + transport + ": " + ChannelErrors.reason(e), e);
      }
    };
  }

  private void run(boolean fallback) throws IOException {
    SocketTransport socket = socket(fallback);
    boolean wasReading = pauseReading();
    takeOver();
    try {
      awaitSent();
      if (socket != null) {
        sendBySystem(socket);
      } else {
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
      throw new SendfileNotAvailableException(
          "fallback is disabled and the system cannot send a file through " + transport);
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

  private void sendBySystem(SocketTransport socket) throws IOException {
    socket.lendOutput(this::wake);
    try {
      while (part.hasMore()) {
        throwIfLost();
        socket.send(part);
        if (part.hasMore()) {
          suspend();
        }
      }
    } finally {
      socket.takeOutputBack();
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

  /// Who closes lets out what is queued, but takes no more.
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

  // What the transport tells

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
