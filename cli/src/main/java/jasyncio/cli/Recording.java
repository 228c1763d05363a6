package jasyncio.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of a loop, moment by moment.
///
/// A moment is either the beginning of a turn, in which the loop polls its channels and timers, or
/// one step of a task or callback. A stay is a state that lasts from one moment to another: being
/// queued, scheduled or awaited. The state at a moment is the set of stays that cover it.
///
/// @param program the name of the program's file
/// @param loop the loop, as it calls itself
/// @param sources the program's files by their names
/// @param actors the tasks and callbacks that can run
/// @param complete false if the loop continued after the last moment
record Recording(
    String program,
    String loop,
    Map<String, String> sources,
    List<Actor> actors,
    List<Moment> moments,
    List<Ready> ready,
    List<Timer> timers,
    List<Wait> waits,
    boolean complete) {
  /// The end of a stay that lasts.
  static final int OPEN = Integer.MAX_VALUE;

  /// The number of the actor that stands for the loop itself.
  static final int LOOP = -1;

  Recording {
    sources = Map.copyOf(sources);
    actors = List.copyOf(actors);
    moments = List.copyOf(moments);
    ready = List.copyOf(ready);
    timers = List.copyOf(timers);
    waits = List.copyOf(waits);
  }

  /// A task, or a callback, which runs once.
  record Actor(String name, boolean task) {}

  /// A place in the program.
  record Place(String file, int line, String method) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// @param turn the turn's number, from 1
  /// @param begin nanoseconds since the recording began
  /// @param actor the number of the actor that runs, or [#LOOP] where a turn begins
  /// @param queued the moment that made the actor ready
  /// @param why the reason for the step, in words that follow the actor's name
  /// @param then the end of the step, in words that follow the actor's name
  /// @param stack the places in the program where the actor is suspended or failed, innermost first
  record Moment(
      int turn,
      long begin,
      long end,
      int actor,
      int queued,
      String why,
      String then,
      List<Place> stack) {
    Moment {
      stack = List.copyOf(stack);
    }

    boolean beginsTurn() {
      return actor == LOOP;
    }

    @Nullable Place place() {
      return stack.isEmpty() ? null : stack.getFirst();
    }
  }

  /// A state that lasts.
  sealed interface Stay {
    int actor();

    /// The moment in which it began.
    int from();

    /// The moment in which it ended.
    int to();

    default boolean covers(int moment) {
      return from() <= moment && moment < to();
    }
  }

  /// The actor is in the queue; this ends when it runs.
  record Ready(int actor, int from, int to) implements Stay {}

  /// The actor will be queued at a time.
  ///
  /// @param due nanoseconds since the recording began
  record Timer(int actor, int from, int to, long due) implements Stay {}

  /// The actor, a task, is suspended.
  ///
  /// @param what the operation it waits in
  /// @param stack the places in the program where it waits
  record Wait(int actor, int from, int to, String what, List<Place> stack) implements Stay {
    Wait {
      stack = List.copyOf(stack);
    }
  }

  String nameOf(int actor) {
    return actor == LOOP ? "the loop" : actors.get(actor).name();
  }

  int turns() {
    return moments.isEmpty() ? 0 : moments.getLast().turn();
  }

  long steps() {
    return moments.stream().filter(moment -> !moment.beginsTurn()).count();
  }

  long nanos() {
    return moments.isEmpty() ? 0 : moments.getLast().end();
  }

  /// The line of the program at `place`, trimmed; empty if it is not known.
  String lineAt(Place place) {
    String source = sources.get(place.file());
    return source == null
        ? ""
        : source.lines().skip(Math.max(0, place.line() - 1)).findFirst().orElse("").strip();
  }
}
