package jasyncio.cluster.internal.work;

import jasyncio.CancelledError;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.cluster.Member;
import jasyncio.cluster.MemberLostException;
import jasyncio.cluster.NotAllowedException;
import jasyncio.cluster.RemoteException;
import jasyncio.cluster.UnknownFunctionException;
import jasyncio.cluster.internal.wire.Codec;
import jasyncio.cluster.internal.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gives jobs to members, at most so many at a time to each, and their outcomes to futures.
public final class Dispatcher {
  private static final Comparator<Station> LEAST_LOAD = Comparator.comparingInt(Station::load);

  private final EventLoop loop;
  private final Member self;
  private final Codec codec;
  private final int mostInFlight;
  private final Post post;

  // by the ids of the members, in the order in which they came
  private final Map<String, Station> stations = new LinkedHashMap<>();

  // jobs for any member that wait for room, by function
  private final Map<String, Deque<Job>> waiting = new HashMap<>();
  private long nextNumber = 1;

  /// @param mostInFlight how many jobs a member has in hand for this one at a time
  public Dispatcher(EventLoop loop, Member self, Codec codec, int mostInFlight, Post post) {
    this.loop = loop;
    this.self = self;
    this.codec = codec;
    this.mostInFlight = mostInFlight;
    this.post = post;
  }

  /// Has a function run. The future gives what the function does; cancelling it cancels the
  /// function.
  ///
  /// @param retries how many times it is run anew if the member is lost
  /// @throws NotAllowedException if the argument cannot be sent
  public Future<@Nullable Object> submit(
      String function, @Nullable Object argument, Target target, int retries) {
    Job job = new Job(loop, nextNumber++, function, codec.encode(argument), target, retries);
    job.future.addDoneCallback(done -> {
      if (done.cancelled()) {
        cancelled(job);
      }
    });
    place(job);
    return job.future;
  }

  private void place(Job job) {
    switch (job.target) {
      case Target.Anywhere() ->
          waiting.computeIfAbsent(job.function, _ -> new ArrayDeque<>()).add(job);
      case Target.On(Member member) -> placeOn(stations.get(member.id()), member, job);
      case Target.ByKey(String key) -> placeByKey(key, job);
    }
    work();
  }

  private void placeOn(@Nullable Station station, Member member, Job job) {
    if (station == null) {
      fail(job, new MemberLostException(job.function, member, job.progress()));
    } else if (station.functions != null && !station.runs(job.function)) {
      fail(job, unknown(job, station));
    } else {
      station.waiting.add(job);
    }
  }

  private static UnknownFunctionException unknown(Job job, Station station) {
    return new UnknownFunctionException(
        "%s on member %s, which runs %s: register it there with ClusterOptions.withFunction"
            .formatted(job.function, station.member, station.functions));
  }

  /// By the highest hash of key and member, so that a member that comes or goes moves no more keys
  /// than its own.
  private void placeByKey(String key, Job job) {
    Station best = null;
    long highest = Long.MIN_VALUE;
    for (Station station : stations.values()) {
      long hash = mixed(key + "\0" + station.member.id());
      if (station.runs(job.function) && (best == null || hash > highest)) {
        best = station;
        highest = hash;
      }
    }
    if (best == null) {
      fail(job, new UnknownFunctionException(job.function + " on no member: " + members()));
    } else {
      best.waiting.add(job);
    }
  }

  private static long mixed(String text) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, and MurmurHash3's finalizer over it
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  private Set<String> members() {
    Set<String> names = new TreeSet<>();
    stations.values().forEach(station -> names.add(station.member.name()));
    return names;
  }

  // Giving out

  /// Sends what there is room for: each job to the least loaded member that can run it.
  private void work() {
    stations.values().forEach(this::sendOwn);
    waiting.forEach(this::sendAnywhere);
    waiting.values().removeIf(Deque::isEmpty);
  }

  private void sendOwn(Station station) {
    while (station.functions != null && hasRoom(station) && !station.waiting.isEmpty()) {
      send(station.waiting.remove(), station);
    }
  }

  private void sendAnywhere(String function, Deque<Job> jobs) {
    while (!jobs.isEmpty()) {
      Station station =
          stations.values().stream()
              .filter(each -> each.runs(function) && hasRoom(each))
              .min(LEAST_LOAD)
              .orElse(null);
      if (station == null) {
        return;
      }
      send(jobs.remove(), station);
    }
  }

  private boolean hasRoom(Station station) {
    return station.inFlight.size() < mostInFlight;
  }

  private void send(Job job, Station station) {
    if (job.future.done()) {
      return;
    }
    job.sentTo(station.member);
    station.inFlight.put(job.number, job);
    post.send(station.member, new Frame.Run(job.number, job.function, job.argument));
  }

  private void cancelled(Job job) {
    Member member = job.member;
    if (member != null) {
      String message = null;
      String origin = null;
      try {
        job.future.result();
      } catch (CancelledError e) {
        message = e.getMessage();
        origin = e.origin();
      }
      String by = (origin == null ? "somebody" : origin) + " on member " + self;
      post.send(member, new Frame.Cancel(job.number, message, by));
    }
  }

  // Being told

  /// A member has come; it gets jobs once it has said what it runs.
  public void joined(Member member) {
    stations.putIfAbsent(member.id(), new Station(member));
  }

  /// A member says what it runs.
  public void runs(Member member, Set<String> functions) {
    Station station = stations.get(member.id());
    if (station != null) {
      station.functions = functions;
      List<Job> refused = new ArrayList<>(station.waiting);
      refused.removeIf(job -> station.runs(job.function));
      station.waiting.removeAll(refused);
      refused.forEach(job -> fail(job, unknown(job, station)));
      work();
    }
  }

  /// A member has gone. Its jobs run elsewhere where that was asked for, or cannot have begun and
  /// need not be there; the others fail.
  public void left(Member member) {
    Station station = stations.remove(member.id());
    if (station == null) {
      return;
    }
    List<Job> jobs = new ArrayList<>(station.inFlight.values());
    jobs.addAll(station.waiting);
    jobs.forEach(job -> lost(job, member));
  }

  private void lost(Job job, Member member) {
    if (job.future.done()) {
      return;
    }
    MemberLostException.Begun progress = job.progress();
    boolean mayMove = !(job.target instanceof Target.On);
    if (mayMove && progress == MemberLostException.Begun.NO) {
      place(job);
    } else if (mayMove && job.retriesLeft > 0) {
      job.retriesLeft--;
      job.sentTo(null);
      place(job);
    } else {
      fail(job, new MemberLostException(Functions.shortName(job.function), member, progress));
    }
  }

  /// A member says how a job goes, or went.
  public void accept(Member from, Frame frame) {
    switch (frame) {
      case Frame.Begun(long number, int load) -> begun(from, number, load);
      case Frame.Value(long number, byte[] value, int load) ->
          finish(from, number, load, job -> job.future.setResult(codec.decode(value)));
      case Frame.Cancelled(long number, String message, int load) ->
          finish(from, number, load, job -> job.future.cancel(message));
      case Frame.Failure failure ->
          finish(from, failure.job(), failure.load(), job -> failed(job, from, failure));
      case Frame.Hello _, Frame.Run _, Frame.Cancel _ ->
          throw new IllegalArgumentException("no answer: " + frame);
    }
  }

  private void begun(Member from, long number, int load) {
    Station station = stations.get(from.id());
    if (station != null) {
      Job job = station.inFlight.get(number);
      if (job != null) {
        job.begun = true;
      }
      station.noteLoad(load);
    }
  }

  private interface Finish {
    void of(Job job);
  }

  private void finish(Member from, long number, int load, Finish finish) {
    Station station = stations.get(from.id());
    if (station == null) {
      return; // it was lost in between
    }
    Job job = station.inFlight.remove(number);
    station.noteLoad(load);
    if (job != null && !job.future.done()) {
      try {
        finish.of(job);
      } catch (NotAllowedException e) {
        fail(job, e);
      }
    }
    work();
  }

  private void failed(Job job, Member from, Frame.Failure failure) {
    var remote =
        new RemoteException(
            Functions.shortName(job.function),
            from,
            failure.type(),
            failure.message(),
            failure.traceback());
    fail(job, itself(failure, remote));
  }

  /// The failure with its stack there as suppressed, or the stack alone where it cannot come here.
  private Throwable itself(Frame.Failure failure, RemoteException remote) {
    try {
      if (failure.failure() != null
          && codec.decode(failure.failure()) instanceof Throwable itself) {
        itself.addSuppressed(remote);
        return itself;
      }
    } catch (NotAllowedException e) {
      remote.addSuppressed(e);
    }
    return remote;
  }

  private static void fail(Job job, Throwable failure) {
    if (!job.future.done()) {
      job.future.setException(failure);
    }
  }

  /// Ends all: this member leaves.
  public void close() {
    for (Station station : List.copyOf(stations.values())) {
      left(station.member);
    }
    waiting
        .values()
        .forEach(jobs -> jobs.forEach(job -> job.future.cancel("the cluster was left")));
    waiting.clear();
  }
}
