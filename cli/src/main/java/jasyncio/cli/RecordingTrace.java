package jasyncio.cli;

import jasyncio.cli.Recording.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Recordings as Trace Event JSON, which Perfetto and `chrome://tracing` open: a process for each
/// loop, a thread for each task, a slice for each step, an arrow from the step that woke to the
/// step that was woken.
final class RecordingTrace {
  // the tracks of actors that are not tasks
  private static final int LOOP_TRACK = 0;
  private static final int CALLBACKS_TRACK = 1;
  private static final int FIRST_TASK_TRACK = 2;

  private final List<Map<String, Object>> events = new ArrayList<>();

  // number of arrows so far; all loops share it, because arrows have unique numbers
  private int arrows;

  private RecordingTrace() {}

  static String of(List<Recording> recordings) {
    var trace = new RecordingTrace();
    for (int i = 0; i < recordings.size(); i++) {
      trace.add(i + 1, recordings.get(i));
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("displayTimeUnit", "ms");
    json.put("traceEvents", trace.events);
    return Json.of(json) + "\n";
  }

  private void add(int process, Recording recording) {
    addName(process, LOOP_TRACK, "process_name", recording.program() + ", " + recording.loop());
    addName(process, LOOP_TRACK, "thread_name", "loop");
    addName(process, CALLBACKS_TRACK, "thread_name", "callbacks");
    for (int actor = 0; actor < recording.actors().size(); actor++) {
      if (recording.actors().get(actor).task()) {
        addName(process, track(recording, actor), "thread_name", recording.nameOf(actor));
      }
    }
    for (var moment : recording.moments()) {
      if (moment.beginsTurn()) {
        addTurn(process, moment);
      } else {
        addStep(process, recording, moment);
      }
    }
  }

  private static int track(Recording recording, int actor) {
    if (actor == Recording.LOOP) {
      return LOOP_TRACK;
    }
    return recording.actors().get(actor).task() ? FIRST_TASK_TRACK + actor : CALLBACKS_TRACK;
  }

  private void addName(int process, int track, String kind, String name) {
    var event = event(kind, "M", process, track, 0);
    event.put("args", Map.of("name", name));
    // tracks in the order in which they appeared
    var order = event("thread_sort_index", "M", process, track, 0);
    order.put("args", Map.of("sort_index", track));
    if (kind.equals("thread_name")) {
      events.add(order);
    }
    events.add(event);
  }

  /// An instant where the steps begin, after a slice for as long as the loop waited.
  private void addTurn(int process, Moment turn) {
    if (hasSlice(turn)) {
      addSlice("poll", process, LOOP_TRACK, turn);
    }
    var instant = event("turn " + turn.turn(), "i", process, LOOP_TRACK, turn.end());
    instant.put("s", "t");
    events.add(instant);
  }

  private static boolean hasSlice(Moment moment) {
    return !moment.beginsTurn() || moment.end() > moment.begin();
  }

  private void addStep(int process, Recording recording, Moment step) {
    int track = track(recording, step.actor());
    addSlice(recording.nameOf(step.actor()), process, track, step);
    var waker = step.queued() < 0 ? null : recording.moments().get(step.queued());
    if (waker != null && hasSlice(waker)) {
      addArrow(process, track(recording, waker.actor()), waker, track, step);
    }
  }

  private void addSlice(String name, int process, int track, Moment moment) {
    var slice = event(name, "X", process, track, moment.begin());
    slice.put("dur", micros(moment.end() - moment.begin()));
    var args = new LinkedHashMap<String, Object>();
    args.put("turn", moment.turn());
    args.put("why", moment.why());
    args.put("then", moment.then());
    args.put("stack", moment.stack().stream().map(place -> place.method() + " " + place).toList());
    slice.put("args", args);
    events.add(slice);
  }

  /// Adds an arrow. A viewer draws it from the slice that covers its beginning to the one that
  /// covers its end.
  private void addArrow(int process, int from, Moment waker, int to, Moment woken) {
    int number = ++arrows;
    long middle = waker.begin() + (waker.end() - waker.begin()) / 2;
    var begin = event("wakes", "s", process, from, middle);
    begin.put("id", number);
    events.add(begin);
    var end = event("wakes", "f", process, to, woken.begin());
    end.put("id", number);
    end.put("bp", "e");
    events.add(end);
  }

  private static Map<String, Object> event(
      String name, String phase, int process, int track, long nanos) {
    var event = new LinkedHashMap<String, Object>();
    event.put("name", name);
    event.put("cat", "jasyncio");
    event.put("ph", phase);
    event.put("ts", micros(nanos));
    event.put("pid", process);
    event.put("tid", track);
    return event;
  }

  private static double micros(long nanos) {
    return nanos / 1e3;
  }
}
