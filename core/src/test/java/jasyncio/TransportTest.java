package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.letTheLoopPoll;
import static jasyncio.Peer.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.FlowControl.WaterMarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A TCP transport, with a blocking socket at the other end.
class TransportTest {

  @Nested
  class Receiving {

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_ready")
    void handsDataToTheProtocol() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.peer().send("hello");
          link.protocol().awaitText("hello");

          assertThat(link.protocol().events).containsExactly("made", "data");
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_ctor",
      "test_selector_events.SelectorSocketTransportTests.test_ctor_with_waiter"
    })
    void beginsAfterConnectionMade() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          assertThat(link.protocol().events).containsExactly("made");
          assertThat(link.protocol().transport).isSameAs(link.transport());
          assertThat(link.transport().getProtocol()).isSameAs(link.protocol());
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_pause_resume_reading")
    void pausesAndResumes() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var transport = link.transport();
          assertThat(transport.isReading()).isTrue();

          transport.pauseReading();
          transport.pauseReading();
          assertThat(transport.isReading()).isFalse();
          link.peer().send("later");
          letTheLoopPoll();
          assertThat(link.protocol().events).containsExactly("made");

          transport.resumeReading();
          transport.resumeReading();
          assertThat(transport.isReading()).isTrue();
          link.protocol().awaitText("later");

          transport.close();
          assertThat(transport.isReading()).isFalse();
          transport.resumeReading();
          assertThat(transport.isReading()).isFalse();
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_pause_reading_connection_made")
    void canBePausedFromTheStart() {
      var protocol =
          new RecordingProtocol() {
            @Override
            public void connectionMade(BaseTransport transport) {
              ((Transport) transport).pauseReading();
              super.connectionMade(transport);
            }
          };
      TestLoop.run(() -> {
        try (var link = link(protocol)) {
          link.peer().send("later");
          letTheLoopPoll();
          assertThat(protocol.events).containsExactly("made");

          link.transport().resumeReading();
          protocol.awaitText("later");
        }
      });
    }

    @Test
    void closesAtEndOfFileUnlessTheProtocolObjects() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.peer().sendEof();

          assertThat(link.protocol().awaitLost()).isNull();
          assertThat(link.protocol().events).containsExactly("made", "eof", "lost");
          assertThat(link.peer().receiveAll()).isEmpty();
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_ready_eof_keep_open")
    void canSendOnAfterEndOfFile() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.protocol().keepOpen = true;
          link.peer().sendEof();
          link.protocol().await("eof");
          letTheLoopPoll();

          link.transport().write(bytes("still here"));

          assertThat(link.peer().receive(10)).isEqualTo("still here");
          assertThat(link.transport().isClosing()).isFalse();
          assertThat(link.protocol().events).containsExactly("made", "eof");
        }
      });
    }

    @Test
    void hearsOfTheEndOnceEvenIfResumedAfterwards() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.protocol().keepOpen = true;
          link.peer().sendEof();
          link.protocol().await("eof");

          link.transport().pauseReading();
          link.transport().resumeReading();
          letTheLoopPoll();

          assertThat(link.protocol().events).containsExactly("made", "eof");
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_read_ready_conn_reset",
      "test_selector_events.SelectorTransportTests.test_fatal_error"
    })
    void isLostWithAnErrorThatNamesThePeerWhenThePeerResets() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.peer().reset();

          assertThat(link.protocol().awaitLost())
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageMatching("connection with 127\\.0\\.0\\.1:\\d+: Connection reset.*")
              .hasCauseInstanceOf(IOException.class);
          assertThat(link.transport().isClosing()).isTrue();
        }
      });
    }

    @Test
    void survivesProtocolsOfBothKindsButNoOthers() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          assertThatThrownBy(() -> link.transport().setProtocol(new BaseProtocol() {}))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("neither Protocol nor BufferedProtocol");
          assertThat(link.transport().getProtocol()).isSameAs(link.protocol());
        }
      });
    }
  }

  @Nested
  class Sending {

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_write",
      "test_selector_events.SelectorSocketTransportTests.test_write_bytearray"
    })
    void sendsAtOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          byte[] data = bytes("hello");

          link.transport().write(data);

          assertThat(link.peer().receive(5)).isEqualTo("hello");
          assertThat(link.transport().getWriteBufferSize()).isZero();
          assertThat(data).isEqualTo(bytes("hello"));
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_memoryview")
    void sendsWhatRemainsOfABufferAndConsumesIt() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var data = ByteBuffer.wrap(bytes("-hello-"), 1, 5);

          link.transport().write(data);

          assertThat(data.hasRemaining()).isFalse();
          assertThat(link.peer().receive(5)).isEqualTo("hello");
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_no_data")
    void ignoresAnEmptyWrite() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().write(new byte[0]);
          link.transport().writeLines(List.of());

          assertThat(link.transport().getWriteBufferSize()).isZero();
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_write_buffer",
      "test_selector_events.SelectorSocketTransportTests.test_write_partial",
      "test_selector_events.SelectorSocketTransportTests.test_write_partial_none",
      "test_selector_events.SelectorSocketTransportTests.test_write_tryagain",
      "test_selector_events.SelectorSocketTransportTests.test_write_ready",
      "test_selector_events.SelectorSocketTransportTests.test_write_ready_partial",
      "test_selector_events.SelectorSocketTransportTests.test_write_ready_partial_none",
      "test_selector_events.SelectorSocketTransportTests.test_write_ready_tryagain"
    })
    void queuesWhatTheSystemDoesNotTakeAndSendsItInOrder() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          int sent = fill(link.transport());
          int queued = link.transport().getWriteBufferSize();
          link.transport().write(bytes("first"));
          link.transport().write(ByteBuffer.wrap(bytes("second")));
          assertThat(link.transport().getWriteBufferSize()).isEqualTo(queued + 11);

          assertThat(await(link.peer().receiveMeanwhile(sent)).length()).isEqualTo(sent);
          assertThat(await(link.peer().receiveMeanwhile(11))).isEqualTo("firstsecond");
          assertThat(link.transport().getWriteBufferSize()).isZero();
          link.transport().write(bytes("third"));
          assertThat(link.peer().receive(5)).isEqualTo("third");
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_writelines_sendmsg_full",
      "test_selector_events.SelectorSocketTransportTests.test_writelines_send_full"
    })
    void sendsPiecesAtOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().writeLines(List.of(bytes("ab"), bytes(""), bytes("cde")));

          assertThat(link.peer().receive(5)).isEqualTo("abcde");
          assertThat(link.transport().getWriteBufferSize()).isZero();
        }
      });
    }

    @Test
    @SuppressWarnings("NullAway")
    void sendsNoneOfThePiecesIfOneIsMissing() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var pieces = java.util.Arrays.asList(bytes("ab"), null);

          assertThatThrownBy(() -> link.transport().writeLines(pieces))
              .isInstanceOf(NullPointerException.class);
          link.transport().write(bytes("cde"));

          assertThat(link.peer().receive(3)).isEqualTo("cde");
          assertThat(link.transport().getWriteBufferSize()).isZero();
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_writelines_sendmsg_partial",
      "test_selector_events.SelectorSocketTransportTests.test_writelines_send_partial",
      "test_selector_events.SelectorSocketTransportTests.test_write_sendmsg_half_buffer",
      "test_selector_events.SelectorSocketTransportTests.test_writelines_pauses_protocol"
    })
    void keepsTheRestOfPiecesAndPausesTheProtocol() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          byte[] piece = new byte[1 << 20];
          Arrays.fill(piece, (byte) 'x');
          int pieces = 64; // more than the system can take

          link.transport().writeLines(java.util.Collections.nCopies(pieces, piece));

          assertThat(link.protocol().events).containsExactly("made", "pause");
          assertThat(link.transport().getWriteBufferSize()).isPositive();
          var received = await(link.peer().receiveMeanwhile(pieces * piece.length));
          assertThat(received).hasSize(pieces * piece.length);
          link.protocol().await("resume");
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_write_eof",
    })
    void endsItsOwnSideOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          assertThat(link.transport().canWriteEof()).isTrue();

          link.transport().write(bytes("bye"));
          link.transport().writeEof();
          link.transport().writeEof();

          assertThat(link.peer().receiveAll()).isEqualTo(bytes("bye"));
          link.peer().send("so long");
          link.protocol().awaitText("so long");
          assertThatThrownBy(() -> link.transport().write(bytes("more")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("write() after writeEof()");
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_eof_buffer")
    void endsItsOwnSideAfterWhatIsQueued() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          int sent = fill(link.transport());

          link.transport().writeEof();

          assertThat(await(link.peer().receiveAllMeanwhile())).hasSize(sent);
          assertThat(link.transport().isClosing()).isFalse();
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_eof_after_close")
    void ignoresEofAfterClose() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().close();

          link.transport().writeEof();

          assertThat(link.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorSocketTransportTests.test_write_exception",
      "test_selector_events.SelectorSocketTransportTests.test_write_ready_exception",
      "test_selector_events.SelectorSocketTransportTests.test_writelines_after_connection_lost"
    })
    void isLostWhenSendingFailsAndDropsWhatComesLater() {
      TestLoop.run(() -> {
        try (var log = new CapturedLog();
            var link = link(new RecordingProtocol())) {
          link.transport().pauseReading(); // so that only sending can notice
          link.peer().reset();

          while (!link.transport().isClosing()) {
            link.transport().write(bytes("anybody there?"));
          }

          assertThat(link.protocol().events).containsExactly("made");
          assertThat(link.protocol().awaitLost())
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageStartingWith("connection with 127.0.0.1:");
          for (int i = 0; i < 10; i++) {
            link.transport().write(bytes("hello?"));
            link.transport().writeLines(List.of(bytes("hello?")));
          }
          assertThat(link.transport().getWriteBufferSize()).isZero();
          assertThat(log.records()).hasSize(1);
          assertThat(log.records().getFirst().getMessage())
              .startsWith("5 writes were dropped by the closed SocketTransport[");
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_sendmsg_OSError")
    void dropsTheQueueWhenSendingItFails() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().pauseReading();
          fill(link.transport());

          link.peer().reset();

          assertThat(link.protocol().awaitLost()).isInstanceOf(UncheckedIOException.class);
          assertThat(link.transport().getWriteBufferSize()).isZero();
        }
      });
    }
  }

  @Nested
  class FlowControl {

    @Test
    void hasTheMarksOfAsyncio() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var transport = link.transport();
          assertThat(transport.getWriteBufferLimits())
              .isEqualTo(new WaterMarks(16 * 1024, 64 * 1024));

          transport.setWriteBufferLimits(1024);
          assertThat(transport.getWriteBufferLimits()).isEqualTo(new WaterMarks(256, 1024));

          transport.setWriteBufferLimits();
          assertThat(transport.getWriteBufferLimits().high()).isEqualTo(64 * 1024);
          assertThatThrownBy(() -> transport.setWriteBufferLimits(1, 2))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("water marks need 0 <= low <= high: low 2, high 1");
        }
      });
    }

    @Test
    @Mirrors({
      "test_proactor_events.ProactorSocketTransportTests.test_pause_writing_2write",
      "test_proactor_events.ProactorSocketTransportTests.test_pause_writing_3write"
    })
    void pausesTheProtocolAboveTheHighMarkOnly() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var transport = link.transport();
          transport.setWriteBufferLimits(Integer.MAX_VALUE);
          fill(transport);
          transport.setWriteBufferLimits(transport.getWriteBufferSize() + 4);

          transport.write(bytes("abc"));
          transport.write(bytes("d"));
          assertThat(link.protocol().events).containsExactly("made");

          transport.write(bytes("e"));
          transport.write(bytes("f"));
          assertThat(link.protocol().events).containsExactly("made", "pause");
        }
      });
    }

    @Test
    @Mirrors("test_proactor_events.ProactorSocketTransportTests.test_dont_pause_writing")
    void leavesTheProtocolAloneBelowTheHighMark() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().setWriteBufferLimits(Integer.MAX_VALUE);

          int sent = fill(link.transport());

          await(link.peer().receiveMeanwhile(sent));
          assertThat(link.protocol().events).containsExactly("made");
        }
      });
    }

    @Test
    void resumesTheProtocolAtTheLowMark() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          int sent = fill(link.transport());
          assertThat(link.transport().getWriteBufferSize()).isGreaterThan(16 * 1024);
          link.transport().setWriteBufferLimits(0);
          assertThat(link.protocol().events).containsExactly("made", "pause");

          await(link.peer().receiveMeanwhile(sent));

          link.protocol().await("resume");
          assertThat(link.transport().getWriteBufferSize()).isZero();
        }
      });
    }

    @Test
    void goesOnWhenTheCallbacksFail() {
      var protocol =
          new RecordingProtocol() {
            @Override
            public void pauseWriting() {
              throw new IllegalStateException("no pause");
            }

            @Override
            public void resumeWriting() {
              throw new IllegalStateException("no resumption");
            }
          };
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var link = link(protocol)) {
                int sent = fill(link.transport());
                link.transport().setWriteBufferLimits(0);
                await(link.peer().receiveMeanwhile(sent));
                link.transport().close();
                assertThat(protocol.awaitLost()).isNull();
              }
            }));

        assertThat(test.takeReports())
            .extracting(ExceptionContext::message)
            .containsExactly("protocol.pauseWriting() failed", "protocol.resumeWriting() failed");
      }
    }
  }

  @Nested
  class Ending {

    @Test
    @Mirrors({
      "test_selector_events.SelectorTransportTests.test_close",
      "test_selector_events.SelectorTransportTests.test_connection_lost",
      "test_proactor_events.ProactorSocketTransportTests.test_close_protocol_connection_lost_once"
    })
    void closesOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().close();
          link.transport().close();
          assertThat(link.transport().isClosing()).isTrue();
          assertThat(link.protocol().events).containsExactly("made");

          assertThat(link.protocol().awaitLost()).isNull();
          letTheLoopPoll();

          assertThat(link.protocol().events).containsExactly("made", "lost");
          assertThat(link.peer().receiveAll()).isEmpty();
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorTransportTests.test_close_write_buffer",
      "test_selector_events.SelectorSocketTransportTests.test_transport_close_remove_writer"
    })
    void closesAfterSendingWhatIsQueuedButStopsReadingAtOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          int sent = fill(link.transport());

          link.transport().close();
          assertThat(link.transport().isReading()).isFalse();
          letTheLoopPoll();
          assertThat(link.protocol().events).doesNotContain("lost");

          assertThat(await(link.peer().receiveAllMeanwhile())).hasSize(sent);
          assertThat(link.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    void readsNothingMoreWhileClosing() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          fill(link.transport());
          link.transport().close();

          link.peer().send("too late");
          letTheLoopPoll();

          assertThat(link.protocol().events).doesNotContain("data", "lost");
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.SelectorTransportTests.test_abort",
      "test_selector_events.SelectorTransportTests.test_force_close",
      "test_proactor_events.ProactorSocketTransportTests.test_force_close_protocol_connection_lost_once"
    })
    void abortsWithoutSendingWhatIsQueued() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          fill(link.transport());
          link.transport().close();

          link.transport().abort();
          link.transport().abort();
          assertThat(link.transport().getWriteBufferSize()).isZero();

          assertThat(link.protocol().awaitLost()).isNull();
          letTheLoopPoll();
          assertThat(link.protocol().events.stream().filter("lost"::equals)).hasSize(1);
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_closing")
    void dropsWritesAfterClose() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().close();

          link.transport().write(bytes("too late"));

          assertThat(link.transport().getWriteBufferSize()).isZero();
          link.protocol().awaitLost();
          assertThat(link.peer().receiveAll()).isEmpty();
        }
      });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_write_buffer_after_close")
    void sendsWhatTheProtocolWritesInResumeWritingWhileClosing() {
      var protocol =
          new RecordingProtocol() {
            @Override
            public void resumeWriting() {
              ((Transport) Objects.requireNonNull(transport)).write(bytes("last words"));
              super.resumeWriting();
            }
          };
      TestLoop.run(() -> {
        try (var link = link(protocol)) {
          int sent = fill(link.transport());
          link.transport().setWriteBufferLimits(0);
          link.transport().close();

          byte[] received = await(link.peer().receiveAllMeanwhile());

          assertThat(received).hasSize(sent + 10).endsWith(bytes("last words"));
          assertThat(protocol.awaitLost()).isNull();
          assertThat(protocol.events).endsWith("resume", "lost");
        }
      });
    }

    @Test
    void stillTellsItsAddressesAfterwards() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().close();
          link.protocol().awaitLost();

          assertThat(link.transport().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(link.peer().socket.getLocalSocketAddress());
          assertThat(link.transport().getExtraInfo(ExtraInfo.SOCKNAME))
              .isInstanceOf(InetSocketAddress.class);
        }
      });
    }

    @Test
    void reportsWhatConnectionLostThrows() {
      var failure = new IllegalStateException("cannot lose");
      var protocol =
          new RecordingProtocol() {
            @Override
            public void connectionLost(@Nullable Throwable cause) {
              super.connectionLost(cause);
              throw failure;
            }
          };
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var link = link(protocol)) {
                link.transport().close();
                protocol.awaitLost();
                assertThat(link.peer().receiveAll()).isEmpty();
              }
            }));

        assertThat(test.takeReports())
            .extracting(ExceptionContext::message, ExceptionContext::exception)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple("protocol.connectionLost() failed", failure));
      }
    }
  }

  @Nested
  class WhenACallbackThrows {
    private final RuntimeException failure = new IllegalStateException("cannot bear it");

    @Test
    void connectionMadeAbortsTheConnection() {
      checkAborts(
          "connectionMade",
          _ -> {},
          new RecordingProtocol() {
            @Override
            public void connectionMade(BaseTransport transport) {
              super.connectionMade(transport);
              throw failure;
            }
          });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_data_received_error")
    void dataReceivedAbortsTheConnection() {
      checkAborts(
          "dataReceived",
          peer -> peer.send("hello"),
          new RecordingProtocol() {
            @Override
            public void dataReceived(byte[] data) {
              throw failure;
            }
          });
    }

    @Test
    @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_eof_received_error")
    void eofReceivedAbortsTheConnection() {
      checkAborts(
          "eofReceived",
          Peer::sendEof,
          new RecordingProtocol() {
            @Override
            public boolean eofReceived() {
              throw failure;
            }
          });
    }

    interface Provocation {
      void of(Peer peer) throws IOException;
    }

    private void checkAborts(String callback, Provocation provocation, RecordingProtocol protocol) {
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var link = link(protocol)) {
                provocation.of(link.peer());

                assertThat(protocol.awaitLost()).isSameAs(failure);
                await(sleep(Duration.ZERO));
                assertThat(protocol.events).containsExactly("made", "lost");
                assertThat(link.peer().receiveAll()).isEmpty();
              }
            }));

        var reports = test.takeReports();
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().message())
            .isEqualTo("Fatal error: protocol." + callback + "() call failed.");
        assertThat(reports.getFirst().exception()).isSameAs(failure);
        assertThat(reports.getFirst().protocol()).isSameAs(protocol);
        assertThat(reports.getFirst().transport()).isSameAs(protocol.transport);
      }
    }
  }

  @Nested
  class Facts {

    @Test
    @Mirrors({
      "test_transports.TransportTests.test_get_extra_info",
      "test_transports.TransportTests.test_ctor_extra_is_none"
    })
    void areFoundByKeyAndByName() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var transport = link.transport();
          var peer = link.peer().socket.getLocalSocketAddress();
          var fallback = InetSocketAddress.createUnresolved("nowhere", 1);

          assertThat(transport.getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(peer);
          assertThat(transport.getExtraInfo("peername")).isEqualTo(peer);
          assertThat(transport.getExtraInfo(ExtraInfo.PEERNAME, fallback)).isEqualTo(peer);
          assertThat(transport.getExtraInfo("sockname"))
              .isEqualTo(link.peer().socket.getRemoteSocketAddress());
          assertThat(transport.getExtraInfo("no such thing")).isNull();
        }
      });
    }

    @Test
    @Mirrors("test_base_events.TestSelectorUtils.test_set_nodelay")
    void includeTheSocketWhichDoesNotDelaySmallWrites() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var socket = Objects.requireNonNull(link.transport().getExtraInfo(ExtraInfo.SOCKET));

          assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
          assertThat(socket.isOpen()).isTrue();
          assertThat(socket.getLocalAddress())
              .isEqualTo(link.transport().getExtraInfo(ExtraInfo.SOCKNAME));
        }
      });
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_server_trsock")
    void guardTheSocketAgainstBeingClosedBoundOrMadeBlocking() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var socket = Objects.requireNonNull(link.transport().getExtraInfo(ExtraInfo.SOCKET));

          assertThatThrownBy(socket::close)
              .isInstanceOf(UnsupportedOperationException.class)
              .hasMessageContaining("close the transport instead");
          assertThatThrownBy(() -> socket.bind(null))
              .isInstanceOf(UnsupportedOperationException.class);
          assertThat(socket).isNotInstanceOf(SelectableChannel.class); // which has such a mode
        }
      });
    }

    @Test
    void readWellInMessages() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          assertThat(link.transport().toString())
              .matches(
                  "SocketTransport\\[127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:\\d+, open,"
                      + " reading, write buffer 0]");
        }
      });
    }
  }

  /// Writes until the system takes no more, and gives the number of bytes written.
  static int fill(WriteTransport transport) {
    byte[] data = new byte[64 * 1024];
    Arrays.fill(data, (byte) 'x');
    int sent = 0;
    while (transport.getWriteBufferSize() == 0) {
      transport.write(data.clone());
      sent += data.length;
    }
    return sent;
  }
}
