package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Coroutine;
import jasyncio.FileRange;
import jasyncio.Protocol;
import jasyncio.Server;
import jasyncio.StreamConnection;
import jasyncio.TimeoutException;
import jasyncio.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final int PORT = 7;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT);

  private static void pass(long seed, Program program) {
    var result = Simulation.run(program, Schedule.of(seed), SimulationOptions.DEFAULTS);
    if (result.failure() != null) {
      throw new AssertionError("with seed " + seed, result.failure());
    }
  }

  private static void pass(Program program) {
    for (long seed = 0; seed < 20; seed++) {
      pass(seed, program);
    }
  }

  private static Coroutine<Server> echoServer() {
    return startServer(
        (reader, writer) -> {
          byte[] data = await(reader.read(1000));
          while (data.length > 0) {
            writer.write(data);
            await(writer.drain());
            data = await(reader.read(1000));
          }
          writer.close();
          await(writer.waitClosed());
        },
        null,
        PORT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void streamsEchoOverIt() {
    pass(simulation -> {
      var server = await(simulation.network().host("server").run(echoServer()));
      try (var connection = await(openConnection("server", PORT))) {
        connection.writer().write("hello\n");
        assertThat(await(connection.reader().readLine())).asString().isEqualTo("hello\n");
        connection.writer().writeEof();
        assertThat(await(connection.reader().read())).isEmpty();
      }
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void aMegabyteArrivesWhole() {
    var sent = new byte[1 << 20];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) ((i * 31) >> 3);
    }
    pass(simulation -> {
      simulation
          .network()
          .link(simulation.network().local(), simulation.network().host("server"))
          .loss(0.05)
          .bandwidth(10_000_000);
      var server = await(simulation.network().host("server").run(echoServer()));
      try (var connection = await(openConnection("server", PORT))) {
        createTask(() -> {
          connection.writer().write(sent);
          await(connection.writer().drain());
        });
        assertThat(await(connection.reader().readExactly(sent.length))).isEqualTo(sent);
      }
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void aReceiverThatDoesNotReadPausesTheWriter() {
    pass(simulation -> {
      var events = new ArrayList<String>();
      var accepted = new ArrayList<Transport>();
      var server =
          await(
              simulation
                  .loop()
                  .createServer(
                      () ->
                          new Protocol() {
                            @Override
                            public void connectionMade(jasyncio.BaseTransport transport) {
                              ((Transport) transport).pauseReading();
                              accepted.add((Transport) transport);
                            }
                          },
                      "localhost",
                      PORT));
      class Writer implements Protocol {
        @Override
        public void pauseWriting() {
          events.add("pause");
        }

        @Override
        public void resumeWriting() {
          events.add("resume");
        }
      }
      var client = await(simulation.loop().createConnection(Writer::new, "localhost", PORT));
      client.transport().write(new byte[1 << 20]);
      await(simulation.clock().advance(Duration.ofSeconds(10)));
      assertThat(events).containsExactly("pause");
      accepted.getFirst().resumeReading();
      await(simulation.clock().advance(Duration.ofSeconds(10)));
      assertThat(events).containsExactly("pause", "resume");
      client.transport().close();
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void aPortWithoutAListenerRefuses() {
    pass(simulation -> {
      simulation.network().host("server");
      assertThatThrownBy(() -> await(openConnection("server", PORT)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Connection refused");
    });
  }

  @Test
  void anUnknownNameIsNotResolved() {
    pass(_ ->
        assertThatThrownBy(() -> await(openConnection("nowhere", PORT)))
            .hasRootCauseInstanceOf(UnknownHostException.class));
  }

  @Test
  void connectingThroughAPartitionTimesOut() {
    pass(simulation -> {
      var server = simulation.network().host("server");
      simulation.network().partition(server);
      assertThatThrownBy(() -> await(openConnection("server", PORT)))
          .hasMessageContaining("Connection timed out");
      assertThat(simulation.clock().elapsed()).isGreaterThan(Duration.ofSeconds(126));
    });
  }

  @Test
  void aConnectionOutlivesAPartition() {
    pass(simulation -> {
      var network = simulation.network();
      var server = await(network.host("server").run(echoServer()));
      try (var connection = await(openConnection("server", PORT))) {
        network.partition(network.host("server"));
        connection.writer().write("x");
        assertThatThrownBy(() -> await(waitFor(connection.reader().read(1), Duration.ofMinutes(5))))
            .isInstanceOf(TimeoutException.class);
        network.heal();
        assertThat(await(connection.reader().read(1))).asString().isEqualTo("x");
      }
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void aLongPartitionBreaksAConnection() {
    pass(simulation -> {
      var network = simulation.network();
      var server = await(network.host("server").run(echoServer()));
      var connection = await(openConnection("server", PORT));
      network.partition(network.host("server"));
      connection.writer().write("x");
      assertThatThrownBy(() -> await(connection.reader().read(1)))
          .hasMessageContaining("Connection timed out");
      connection.writer().close();
      network.heal();
      server.close();
      server.abortClients();
      await(server.waitClosed());
    });
  }

  @Test
  void aCrashLeavesAHalfOpenConnectionThatARestartResets() {
    pass(simulation -> {
      var network = simulation.network();
      var host = network.host("server");
      host.start(() -> await(await(echoServer()).serveForever()));
      await(sleep(Duration.ofSeconds(1)));
      var connection = await(openConnection("server", PORT));
      host.crash();
      assertThatThrownBy(() -> await(waitFor(connection.reader().read(1), Duration.ofHours(1))))
          .isInstanceOf(TimeoutException.class);
      connection.writer().write("x");
      await(sleep(Duration.ofSeconds(1)));
      host.restart();
      assertThatThrownBy(() -> await(connection.reader().read(1)))
          .hasMessageContaining("Connection reset");
      connection.writer().close();
      try (var again = await(openConnection("server", PORT))) {
        again.writer().write("y");
        assertThat(await(again.reader().read(1))).asString().isEqualTo("y");
      }
      host.crash();
    });
  }

  @Test
  void aResetFailsBothEnds() {
    pass(simulation -> {
      var network = simulation.network();
      var failures = new ArrayList<Throwable>();
      var server =
          await(
              network
                  .host("server")
                  .run(
                      startServer(
                          (reader, writer) -> {
                            try {
                              await(reader.read(1));
                            } catch (UncheckedIOException e) {
                              failures.add(e);
                            } finally {
                              writer.close();
                            }
                          },
                          null,
                          PORT)));
      StreamConnection connection = await(openConnection("server", PORT));
      await(sleep(Duration.ofSeconds(1)));
      network.reset(network.local(), network.host("server"));
      assertThatThrownBy(() -> await(connection.reader().read(1)))
          .hasMessageContaining("Connection reset");
      connection.writer().close();
      server.close();
      await(server.waitClosed());
      await(sleep(Duration.ofSeconds(1)));
      assertThat(failures).hasSize(1);
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void datagramsTravel(long seed) {
    pass(
        seed,
        simulation -> {
          var there = simulation.network().host("server");
          var server = await(there.run(openDatagram(new InetSocketAddress(PORT), null)));
          var client =
              await(openDatagram(null, InetSocketAddress.createUnresolved("server", PORT)));
          await(client.send(bytes("hi")));
          var got = await(server.receive());
          assertThat(got.data()).asString().isEqualTo("hi");
          await(server.send(bytes("ho"), got.address()));
          assertThat(await(client.receive()).data()).asString().isEqualTo("ho");
          server.close();
          client.close();
        });
  }

  @Test
  void datagramsOvertakeEachOtherWithSomeSeed() {
    var orders = new ArrayList<List<Integer>>();
    for (long seed = 0; seed < 20; seed++) {
      pass(
          seed,
          simulation -> {
            var server = await(openDatagram(LOOPBACK, null));
            var client = await(openDatagram(null, LOOPBACK));
            for (int i = 0; i < 5; i++) {
              await(client.send(new byte[] {(byte) i}));
            }
            var order = new ArrayList<Integer>();
            for (int i = 0; i < 5; i++) {
              order.add((int) await(server.receive()).data()[0]);
            }
            orders.add(order);
            server.close();
            client.close();
          });
    }
    assertThat(orders.getFirst()).containsExactly(0, 1, 2, 3, 4);
    assertThat(orders.stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void aConnectedSocketIsToldThatADatagramHadNoReceiver() {
    pass(_ -> {
      var client = await(openDatagram(null, LOOPBACK));
      await(client.send(bytes("hi")));
      assertThatThrownBy(() -> await(client.receive()))
          .hasStackTraceContaining(PortUnreachableException.class.getSimpleName());
      client.close();
    });
  }

  @Test
  void manyClientsAreServedAtOnce() {
    pass(simulation -> {
      var server = await(simulation.network().host("server").run(echoServer()));
      var clients = new ArrayList<Coroutine<Void>>();
      for (int i = 0; i < 10; i++) {
        String text = "client " + i;
        clients.add(
            simulation
                .network()
                .host("client " + i)
                .run(
                    Coroutine.of(() -> {
                      try (var connection = await(openConnection("server", PORT))) {
                        connection.writer().write(text);
                        assertThat(await(connection.reader().readExactly(text.length())))
                            .asString()
                            .isEqualTo(text);
                      }
                    })));
      }
      await(gather(clients));
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void filesAreSentOverIt(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[300_000]);
    pass(simulation -> {
      var received = new ArrayList<Integer>();
      var server =
          await(
              startServer(
                  (reader, writer) -> {
                    received.add(await(reader.read()).length);
                    writer.close();
                  },
                  null,
                  PORT));
      try (var connection = await(openConnection("local", PORT));
          var channel = FileChannel.open(file)) {
        Transport transport = connection.writer().transport();
        long sent = await(simulation.loop().sendfile(transport, FileRange.of(channel)));
        connection.writer().writeEof();
        await(connection.reader().read());

        assertThat(sent).isEqualTo(300_000);
        assertThat(received).containsExactly(300_000);
      }
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void socketsWithoutTransportsWorkOnIt() {
    pass(simulation -> {
      var loop = simulation.loop();
      var sockets = simulation.network().sockets();
      try (var listener = sockets.openServerSocketChannel();
          var client = sockets.openSocketChannel()) {
        listener.bind(LOOPBACK);
        listener.configureBlocking(false);
        client.configureBlocking(false);
        var accepting = createTask(loop.sockAccept(listener));
        await(loop.sockConnect(client, LOOPBACK));
        try (var accepted = await(accepting)) {
          await(loop.sockSendall(client, bytes("hello")));
          assertThat(await(loop.sockRecv(accepted, 1))).asString().isEqualTo("h");
        }
      }
    });
  }

  @Test
  void aServerThatShutsDownLetsItsHandlersEnd() {
    pass(_ -> {
      var server = await(echoServer());
      try (var connection = await(openConnection("local", PORT))) {
        connection.writer().write("x");
        await(connection.reader().readExactly(1));
        var stopping = createTask(server.shutdown(Duration.ofSeconds(5)));
        connection.writer().writeEof();

        assertThat(await(stopping)).isEmpty();
      }
    });
  }

  @Test
  void aPortIsForOneServer() {
    pass(_ -> {
      try (var _ = await(echoServer())) {
        assertThatThrownBy(() -> await(echoServer()))
            .hasMessage("cannot listen on *:7: Address already in use");
      }
    });
  }

  @Test
  void aConnectedDatagramSocketHasTheAddressThatItsPeerSees() {
    pass(simulation -> {
      var server = new InetSocketAddress(simulation.network().host("server").address(), PORT);
      try (var socket = await(openDatagram(null, server))) {
        assertThat(((InetSocketAddress) socket.localAddress()).getAddress())
            .isEqualTo(simulation.network().local().address());
      }
    });
  }

  @Test
  void aLinkIsNotFasterThanNothing() {
    pass(simulation -> {
      var local = simulation.network().local();

      assertThatThrownBy(
              () -> simulation.network().link(local, local).latency(Duration.ofMillis(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("latency < 0: PT-0.001S");
    });
  }

  @Test
  void hundredsOfHostsHaveAddressesOfTheirOwn() {
    pass(
        0,
        simulation -> {
          var addresses = new HashSet<InetAddress>();
          for (int i = 0; i < 600; i++) {
            addresses.add(simulation.network().host("host" + i).address());
          }
          assertThat(addresses).hasSize(600);
        });
  }

  @Test
  void aHostConnectsMoreOftenThanItHasPorts() {
    pass(
        0,
        simulation -> {
          var server = await(startServer((_, writer) -> writer.close(), null, PORT));
          for (int i = 0; i < 17_000; i++) {
            await(openConnection("localhost", PORT)).close();
          }
          server.close();
        });
  }
}
