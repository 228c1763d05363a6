package jasyncio.internal.net;

import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.BaseTransport;
import jasyncio.DatagramProtocol;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.Future;
import jasyncio.Mirrors;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A UDP transport on a scripted socket.
class UdpTransportTest {
  private static final InetSocketAddress OTHER = ScriptedDatagramChannel.address(12345);

  private final EventLoop loop = newEventLoop();
  private final ScriptedWatcher watcher = new ScriptedWatcher();
  private final List<String> events = new ArrayList<>();
  private final List<ExceptionContext> reports = new ArrayList<>();
  private @Nullable Throwable cause;
  private @Nullable RuntimeException thrownByProtocol;

  @BeforeEach
  void keepReports() {
    loop.setExceptionHandler((_, report) -> reports.add(report));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private final class Recording implements DatagramProtocol {
    @Override
    public void connectionMade(BaseTransport transport) {
      events.add("made");
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress from) {
      events.add(new String(data, StandardCharsets.UTF_8));
      if (thrownByProtocol != null) {
        throw thrownByProtocol;
      }
    }

    @Override
    public void errorReceived(IOException failure) {
      events.add("error");
      cause = failure;
    }

    @Override
    public void pauseWriting() {
      events.add("pause");
    }

    @Override
    public void resumeWriting() {
      events.add("resume");
    }

    @Override
    public void connectionLost(@Nullable Throwable lostBy) {
      events.add("lost");
      cause = lostBy;
    }
  }

  /// A transport that has begun.
  private UdpTransport transport(ScriptedDatagramChannel channel) throws IOException {
    var context = new TransportContext(loop, watcher);
    var transport = new UdpTransport(context, channel, new Recording(), channel.getRemoteAddress());
    Future<AbstractTransport> ready = loop.createFuture();
    transport.start(ready);
    loop.runUntilComplete(ready);
    events.clear();
    return transport;
  }

  private void turn() {
    loop.stop();
    loop.runForever();
  }

  @Nested
  class Receiving {
    private final ScriptedDatagramChannel channel = new ScriptedDatagramChannel(false);

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_setblk_err")
    void aSocketThatStaysBlockingIsRefusedAndClosed() {
      var channel = new ScriptedDatagramChannel(false);
      channel.staysBlocking = new IOException("stays blocking");
      var network = new Network(loop, watcher);

      assertThatThrownBy(() -> loop.runUntilComplete(network.datagrams(Recording::new, channel)))
          .hasRootCause(channel.staysBlocking);
      assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_read_ready")
    void takesAllThatIsThere() throws IOException {
      transport(channel);
      channel.incoming.addAll(List.of("one", "", "two"));

      watcher.becomeReadable();

      assertThat(events).containsExactly("one", "", "two");
    }

    @Test
    void leavesTimeForOthers() throws IOException {
      transport(channel);
      for (int i = 0; i < 20; i++) {
        channel.incoming.add("x");
      }

      watcher.becomeReadable();
      assertThat(events).hasSize(16);
      watcher.becomeReadable();

      assertThat(events).hasSize(20);
    }

    @Test
    void endsWhenACallbackClosesTheTransport() throws IOException {
      var transport = transport(channel);
      channel.incoming.addAll(List.of("one", "two"));
      transport.setProtocol(
          new DatagramProtocol() {
            @Override
            public void datagramReceived(byte[] data, SocketAddress from) {
              events.add("last");
              transport.close();
            }
          });

      watcher.becomeReadable();

      assertThat(events).containsExactly("last");
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_read_ready_tryagain")
    void ignoresReadinessWithoutADatagram() throws IOException {
      transport(channel);

      watcher.becomeReadable();

      assertThat(events).isEmpty();
      assertThat(reports).isEmpty();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_read_ready_oserr")
    void goesOnAfterAFailureOfTheNetwork() throws IOException {
      var failure = new IOException("no route");
      transport(channel);
      channel.incoming.addAll(List.of(failure, "next"));

      watcher.becomeReadable();

      assertThat(events).containsExactly("error", "next");
      assertThat(cause).isSameAs(failure);
      assertThat(reports).isEmpty();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_read_ready_err")
    void endsAfterAFailureThatIsNotTheNetworks() throws IOException {
      var failure = new IllegalStateException("bug");
      transport(channel);
      channel.incoming.addAll(List.of(failure, "next"));

      watcher.becomeReadable();
      turn();

      assertThat(events).containsExactly("lost");
      assertThat(cause).isSameAs(failure);
      assertThat(reports)
          .extracting(ExceptionContext::message)
          .containsExactly("Fatal read error on datagram transport");
    }

    @Test
    void goesOnAfterACallbackThatThrows() throws IOException {
      thrownByProtocol = new IllegalStateException("cannot parse");
      transport(channel);
      channel.incoming.addAll(List.of("one", "two"));

      watcher.becomeReadable();

      assertThat(events).containsExactly("one", "two");
      assertThat(reports)
          .extracting(ExceptionContext::message)
          .containsOnly("protocol.datagramReceived() failed")
          .hasSize(2);
    }

    @Test
    void canPause() throws IOException {
      var transport = transport(channel);
      assertThat(watcher.reading).isTrue();

      transport.pauseReading();
      assertThat(transport.isReading()).isFalse();
      assertThat(watcher.reading).isFalse();

      transport.resumeReading();
      assertThat(watcher.reading).isTrue();
      transport.close();
      transport.resumeReading();
      assertThat(watcher.reading).isFalse();
    }
  }

  @Nested
  class Sending {
    private final ScriptedDatagramChannel channel = new ScriptedDatagramChannel(false);

    @Test
    @Mirrors({
      "test_selector_events.SelectorDatagramTransportTests.test_sendto",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_memoryview",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_bytearray"
    })
    void happensAtOnce() throws IOException {
      var transport = transport(channel);
      var buffer = ByteBuffer.wrap(bytes("-buffer-")).position(1).limit(7);

      transport.sendto(bytes("array"), OTHER);
      transport.sendto(buffer, OTHER);

      assertThat(channel.sent).containsExactly("array>12345", "buffer>12345");
      assertThat(buffer.position()).isEqualTo(7);
      assertThat(watcher.writing).isFalse();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_no_data")
    void sendsAnEmptyDatagramToo() throws IOException {
      transport(channel).sendto(new byte[0], OTHER);

      assertThat(channel.sent).containsExactly(">12345");
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_tryagain",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer_bytearray",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer_memoryview"
    })
    void queuesACopyWhenTheSystemIsFull() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      byte[] data = bytes("data1");

      transport.sendto(data, OTHER);
      data[4] = '!';
      channel.full = false;
      var buffer = ByteBuffer.wrap(bytes("data2"));
      transport.sendto(buffer, OTHER); // joins the queue
      buffer.array()[4] = '!';

      assertThat(channel.sent).isEmpty();
      assertThat(watcher.writing).isTrue();
      assertThat(transport.getWriteBufferSize()).isEqualTo(2 * (5 + 8));
      watcher.becomeWritable();
      assertThat(channel.sent).containsExactly("data1>12345", "data2>12345");
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_ready",
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_no_data"
    })
    void watchesForRoomOnlyWhileSomethingIsQueued() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data"), OTHER);
      channel.full = false;

      watcher.becomeWritable();

      assertThat(watcher.writing).isFalse();
      assertThat(transport.getWriteBufferSize()).isZero();
      watcher.becomeWritable();
      assertThat(channel.sent).containsExactly("data>12345");
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_tryagain")
    void keepsItsOrderWhenTheSystemIsFullAgain() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data1"), OTHER);
      transport.sendto(bytes("data2"), OTHER);

      watcher.becomeWritable();

      assertThat(watcher.writing).isTrue();
      assertThat(transport.getWriteBufferSize()).isEqualTo(2 * (5 + 8));
      channel.full = false;
      watcher.becomeWritable();
      assertThat(channel.sent).containsExactly("data1>12345", "data2>12345");
    }

    @Test
    void pausesTheProtocolAboveTheHighWaterMark() throws IOException {
      var transport = transport(channel);
      transport.setWriteBufferLimits(30, 10);
      channel.full = true;

      transport.sendto(new byte[10], OTHER);
      assertThat(events).isEmpty();
      transport.sendto(new byte[10], OTHER);
      assertThat(events).containsExactly("pause");

      channel.full = false;
      watcher.becomeWritable();
      assertThat(events).containsExactly("pause", "resume");
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_error_received")
    void tellsOfADatagramThatIsRefused() throws IOException {
      var transport = transport(channel);
      channel.failure = new IOException("Message too long");

      transport.sendto(bytes("data"), OTHER);

      assertThat(events).containsExactly("error");
      assertThat(cause).isSameAs(channel.failure);
      assertThat(transport.isClosing()).isFalse();
      assertThat(transport.getWriteBufferSize()).isZero();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_error_received")
    void ignoresForAQueuedDatagramThatOneOfItsReceiversRefuses() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data"), OTHER);
      channel.failure = new PortUnreachableException();

      watcher.becomeWritable();

      assertThat(events).isEmpty();
      assertThat(reports).isEmpty();
      assertThat(transport.getWriteBufferSize()).isZero();
      assertThat(transport.isClosing()).isFalse();
    }

    @Test
    void goesOnWithTheNextOfTheQueueAfterAFailure() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data1"), OTHER);
      transport.sendto(bytes("data2"), OTHER);
      channel.failure = new IOException("no route");

      watcher.becomeWritable();

      assertThat(events).containsExactly("error", "error");
      assertThat(watcher.writing).isFalse();
      assertThat(transport.isClosing()).isFalse();
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorDatagramTransportTests.test_sendto_exception",
      "test_selector_events.SelectorDatagramTransportTests.test_fatal_error_connected_custom_error"
    })
    void endsAfterAFailureThatIsNotTheNetworks() throws IOException {
      var transport = transport(channel);
      channel.failure = new IllegalStateException("bug");

      transport.sendto(bytes("data"), OTHER);
      turn();

      assertThat(events).containsExactly("lost");
      assertThat(cause).isSameAs(channel.failure);
      assertThat(reports)
          .extracting(ExceptionContext::message)
          .containsExactly("Fatal write error on datagram transport");
      assertThat(logged(() -> send(transport, 4))).isEmpty();
      assertThat(logged(() -> send(transport, 1))).containsExactly(transport.toString());
      assertThat(logged(() -> send(transport, 9))).isEmpty();
    }

    private static void send(UdpTransport transport, int times) {
      for (int i = 0; i < times; i++) {
        transport.sendto(bytes("dropped"), OTHER);
      }
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_exception")
    void endsAfterAFailureOfTheQueueThatIsNotTheNetworks() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data1"), OTHER);
      transport.sendto(bytes("data2"), OTHER);
      channel.failure = new IllegalStateException("bug");

      watcher.becomeWritable();
      turn();

      assertThat(events).containsExactly("lost");
      assertThat(reports)
          .extracting(ExceptionContext::message)
          .containsExactly("Fatal write error on datagram transport");
      assertThat(transport.getWriteBufferSize()).isZero();
    }

    @Test
    void needsAnAddressThatItCanReach() throws IOException {
      var transport = transport(channel);
      var unresolved = InetSocketAddress.createUnresolved("localhost", 1);
      var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 1);

      for (var wrong : new @Nullable SocketAddress[] {null, unresolved, ipv6}) {
        assertThatThrownBy(() -> transport.sendto(bytes("data"), wrong))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(channel.sent).isEmpty();
    }
  }

  @Nested
  class Connected {
    private final ScriptedDatagramChannel channel = new ScriptedDatagramChannel(true);

    @Test
    void sendsToItsRemoteAddress() throws IOException {
      var transport = transport(channel);

      transport.sendto(bytes("one"));
      transport.sendto(bytes("two"), ScriptedDatagramChannel.REMOTE);

      assertThat(channel.sent).containsExactly("one>2", "two>2");
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_connected_addr")
    void refusesAnotherAddress() throws IOException {
      var transport = transport(channel);

      assertThatThrownBy(() -> transport.sendto(bytes("data"), OTHER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sends to 127.0.0.1:2 only, not to 127.0.0.1:12345");
    }

    @Test
    @Mirrors(
        "test_selector_events.SelectorDatagramTransportTests.test_sendto_error_received_connected")
    void isToldThatThereIsNoReceiver() throws IOException {
      var transport = transport(channel);
      channel.failure = new PortUnreachableException();

      transport.sendto(bytes("data"));

      assertThat(events).containsExactly("error");
      assertThat(cause)
          .isInstanceOf(PortUnreachableException.class)
          .hasMessage("nobody receives at 127.0.0.1:2");
      assertThat(transport.isClosing()).isFalse();
    }

    @Test
    @Mirrors(
        "test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_error_received_connection")
    void isToldForAQueuedDatagramThatThereIsNoReceiver() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data"));
      channel.failure = new PortUnreachableException();

      watcher.becomeWritable();

      assertThat(events).containsExactly("error");
      assertThat(transport.isClosing()).isFalse();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_fatal_error_connected")
    void endsWithoutAReportWhenItsSocketIsGone() throws IOException {
      transport(channel);
      channel.incoming.add(new ClosedChannelException());

      watcher.becomeReadable();
      turn();

      assertThat(events).containsExactly("lost");
      assertThat(cause).isInstanceOf(UncheckedIOException.class);
      assertThat(reports).isEmpty();
    }
  }

  @Nested
  class Closing {
    private final ScriptedDatagramChannel channel = new ScriptedDatagramChannel(false);

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_closing")
    void dropsWhatIsSentAfterwards() throws IOException {
      var transport = transport(channel);

      transport.close();
      transport.sendto(bytes("late"), OTHER);
      turn();

      assertThat(channel.sent).isEmpty();
      assertThat(events).containsExactly("lost");
      assertThat(cause).isNull();
      assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Mirrors("test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_closing")
    void sendsTheQueueFirst() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data"), OTHER);

      transport.close();
      transport.close();
      turn();
      assertThat(events).isEmpty();
      channel.full = false;
      watcher.becomeWritable();

      assertThat(channel.sent).containsExactly("data>12345");
      assertThat(events).containsExactly("lost");
      assertThat(cause).isNull();
      assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void dropsTheQueueWhenAborted() throws IOException {
      var transport = transport(channel);
      channel.full = true;
      transport.sendto(bytes("data"), OTHER);
      transport.close();

      transport.abort();
      turn();

      assertThat(channel.sent).isEmpty();
      assertThat(events).containsExactly("lost");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void takesNoOtherProtocols() throws IOException {
    var transport = transport(new ScriptedDatagramChannel(false));

    assertThatThrownBy(() -> transport.setProtocol(new jasyncio.Protocol() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no DatagramProtocol: ");
  }

  /// The transports for which `body` logged a warning.
  private static List<String> logged(Runnable action) {
    List<String> messages = new ArrayList<>();
    var logger = Logger.getLogger("jasyncio");
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            messages.add(record.getMessage().replace("5 writes were dropped by the closed ", ""));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return messages;
  }
}
