package jasyncio.cli;

import jasyncio.cli.Recording.Actor;
import jasyncio.cli.Recording.Moment;
import jasyncio.cli.Recording.Place;
import jasyncio.cli.Recording.Ready;
import jasyncio.cli.Recording.Timer;
import jasyncio.cli.Recording.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Recordings made by hand.
final class Recordings {
  private static final String SOURCE =
      """
      void main() {
        run(() -> await(sleep(millis(10)))); // </script> is text, too
      }
      """;

  private Recordings() {}

  /// A task that sleeps for 10 ms.
  static Recording sleeper() {
    var asleep = List.of(new Place("Nap.java", 2, "main"));
    return new Recording(
        "Nap.java",
        "EventLoop[1]",
        Map.of("Nap.java", SOURCE),
        List.of(new Actor("Task-1", true), new Actor("end of sleep of Task-1", false)),
        List.of(
            new Moment(1, 0, 0, Recording.LOOP, -1, "does not wait", "", List.of()),
            new Moment(
                1, 1_000, 501_000, 0, -1, "starts", "awaits sleep for another 10 ms", asleep),
            new Moment(2, 502_000, 10_502_000, Recording.LOOP, -1, "waits 10 ms", "", List.of()),
            new Moment(2, 10_503_000, 10_504_000, 1, 2, "is due", "", List.of()),
            new Moment(3, 10_505_000, 10_505_000, Recording.LOOP, -1, "goes on", "", List.of()),
            new Moment(
                3, 10_506_000, 10_600_000, 0, 3, "is woken by it", "returns null", List.of())),
        List.of(new Ready(0, 0, 1), new Ready(1, 2, 3), new Ready(0, 3, 5)),
        List.of(new Timer(1, 1, 2, 10_500_000)),
        List.of(new Wait(0, 1, 3, "sleep for another 10 ms", asleep)),
        true);
  }

  /// Tasks that take turns, `steps` in all.
  static Recording busy(int tasks, int steps) {
    var actors = new ArrayList<Actor>();
    for (int task = 0; task < tasks; task++) {
      actors.add(new Actor("worker " + task, true));
    }
    var place = List.of(new Place("Nap.java", 2, "main"));
    var moments = new ArrayList<Moment>();
    var ready = new ArrayList<Ready>();
    var lastStep = new int[tasks];
    for (int step = 0; step < steps; step++) {
      int task = step % tasks;
      int turn = step / tasks + 1;
      if (task == 0) {
        moments.add(
            new Moment(
                turn, step * 1000L, step * 1000L, Recording.LOOP, -1, "goes on", "", List.of()));
      }
      ready.add(new Ready(task, lastStep[task], moments.size()));
      lastStep[task] = moments.size();
      moments.add(
          new Moment(
              turn,
              step * 1000L,
              step * 1000L + 900,
              task,
              0,
              "goes on",
              "awaits its turn",
              place));
    }
    return new Recording(
        "Nap.java",
        "EventLoop[1]",
        Map.of("Nap.java", SOURCE),
        actors,
        moments,
        ready,
        List.of(),
        List.of(),
        false);
  }
}
