// A job that each of three members would do every night, and one does.
//
//     examples/cluster/three examples/cluster/NightlyJob.java
//
// A night takes half a second here. A member that dies while it does the job has not set the event, so that
// the next one does it: a job that must not even begin twice has to look at the token, too.

import jasyncio.*;
import jasyncio.cluster.*;
import static jasyncio.Asyncio.*;

static final int NIGHTS = 3;

Coroutine<Void> report(int night, long token) {
  return Coroutine.of(() -> {
    await(sleep(millis(100)));                                  // the work
    IO.println("did the job of night " + night);
  });
}

Coroutine<Void> nightfall(Cluster cluster, int night) {
  return Coroutine.of(() -> {
    try (var hold = await(cluster.lock("nightly job").acquire())) {
      var done = cluster.event("job of night " + night);
      if (!await(done.isSet())) {
        await(report(night, hold.token()));
        await(done.set());
      }
    }
  });
}

void main(String... args) {
  var options = ClusterOptions.DEFAULTS.withMemberName(args[0]);
  run(() -> {
    try (var cluster = await(Cluster.join("nightly", options))) {
      await(cluster.barrier("all are here", 3).waitAll());
      for (int night = 1; night <= NIGHTS; night++) {
        await(nightfall(cluster, night));
        await(sleep(millis(500)));
      }
      await(cluster.barrier("all are done", 3).waitAll());
    }
  });
}
