package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The events that loops write to recordings.
@Timeout(120)
class FlightRecorderTest {
  @TempDir Path folder;

  /// The events called `jasyncio.NAME` of `program`; other tests may run loops, too.
  private List<RecordedEvent> recorded(String name, Action program) throws IOException {
    return recorded(List.of(name), program);
  }

  private List<RecordedEvent> recorded(List<String> names, Action program) throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      names.forEach(name -> recording.enable("jasyncio." + name).withoutThreshold());
      recording.start();
      run(program);
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> names.contains(event.getEventType().getName().replace("jasyncio.", "")))
        .toList();
  }

  private static List<RecordedEvent> of(String field, String value, List<RecordedEvent> events) {
    return events.stream().filter(event -> value.equals(event.getString(field))).toList();
  }

  @Test
  void holdTheStartsOfTasks() throws IOException {
    var events =
        recorded("TaskStart", () -> await(createTask(() -> {}, TaskOptions.named("recorded"))));

    assertThat(of("task", "recorded", events)).hasSize(1);
  }

  @Test
  void holdTheEndsOfTasksAndHowTheyEnded() throws IOException {
    var events =
        recorded(
            "TaskEnd",
            () -> {
              var failing =
                  createTask(
                      () -> {
                        throw new IOException("no");
                      },
                      TaskOptions.named("failing"));
              var cancelled = createTask(sleep(millis(1)), TaskOptions.named("cancelled"));
              cancelled.cancel();
              await(Asyncio.gatherOutcomes(List.of(failing, cancelled)));
            });

    assertThat(of("task", "failing", events))
        .singleElement()
        .extracting(event -> event.getString("outcome"))
        .isEqualTo("java.io.IOException");
    assertThat(of("task", "cancelled", events))
        .singleElement()
        .extracting(event -> event.getString("outcome"))
        .isEqualTo("cancelled");
  }

  @Test
  void holdTheEndsOfTasksWhoseStartsAreRecordedToo() throws IOException {
    for (int i = 0; i < 3; i++) {
      var events =
          recorded(
              List.of("TaskStart", "TaskEnd"),
              () -> {
                createTask(sleep(millis(1)), TaskOptions.named("cancelled")).cancel();
                await(sleep(millis(1)));
              });

      assertThat(of("task", "cancelled", events))
          .extracting(event -> event.getEventType().getLabel())
          .containsExactlyInAnyOrder("Task Start", "Task End");
    }
  }

  @Test
  void holdTheEndsOfTasksThatLeadToEventsOfTheJdk() throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jasyncio.TaskEnd");
      recording.enable("jdk.JavaExceptionThrow").with("throttle", "off");
      recording.start();
      run(() -> {
        for (int i = 0; i < 10; i++) {
          var failing =
              createTask(
                  () -> {
                    await(sleep(millis(1)));
                    throw new IOException("no");
                  },
                  TaskOptions.named("failing"));
          await(Asyncio.gatherOutcomes(List.of(failing)));
        }
      });
      recording.stop();
      recording.dump(file);
    }

    var ends =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("jasyncio.TaskEnd"))
            .toList();
    assertThat(of("task", "failing", ends)).hasSize(10);
  }

  @Test
  void holdTheStepsOfTasks() throws IOException {
    var events =
        recorded(
            "TaskStep",
            () ->
                await(createTask(() -> await(sleep(Duration.ZERO)), TaskOptions.named("stepper"))));

    assertThat(of("task", "stepper", events)).hasSize(2);
  }

  @Test
  void holdSlowCallbacks() throws IOException {
    Runnable callback =
        new Runnable() {
          @Override
          public void run() {}

          @Override
          public String toString() {
            return "my callback";
          }
        };
    var events =
        recorded(
            "SlowCallback",
            () -> {
              getRunningLoop().callSoon(callback);
              await(sleep(Duration.ZERO));
            });

    assertThat(events)
        .anySatisfy(event -> assertThat(event.getString("callback")).contains("my callback"));
  }

  @Test
  void holdTheLagOfLoops() throws IOException {
    long end = System.nanoTime() + Duration.ofMillis(1100).toNanos();
    var events =
        recorded(
            "LoopLag",
            () -> {
              while (System.nanoTime() < end) {
                await(sleep(millis(1)));
              }
              await(sleep(millis(1)));
            });

    assertThat(events).anySatisfy(event -> assertThat(event.getLong("turns")).isPositive());
  }

  /// Sends five bytes there and back.
  private static void connectOnce() {
    Server server =
        await(
            startServer(
                (reader, writer) -> {
                  writer.write(await(reader.readExactly(5)));
                  await(writer.drain());
                  writer.close();
                },
                Peer.LOOPBACK,
                0));
    try (server;
        var client = await(openConnection(Peer.LOOPBACK, Peer.port(server)))) {
      client.writer().write(new byte[5]);
      await(client.reader().readExactly(5));
      await(client.reader().read());
    }
    await(sleep(Duration.ZERO));
    await(sleep(Duration.ZERO));
  }

  @Test
  void holdConnectionsThatOpen() throws IOException {
    assertThat(recorded("ConnectionOpen", FlightRecorderTest::connectOnce))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(event -> assertThat(event.getString("remote")).contains("127.0.0.1"));
  }

  @Test
  void holdConnectionsThatCloseWithWhatCameAndWent() throws IOException {
    assertThat(recorded("ConnectionClose", FlightRecorderTest::connectOnce))
        .anySatisfy(event -> {
          assertThat(event.getLong("received")).isEqualTo(5);
          assertThat(event.getLong("sent")).isEqualTo(5);
        });
  }

  @Test
  void areJoinedByLoopsThatRunAlreadyAndLeftAgain() throws IOException {
    run(() -> {
      SelectorEventLoop loop = (SelectorEventLoop) getRunningLoop();
      try (Recording recording = new Recording()) {
        recording.enable("jasyncio.TaskStep");
        recording.start();
        while (!loop.isObserved()) {
          await(sleep(Duration.ZERO));
        }
      }
      while (loop.isObserved()) {
        await(sleep(Duration.ZERO));
      }
    });
  }

  @Test
  void recordingWithoutEventsOfLoopsLeavesThemUnobserved() throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.CPULoad");
      jasyncio.internal.jfr.LoopEvents.ALL.forEach(recording::disable);
      recording.start();
      run(() -> assertThat(((SelectorEventLoop) getRunningLoop()).isObserved()).isFalse());
    }
  }
}
