package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.letTheLoopPoll;
import static jasyncio.Peer.stream;
import static jasyncio.TransportTest.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Streams over TCP.
class StreamsTest {

  private static final ClientConnected ECHO_LINES =
      (reader, writer) -> {
        for (byte[] line : reader.lines()) {
          writer.write(line);
          await(writer.drain());
        }
        writer.close();
      };

  private static StreamConnection open(Server server) {
    return await(openConnection(Peer.LOOPBACK, Peer.port(server)));
  }

  @Nested
  class Serving {

    @Test
    @Mirrors("test_streams.StreamTests.test_start_server")
    void givesEachClientATaskOfItsOwn() {
      TestLoop.run(() -> {
        try (var server = await(startServer(ECHO_LINES, Peer.LOOPBACK, 0));
            var one = open(server);
            var two = open(server)) {
          one.writer().write("from one\n");
          two.writer().write("from two\n");

          assertThat(await(two.reader().readLine())).isEqualTo(bytes("from two\n"));
          assertThat(await(one.reader().readLine())).isEqualTo(bytes("from one\n"));

          one.writer().writeEof();
          assertThat(await(one.reader().read())).isEmpty();
        }
      });
    }

    @Test
    @Mirrors({
      "test_streams.StreamTests.test_unhandled_exception",
      "test_streams.StreamTests.test_unhandled_exceptions"
    })
    void reportsAHandlerThatFailsAndClosesItsConnection() {
      var failure = new IllegalStateException("cannot serve");
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              ClientConnected failing =
                  (_, _) -> {
                    throw failure;
                  };
              try (var server = await(startServer(failing, Peer.LOOPBACK, 0));
                  var client = open(server)) {
                assertThat(await(client.reader().read())).isEmpty();
              }
            }));

        var reports = test.takeReports();
        assertThat(reports)
            .extracting(ExceptionContext::message)
            .containsExactly("Unhandled exception in client_connected_cb");
        assertThat(reports.getFirst().exception()).isSameAs(failure);
        assertThat(reports.getFirst().transport()).isNotNull();
      }
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_unhandled_cancel")
    void closesTheConnectionOfAHandlerThatIsCancelled() {
      TestLoop.run(() -> {
        List<Task<?>> handlers = new ArrayList<>();
        ClientConnected waiting =
            (reader, _) -> {
              handlers.add(Asyncio.currentTask());
              await(reader.read());
            };
        try (var server = await(startServer(waiting, Peer.LOOPBACK, 0));
            var client = open(server)) {
          letTheLoopPoll();
          handlers.getFirst().cancel();

          assertThat(await(client.reader().read())).isEmpty();
        }
      });
    }

    @Test
    void startsEachClientInACopyOfTheContextOfItsServer() {
      var variable = new ContextVar<String>("who");
      List<String> seen = new ArrayList<>();
      TestLoop.run(() -> {
        variable.set("server");
        ClientConnected noting =
            (_, writer) -> {
              seen.add(variable.get());
              variable.set("client");
              writer.close();
            };
        try (var server = await(startServer(noting, Peer.LOOPBACK, 0));
            var one = open(server);
            var two = open(server)) {
          await(one.reader().read());
          await(two.reader().read());
        }
        assertThat(seen).containsExactly("server", "server");
        assertThat(variable.get()).isEqualTo("server");
      });
    }

    @Test
    void usesTheLimitOfItsOptions() {
      TestLoop.run(() -> {
        List<String> readers = new ArrayList<>();
        ClientConnected noting =
            (reader, writer) -> {
              readers.add(reader.toString());
              writer.close();
            };
        var options = ServerOptions.DEFAULTS.withLimit(100);
        try (var server = await(startServer(noting, Peer.LOOPBACK, 0, options));
            var client = open(server)) {
          await(client.reader().read());
        }
        assertThat(readers.getFirst()).contains("limit=100");
      });
    }
  }

  @Nested
  class Writing {

    @Test
    void takesArraysBuffersTextAndLists() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          link.writer().write(bytes("array "));
          link.writer().write(ByteBuffer.wrap(bytes("buffer ")));
          link.writer().write("tëxt ");
          link.writer().writeLines(List.of(bytes("li"), bytes("st")));

          String expected = "array buffer tëxt list";
          assertThat(link.peer().receive(expected.getBytes(StandardCharsets.UTF_8).length))
              .isEqualTo(expected);
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_drain_raises")
    void failsToDrainWhenThePeerIsGone() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          link.peer().reset();

          assertThatThrownBy(
                  () -> {
                    while (true) {
                      link.writer().write("x");
                      await(link.writer().drain());
                    }
                  })
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageStartingWith("connection with 127.0.0.1:");
        }
      });
    }

    @Test
    void drainsAtOnceWhileTheTransportTakesMore() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          List<String> order = new ArrayList<>();
          getRunningLoop().callSoon(() -> order.add("next turn"));
          link.writer().write("x");

          await(link.writer().drain());
          order.add("drained");

          assertThat(order).containsExactly("drained");
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_multiple_drain")
    void letsEveryTaskGoOnThatDrainedMeanwhile() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          int sent = fill(link.writer().transport());
          link.writer().transport().setWriteBufferLimits(0);
          List<Task<Void>> drains = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            drains.add(createTask(link.writer().drain()));
          }
          Task<Void> cancelled = drains.removeFirst();
          await(sleep(Duration.ZERO));
          cancelled.cancel();
          letTheLoopPoll();
          assertThat(drains).noneMatch(Task::done);

          await(link.peer().receiveMeanwhile(sent));

          await(gather(drains));
          assertThat(cancelled.cancelled()).isTrue();
        }
      });
    }

    @Test
    void failsADrainThatWaitsWhenThePeerResets() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          fill(link.writer().transport());
          link.writer().transport().setWriteBufferLimits(0);
          Task<Void> drain = createTask(link.writer().drain());
          await(sleep(Duration.ZERO));

          link.peer().reset();

          assertThatThrownBy(() -> await(drain)).isInstanceOf(UncheckedIOException.class);
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_async_writer_api_exception_after_close")
    void failsToDrainAfterClose() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          link.writer().close();
          link.writer().write("too late");

          assertThatThrownBy(() -> await(link.writer().drain()))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("Connection lost");
        }
      });
    }
  }

  @Nested
  class Closing {

    @Test
    @Mirrors("test_streams.StreamTests.test_wait_closed_on_close")
    void canBeAwaited() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          assertThat(link.writer().isClosing()).isFalse();

          link.writer().close();
          assertThat(link.writer().isClosing()).isTrue();

          await(link.writer().waitClosed());
          await(link.writer().waitClosed());
          assertThat(link.peer().receiveAll()).isEmpty();
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_wait_closed_on_close_with_unread_data")
    void worksWithDataLeftUnread() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          link.peer().send("a line\nand more");
          assertThat(await(link.reader().readLine())).isEqualTo(bytes("a line\n"));

          link.writer().close();

          await(link.writer().waitClosed());
          assertThat(await(link.reader().read())).isEqualTo(bytes("and more"));
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_eof_feed_when_closing_writer")
    void endsTheReaderToo() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          link.writer().close();
          await(link.writer().waitClosed());

          assertThat(await(link.reader().read())).isEmpty();
          assertThat(link.reader().atEof()).isTrue();
        }
      });
    }

    @Test
    void continuesForOtherTasksWhenOneThatAwaitsItIsCancelled() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          Task<Void> one = createTask(link.writer().waitClosed());
          Task<Void> other = createTask(link.writer().waitClosed());
          await(sleep(Duration.ZERO));
          one.cancel();
          await(sleep(Duration.ZERO));

          link.writer().close();

          await(other);
          assertThat(one.cancelled()).isTrue();
        }
      });
    }

    @Test
    void sendsWhatWasWritten() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          int sent = fill(link.writer().transport());
          link.writer().close();

          assertThat(await(link.peer().receiveAllMeanwhile())).hasSize(sent);
          await(link.writer().waitClosed());
        }
      });
    }

    @Test
    void endsOnlyTheOwnSideOnRequest() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          assertThat(link.writer().canWriteEof()).isTrue();
          link.writer().write("question");
          link.writer().writeEof();
          assertThat(link.peer().receiveAll()).isEqualTo(bytes("question"));

          link.peer().send("answer");
          link.peer().sendEof();

          assertThat(await(link.reader().read())).isEqualTo(bytes("answer"));
        }
      });
    }

    @Test
    void closeIsQuietWhenThePeerHasGone() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          var connection = new StreamConnection(link.reader(), link.writer());
          link.peer().reset();
          letTheLoopPoll();

          assertThatCode(connection::close).doesNotThrowAnyException();

          assertThatThrownBy(() -> await(link.writer().waitClosed()))
              .isSameAs(link.reader().exception());
        }
      });
    }
  }

  @Nested
  class Dropping {

    @Test
    @Mirrors({
      "test_streams.StreamTests.test_unclosed_resource_warnings",
      "test_streams.StreamTests.test_unclosed_server_resource_warnings"
    })
    void closesTheConnectionAndWarns() {
      try (var log = new CapturedLog()) {
        TestLoop.run(() -> {
          try (var listener = Peer.listen()) {
            openAndForget(listener.getLocalPort());
            try (var peer = new Peer(listener.accept())) {
              collectGarbageUntilClosed(peer);
            }
          }
          ClientConnected forgetful = (_, writer) -> writer.write("x");
          try (var server = await(startServer(forgetful, Peer.LOOPBACK, 0));
              var peer = Peer.connect(server)) {
            letTheLoopPoll();
            assertThat(peer.receive(1)).isEqualTo("x");
            collectGarbageUntilClosed(peer);
          }
        });

        assertThat(log.records()).hasSize(2);
        assertThat(log.records())
            .allMatch(record ->
                record
                    .getMessage()
                    .startsWith("unclosed stream was dropped: closing SocketTransport[127."));
      }
    }

    private void openAndForget(int port) {
      await(openConnection(Peer.LOOPBACK, port));
    }

    private void collectGarbageUntilClosed(Peer peer) throws IOException {
      peer.socket.setSoTimeout(20);
      while (true) {
        System.gc();
        letTheLoopPoll();
        try {
          assertThat(peer.receiveAll()).isEmpty();
          return;
        } catch (SocketTimeoutException e) {
          // not collected yet
        }
      }
    }

    @Test
    void droppingOneEndLeavesTheStreamOpen() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          var reader = await(openConnection(Peer.LOOPBACK, listener.getLocalPort())).reader();
          try (var peer = new Peer(listener.accept())) {
            System.gc();
            letTheLoopPoll();
            peer.send("hello");
            peer.sendEof();

            assertThat(await(reader.read())).isEqualTo(bytes("hello"));
          }
        }
      });
    }

    @Test
    void isNoneWhileATaskWaitsInARead() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          int port = listener.getLocalPort();
          var read =
              createTask(() -> await(await(openConnection(Peer.LOOPBACK, port)).reader().read()));
          letTheLoopPoll(); // the task connects
          try (var peer = new Peer(listener.accept())) {
            for (int i = 0; i < 5; i++) {
              letTheLoopPoll();
              System.gc();
            }
            peer.send("hello");
            peer.sendEof();

            assertThat(await(read)).isEqualTo(bytes("hello"));
          }
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_loop_is_closed_resource_warnings")
    void droppingTheStreamWithItsLoopClosesTheConnectionAndWarns() throws IOException {
      List<Peer> peers = new ArrayList<>();
      try (var log = new CapturedLog()) {
        TestLoop.run(() -> peers.add(stream().peer()));

        assertThat(log.records()).hasSize(1);
        assertThat(log.records().getFirst().getMessage())
            .startsWith("loop closed with unclosed SocketTransport[127.");
      }
      try (var peer = peers.getFirst()) {
        assertThat(peer.receiveAll()).isEmpty();
      }
    }
  }

  @Nested
  class Breaking {

    @Test
    @Mirrors("test_streams.StreamTests.test_open_connection_error")
    void failsTheNextReadWithAnErrorThatNamesThePeer() {
      TestLoop.run(() -> {
        try (var link = stream()) {
          var address = (InetSocketAddress) link.peer().socket.getLocalSocketAddress();
          link.peer().reset();

          assertThatThrownBy(() -> await(link.reader().read()))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageStartingWith(
                  "connection with 127.0.0.1:" + address.getPort() + ": Connection reset");
          assertThatThrownBy(() -> await(link.writer().drain()))
              .isSameAs(link.reader().exception());
        }
      });
    }
  }

  @Test
  void stopsReceivingFromAPeerThatIsNotReadFrom() {
    TestLoop.run(() -> {
      try (var link = stream(ConnectOptions.DEFAULTS.withLimit(1024))) {
        link.peer().send(new byte[4096]);
        letTheLoopPoll();
        assertThat(link.writer().transport().isReading()).isFalse();

        assertThat(await(link.reader().readExactly(4096))).hasSize(4096);

        assertThat(link.writer().transport().isReading()).isTrue();
        link.peer().send("more");
        assertThat(await(link.reader().readExactly(4))).isEqualTo(bytes("more"));
      }
    });
  }

  @Test
  void tellsWhatTheTransportKnows() {
    TestLoop.run(() -> {
      try (var link = stream()) {
        var peer = link.peer().socket.getLocalSocketAddress();

        assertThat(link.writer().getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(peer);
        assertThat(link.writer().getExtraInfo("peername")).isEqualTo(peer);
        assertThat(link.writer().toString())
            .isEqualTo("StreamWriter[transport=" + link.writer().transport() + "]");
      }
    });
  }

  /// The text that a task reads into a buffer of its own, direct or not.
  private static void readsAllInto(ByteBuffer target) {
    TestLoop.run(() -> {
      byte[] sent = bytes("0123456789".repeat(10_000));
      var received = new ByteArrayOutputStream();
      try (var link = stream()) {
        link.peer().send(sent);
        while (received.size() < sent.length) {
          await(link.reader().readInto(target));
          byte[] piece = new byte[target.flip().remaining()];
          target.get(piece);
          received.writeBytes(piece);
          target.clear();
        }
        assertThat(received.toByteArray()).isEqualTo(sent);

        link.peer().close();
        assertThat(await(link.reader().readInto(target))).isEqualTo(-1);
      }
    });
  }

  @Test
  void readsIntoADirectBuffer() {
    readsAllInto(ByteBuffer.allocateDirect(7_000));
  }

  @Test
  void readsIntoABufferOnTheHeap() {
    readsAllInto(ByteBuffer.allocate(7_000));
  }

  @Test
  void readsIntoPartOfABuffer() {
    TestLoop.run(() -> {
      try (var link = stream()) {
        link.peer().send("abcdef");
        var target = ByteBuffer.wrap(bytes("12345678")).position(2).limit(6);

        assertThat(await(link.reader().readInto(target))).isEqualTo(4);

        assertThat(target.array()).isEqualTo(bytes("12abcd78"));
        assertThat(target).isEqualTo(ByteBuffer.allocate(0));
        assertThat(await(link.reader().read(100))).isEqualTo(bytes("ef"));
      }
    });
  }

  @Test
  void readIntoABufferThatFailsLeavesTheDataToTheNextRead() {
    TestLoop.run(() -> {
      try (var link = stream()) {
        Task<Integer> read;
        try (var arena = Arena.ofShared()) {
          read = createTask(link.reader().readInto(arena.allocate(100).asByteBuffer()));
          letTheLoopPoll();
        }
        link.peer().send("hello");

        assertThatThrownBy(() -> await(read)).isInstanceOf(IllegalStateException.class);

        assertThat(await(link.reader().read(100))).isEqualTo(bytes("hello"));
      }
    });
  }

  @Test
  void aConnectionThatIsBrokenByAnotherFailureThanIoClosesQuietly() {
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            ClientConnected greeting = (_, writer) -> writer.write("unexpected\n");
            try (var server = await(startServer(greeting, Peer.LOOPBACK, 0))) {
              var connection = open(server);
              connection.reader().feedEof(); // so that the data breaks the protocol
              assertThatThrownBy(() -> await(connection.writer().waitClosed()))
                  .isInstanceOf(IllegalStateException.class);

              assertThatCode(connection::close).doesNotThrowAnyException();
            }
          }));
      assertThat(test.takeReports()).isNotEmpty();
    }
  }
}
