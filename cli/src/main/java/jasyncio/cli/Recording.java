package jasyncio.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a loop did, moment by moment.
///
/// A moment is either the beginning of a turn, in which the loop looks at its channels and timers,
/// or one step of a task or callback. Whatever is queued, scheduled or awaited stays so from one
/// moment to another: what there is at a moment are the stays which cover it.
///
/// @param program the name of the program's file
/// @param loop the loop, as it calls itself
/// @param sources the program's files by their names
/// @param actors who can run: tasks and callbacks
/// @param complete false if the loop went on after the last moment
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

  /// Who stands for the loop itself.
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
  /// @param actor who runs, or [#LOOP] where a turn begins
  /// @param queued the moment that made the actor ready
  /// @param why what brought it about, in words that follow the actor's name
  /// @param then how it ended, in words that follow the actor's name
  /// @param stack where in the program the actor is suspended or failed, innermost place first
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

  /// Something that lasts.
  sealed interface Stay {
    int actor();

    /// The moment in which it came about.
    int from();

    /// The moment in which it was over.
    int to();

    default boolean covers(int moment) {
      return from() <= moment && moment < to();
    }
  }

  /// The actor is in the queue; it leaves when it runs.
  record Ready(int actor, int from, int to) implements Stay {}

  /// The actor will be queued at a time.
  ///
  /// @param due nanoseconds since the recording began
  record Timer(int actor, int from, int to, long due) implements Stay {}

  /// The actor, a task, is suspended.
  ///
  /// @param what what it waits for
  /// @param stack where
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

  /// The line of the program at `place`, without what surrounds it; empty if it is not known.
  String lineAt(Place place) {
    String source = sources.get(place.file());
    return source == null
        ? ""
        : source.lines().skip(Math.max(0, place.line() - 1)).findFirst().orElse("").strip();
  }
}
