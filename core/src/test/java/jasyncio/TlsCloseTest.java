package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a TLS connection.
@Timeout(60)
class TlsCloseTest {
  private static final byte[] MUCH = new byte[400_000];

  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Mirrors({
    "test_ssl.TestSSL.test_shutdown_cleanly",
    "test_ssl.TestSSL.test_start_tls_server_1",
    "test_ssl.TestSSL.test_shutdown_timeout_handler_leak"
  })
  void endsAtBothSidesAfterAllData(String version) {
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            var link = TlsLink.open(version);
            link.client().write(bytes("last words"));
            link.client().close();

            assertThat(link.serverProtocol().awaitLost()).isNull();
            assertThat(link.clientProtocol().awaitLost()).isNull();
            assertThat(link.serverProtocol().text()).isEqualTo("last words");
            assertThat(link.serverProtocol().events).containsExactly("made", "data", "eof", "lost");
            assertThat(link.clientProtocol().events).containsExactly("made", "lost");
          }));
      assertThat(test.elapsed()).isZero(); // no timer was waited for
    }
  }

  @Test
  @Mirrors("test_ssl.TestSSL.test_flush_before_shutdown")
  void sendsFirstWhatIsQueued() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.server().pauseReading();
      link.client().write(MUCH);
      assertThat(link.clientProtocol().events).contains("pause");
      link.client().close();
      turn();
      assertThat(link.clientProtocol().events).doesNotContain("lost");

      link.server().resumeReading();

      assertThat(link.clientProtocol().awaitLost()).isNull();
      assertThat(link.serverProtocol().received.size()).isEqualTo(MUCH.length);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Mirrors({
    "test_ssl.TestSSL.test_remote_shutdown_receives_trailing_data",
    "test_ssl.TestSSL.test_remote_shutdown_receives_trailing_data_on_slow_socket"
  })
  void closeByThePeerLeavesQueuedDataToBeSent(String version) {
    TestLoop.run(() -> {
      var link = TlsLink.open(version);
      var wire = link.wire();
      wire.pieces = _ -> 10_000;
      link.client().write(MUCH); // far more than the wire takes at once
      link.server().write(bytes("enough"));

      link.server().close();

      assertThat(link.clientProtocol().awaitLost()).isNull();
      assertThat(link.clientProtocol().text()).isEqualTo("enough");
      assertThat(wire.left.sent).isGreaterThan(MUCH.length);
    });
  }

  @Test
  @Mirrors("test_ssl.TestSSL.test_remote_shutdown_receives_trailing_data")
  void closeOfTheTransportBelowLeavesQueuedDataToBeSent() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.wire().pieces = _ -> 10_000;
      link.client().write(MUCH);

      link.wire().right.writeEof();

      link.serverProtocol().await(p -> p.received.size() == MUCH.length);
      assertThat(link.clientProtocol().awaitLost()).hasCauseInstanceOf(SSLException.class);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Mirrors({
    "test_sslproto.SslProtoHandshakeTests.test_data_received_after_closing",
    "test_sslproto.SslProtoHandshakeTests.test_write_after_closing"
  })
  void dropsWhatComesAndIsWrittenAfterwards(String version) {
    TestLoop.run(() -> {
      var link = TlsLink.open(version);
      link.server().write(bytes("too late"));
      link.client().close();
      link.client().write(bytes("too late as well"));

      assertThat(link.client().isClosing()).isTrue();
      assertThat(link.serverProtocol().awaitLost()).isNull();
      assertThat(link.clientProtocol().awaitLost()).isNull();
      assertThat(link.clientProtocol().text()).isEmpty();
      assertThat(link.serverProtocol().text()).isEmpty();
    });
  }

  @Test
  void warnsOfManyWritesAfterwards() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.client().close();
      try (var log = new CapturedLog()) {
        for (int i = 0; i < 6; i++) {
          link.client().write(new byte[1]);
        }
        assertThat(log.records()).hasSize(1);
        assertThat(log.records().getFirst().getMessage())
            .startsWith("5 writes were dropped by the closed TlsTransport[");
      }
      link.clientProtocol().awaitLost();
    });
  }

  @Test
  @Mirrors("test_ssl.TestSSL.test_shutdown_timeout_handler_not_set")
  void closeByThePeerIsSeenAfterReadingWasResumed() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.server().pauseReading();
      link.client().write(bytes("before the end"));
      link.client().close();
      for (int i = 0; i < 10; i++) {
        turn();
      }
      assertThat(link.serverProtocol().events).containsExactly("made");

      link.server().resumeReading();

      assertThat(link.serverProtocol().awaitLost()).isNull();
      assertThat(link.serverProtocol().text()).isEqualTo("before the end");
    });
  }

  @Nested
  class WithoutAnAnswer {

    @Test
    void isCleanWhenTheTimeIsOver() {
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              var link = TlsLink.open(impatient(), TestCertificate.server());
              link.wire().right.pauseReading();
              link.wire().right.resumeReading();
              link.wire()
                  .right
                  .setProtocol(
                      new RecordingProtocol() {
                        {
                          events.add("made");
                          keepOpen = true;
                        }
                      }); // reads everything, and never answers
              link.client().write(bytes("bye"));
              link.client().close();

              assertThat(link.clientProtocol().awaitLost()).isNull();
              link.wire().right.abort();
            }));
        assertThat(test.elapsed()).isEqualTo(Duration.ofSeconds(3));
      }
    }

    @Test
    void failsIfDataWereNotSent() {
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              var link = TlsLink.open(impatient(), TestCertificate.server());
              link.server().pauseReading();
              link.client().write(MUCH);
              link.client().close();

              assertThat(link.clientProtocol().awaitLost())
                  .isInstanceOf(UncheckedIOException.class)
                  .hasMessageContaining("TLS not shut down within PT3S, ")
                  .hasCauseInstanceOf(SocketTimeoutException.class);
              link.server().abort();
            }));
        assertThat(test.elapsed()).isEqualTo(Duration.ofSeconds(3));
      }
    }

    private static TlsOptions impatient() {
      return TestCertificate.client().withShutdownTimeout(Duration.ofSeconds(3));
    }

    @Test
    void isCleanWhenThePeerJustGoes() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.wire()
            .right
            .setProtocol(
                new RecordingProtocol() {
                  {
                    events.add("made");
                  }
                }); // closes at the end of file, like a peer without close_notify
        link.client().close();

        assertThat(link.clientProtocol().awaitLost()).isNull();
      });
    }

    @Test
    void isCleanWhenThePeerResets() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.wire()
            .right
            .setProtocol(
                new RecordingProtocol() {
                  {
                    events.add("made");
                    keepOpen = true;
                  }
                });
        link.client().close();
        turn();
        turn();
        link.wire().left.lose(new UncheckedIOException(new SocketException("Connection reset")));

        assertThat(link.clientProtocol().awaitLost()).isNull();
        link.wire().right.abort();
      });
    }
  }

  @Nested
  class Flood {
    private static final int MIB = 1 << 20;

    /// Has the client send for ever, over the link's end of its transport.
    private static void flood(TlsLink link) {
      for (int i = 0; i < 100; i++) {
        link.client().write(new byte[MIB]);
        turn();
        turn();
      }
    }

    @Test
    void isNotReceivedForLongAfterAClose() {
      TestLoop.run(() -> {
        RawTlsPeer peer = RawTlsPeer.open(); // which does not answer a close
        peer.secured().close();

        for (int i = 0; i < 1000; i++) {
          peer.send(new byte[16 * 1024]);
          turn();
          turn();
        }

        assertThat(peer.server.awaitLost()).isNull();
        assertThat(peer.wire.left.sent - peer.wire.right.pending()).isLessThan(2 * MIB);
      });
    }

    @Test
    void doesNotKeepTheQueueFromBeingSent() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.client().pauseReading();
        link.server().write(new byte[3 * MIB]);
        link.server().close();
        flood(link);

        link.client().resumeReading();

        link.clientProtocol().await(p -> p.received.size() == 3 * MIB);
        assertThat(link.serverProtocol().awaitLost()).isNull();
        link.client().abort();
      });
    }

    @Test
    void behindTheEndOfThePeersDataIsNotReceivedForLong() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.serverProtocol().keepOpen = true;
        link.client().close();
        link.serverProtocol().await("eof");

        for (int i = 0; i < 10; i++) {
          link.wire().right.inject(new byte[MIB]);
          turn();
          turn();
        }

        assertThat(link.wire().right.pending()).isGreaterThan(5 * MIB);
        link.server().abort();
      });
    }
  }

  @Nested
  class Truncation {

    @Test
    void breaksTheConnection() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.client().write(bytes("incompl"));
        link.wire().left.writeEof();

        assertThat(link.serverProtocol().awaitLost())
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("without close_notify")
            .hasCauseInstanceOf(SSLException.class);
        assertThat(link.serverProtocol().text()).isEqualTo("incompl");
        assertThat(link.serverProtocol().events).doesNotContain("eof");
        link.client().abort();
      });
    }

    @Test
    void isAnEndIfTheOptionsSaySo() {
      TestLoop.run(() -> {
        var tolerant = TestCertificate.server().withCloseNotifyRequired(false);
        var link = TlsLink.open(TestCertificate.client(), tolerant);
        link.client().write(bytes("complete"));
        link.wire().left.writeEof();

        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().events).containsExactly("made", "data", "eof", "lost");
        link.client().abort();
      });
    }

    @Test
    void truncationWithinARecordBreaksTheConnectionAnyway() {
      TestLoop.run(() -> {
        var tolerant = TestCertificate.server().withCloseNotifyRequired(false);
        var link = TlsLink.open(TestCertificate.client(), tolerant);
        link.wire().right.inject(new byte[] {23, 3, 3, 0, 100, 1, 2, 3});
        link.wire().left.writeEof();

        assertThat(link.serverProtocol().awaitLost()).hasCauseInstanceOf(SSLException.class);
        link.client().abort();
      });
    }

    @Test
    void failsTheReaderOfAStream() throws IOException {
      TestLoop.runInRealTime(() -> {
        try (var link = Peer.stream()) {
          // the peer is no TLS server at all: it goes away in the middle of the handshake
          link.peer().close();
          assertThatThrownBy(() ->
                  await(
                      link.writer()
                          .startTls(TestCertificate.client().withServerHostname("localhost"))))
              .isInstanceOf(UncheckedIOException.class);
        }
      });
    }
  }

  @Nested
  class HalfWay {

    @Test
    void thePeersDataEndWhileThisSideStillSends() {
      TestLoop.run(() -> {
        var link = TlsLink.open("TLSv1.3");
        link.serverProtocol().keepOpen = true;
        link.client().write(bytes("question"));
        link.client().close();
        link.serverProtocol().await("eof");

        assertThat(link.server().isClosing()).isFalse();
        link.server().write(bytes("answer")); // though this client does not listen any more
        link.server().close();

        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().text()).isEqualTo("question");
      });
    }

    @Test
    void thePeersDataEndForGood() {
      TestLoop.run(() -> {
        var link = TlsLink.open("TLSv1.3");
        link.serverProtocol().keepOpen = true;
        link.client().close();
        link.serverProtocol().await("eof");

        var right = link.wire().right;
        right.inject(new byte[1_000_000]);
        while (right.pending() > 0) {
          turn();
        }

        var records = (BufferedProtocol) right.getProtocol();
        assertThat(records.getBuffer(-1).capacity()).isLessThan(200_000);
        assertThat(link.server().isClosing()).isFalse();
        link.server().close();
        link.serverProtocol().awaitLost();
      });
    }

    @Test
    void endOfTls12IsBothWays() {
      TestLoop.run(() -> {
        var link = TlsLink.open("TLSv1.2");
        link.serverProtocol().keepOpen = true;
        link.client().close();

        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.clientProtocol().awaitLost()).isNull();
      });
    }

    @Test
    void isNotOffered() {
      TestLoop.run(() -> {
        var link = TlsLink.open();

        assertThat(link.client().canWriteEof()).isFalse();
        assertThatThrownBy(link.client()::writeEof)
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("close() instead");
        link.client().abort();
      });
    }
  }

  @Test
  @Mirrors("test_sslproto.SslProtoHandshakeTests.test_connection_lost_when_busy")
  void endOfTheTransportBelowWhileSendingBreaksTheConnection() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.server().pauseReading();
      link.client().write(MUCH);
      var reset = new UncheckedIOException(new SocketException("Connection reset"));
      link.wire().left.lose(reset);

      assertThat(link.clientProtocol().awaitLost()).isSameAs(reset);
      link.client().write(MUCH);
      assertThat(link.client().isClosing()).isTrue();
      link.server().abort();
    });
  }

  @Test
  void mayBeAnAbortWhenThePeerHasClosed() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      var lost =
          new RecordingProtocol() {
            @Override
            public boolean eofReceived() {
              link.server().abort();
              return super.eofReceived();
            }
          };
      lost.events.add("set");
      link.server().setProtocol(lost);
      link.client().close();

      assertThat(lost.awaitLost()).isNull();
      assertThat(lost.events).containsExactly("set", "eof", "lost");
      link.clientProtocol().awaitLost();
    });
  }

  @Test
  void abortTellsTheApplicationInTheNextTurn() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.client().write(bytes("lost"));

      link.client().abort();

      assertThat(link.clientProtocol().events).containsExactly("made");
      assertThat(link.clientProtocol().awaitLost()).isNull();
      assertThat(link.serverProtocol().awaitLost()).isNotNull();
    });
  }

  @Test
  @Mirrors("test_sslproto.SslProtoHandshakeTests.test_get_extra_info_on_closed_connection")
  void leavesFactsAboutTheConnection() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.client().close();
      link.clientProtocol().awaitLost();

      assertThat(link.client().getExtraInfo(ExtraInfo.PEERNAME)).isNull();
      assertThat(link.client().getExtraInfo("no such key")).isNull();
      assertThat(link.client().getExtraInfo(ExtraInfo.TLS_VERSION)).isEqualTo("TLSv1.3");
    });
  }
}
