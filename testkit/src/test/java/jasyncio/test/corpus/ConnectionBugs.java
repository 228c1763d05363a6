package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.timeout;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.ms;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.Action;
import jasyncio.CancelledError;
import jasyncio.ClientConnected;
import jasyncio.Coroutine;
import jasyncio.Lock;
import jasyncio.StreamConnection;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import jasyncio.TimeoutException;
import jasyncio.test.Simulation;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Streams over TCP.
final class ConnectionBugs {
  private static final int PORT = 7;

  static final List<Bug> ALL =
      List.of(
          new Bug("one read is taken for one message", ConnectionBugs::partialRead),
          new Bug("a writer never drains", ConnectionBugs::missedDrain),
          new Bug(
              "a time-out leaks the connection that it interrupts",
              ConnectionBugs::leakedByTimeout),
          new Bug(
              "two tasks write parts of messages to one connection", ConnectionBugs::interleaved),
          new Bug(
              "the answer to a request that was given up is taken for the next one's",
              ConnectionBugs::lateAnswer),
          new Bug("a connection goes back to the pool twice", ConnectionBugs::returnedTwice),
          new Bug("the program ends while the server's handlers run", ConnectionBugs::handlersLeft),
          new Bug(
              "reader and writer both reconnect, and one connection leaks",
              ConnectionBugs::reconnectedTwice),
          new Bug("a connection stays open after a failure", ConnectionBugs::openAfterFailure));

  private ConnectionBugs() {}

  /// Runs `client` while a server is there, and ends the server in order.
  private static void serve(Simulation simulation, ClientConnected handler, Action client)
      throws Exception {
    var server = await(simulation.network().host("server").run(startServer(handler, null, PORT)));
    try {
      client.run();
    } finally {
      server.close();
    }
    await(server.waitClosed());
  }

  private static void echoLines(StreamReader reader, StreamWriter writer) {
    try {
      for (byte[] line : reader.lines()) {
        writer.write(line);
        await(writer.drain());
      }
    } catch (UncheckedIOException e) {
      // the client has gone
    } finally {
      writer.close();
    }
  }

  private static StreamConnection connect() {
    return await(openConnection("server", PORT));
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8).strip();
  }

  private static void partialRead(Simulation simulation, boolean fixed) throws Exception {
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          try (var connection = connect()) {
            connection.writer().write("twelve bytes\n");
            byte[] answer =
                await(fixed ? connection.reader().readExactly(13) : connection.reader().read(100));
            check(answer.length == 13, "got " + text(answer));
          }
        });
  }

  private static void missedDrain(Simulation simulation, boolean fixed) throws Exception {
    serve(
        simulation,
        (reader, writer) -> {
          while (await(reader.read(100_000)).length > 0) {
            await(sleep(ms(50))); // is slow
          }
          writer.close();
        },
        () -> {
          try (var connection = connect()) {
            for (int i = 0; i < 20; i++) {
              connection.writer().write(new byte[50_000]);
              if (fixed) {
                await(connection.writer().drain());
              }
              int waiting = connection.writer().transport().getWriteBufferSize();
              check(waiting < 300_000, waiting + " bytes wait in memory");
            }
          }
        });
  }

  private static void leakedByTimeout(Simulation simulation, boolean fixed) throws Exception {
    Coroutine<StreamConnection> logIn =
        () -> {
          var connection = connect();
          try {
            connection.writer().write("hello\n");
            await(connection.reader().readLine());
            return connection;
          } catch (CancelledError e) {
            if (fixed) {
              connection.close();
            }
            throw e;
          }
        };
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          try {
            await(timeout(ms(8), logIn)).close();
          } catch (TimeoutException e) {
            // does without
          }
        });
  }

  private static void interleaved(Simulation simulation, boolean fixed) throws Exception {
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          try (var connection = connect()) {
            var lock = new Lock();
            Coroutine<Void> sender =
                Coroutine.of(() -> {
                  if (fixed) {
                    await(lock.acquire());
                  }
                  connection.writer().write("head ");
                  await(connection.writer().drain());
                  yieldTurn();
                  connection.writer().write("body\n");
                  if (fixed) {
                    lock.release();
                  }
                });
            await(gather(createTask(sender), createTask(sender)));
            for (int i = 0; i < 2; i++) {
              String line = text(await(connection.reader().readLine()));
              check(line.equals("head body"), "got " + line);
            }
          }
        });
  }

  private static void lateAnswer(Simulation simulation, boolean fixed) throws Exception {
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          var connection = connect();
          try {
            for (String request : List.of("one", "two", "three")) {
              connection.writer().write(request + "\n");
              try {
                String answer = text(await(timeout(ms(6), connection.reader().readLine())));
                check(answer.equals(request), request + " is answered with " + answer);
              } catch (TimeoutException e) {
                if (fixed) {
                  connection.close();
                  connection = connect();
                }
              }
            }
          } finally {
            connection.close();
          }
        });
  }

  private static void returnedTwice(Simulation simulation, boolean fixed) throws Exception {
    class Pool {
      final ArrayDeque<StreamConnection> idle = new ArrayDeque<>();

      StreamConnection take() {
        return idle.isEmpty() ? connect() : idle.pop();
      }

      void giveBack(StreamConnection connection) {
        if (!fixed || !idle.contains(connection)) {
          idle.push(connection);
        }
      }

      void ask(String question) {
        var connection = take();
        try {
          connection.writer().write(question + "\n");
          String answer = text(await(connection.reader().readLine()));
          check(answer.equals(question), question + " is answered with " + answer);
          giveBack(connection);
        } finally {
          giveBack(connection);
        }
      }
    }
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          var pool = new Pool();
          pool.ask("one");
          await(gather(Coroutine.of(() -> pool.ask("two")), Coroutine.of(() -> pool.ask("three"))));
          pool.idle.stream().distinct().forEach(StreamConnection::close);
        });
  }

  private static void handlersLeft(Simulation simulation, boolean fixed) {
    var server =
        await(
            startServer(
                (_, writer) -> {
                  try {
                    await(sleep(Duration.ofMinutes(1)));
                  } finally {
                    writer.close();
                  }
                },
                "localhost",
                PORT));
    var connection = await(openConnection("localhost", PORT));
    await(sleep(ms(10)));
    connection.close();
    if (fixed) {
      await(server.shutdown(Duration.ZERO));
    } else {
      server.close();
    }
  }

  private static void reconnectedTwice(Simulation simulation, boolean fixed) throws Exception {
    class Client {
      @Nullable StreamConnection current;
      @Nullable Lock connecting = fixed ? new Lock() : null;

      StreamConnection connection() {
        if (connecting == null) {
          return reconnect();
        }
        try (var _ = await(connecting.acquire())) {
          return reconnect();
        }
      }

      private StreamConnection reconnect() {
        if (current == null) {
          current = connect();
        }
        return current;
      }
    }
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          var client = new Client();
          await(
              gather(
                  Coroutine.of(() -> client.connection().writer().write("x\n")),
                  Coroutine.of(() -> await(client.connection().reader().readLine()))));
          client.connection().close();
        });
  }

  private static void openAfterFailure(Simulation simulation, boolean fixed) throws Exception {
    serve(
        simulation,
        ConnectionBugs::echoLines,
        () -> {
          var connection = connect();
          try {
            connection.writer().write(simulation.random().nextInt(10) + "\n");
            int _ = 7 / Integer.parseInt(text(await(connection.reader().readLine())));
            connection.close();
          } catch (ArithmeticException e) {
            // no answer is an answer, too
            if (fixed) {
              connection.close();
            }
          }
        });
  }
}
