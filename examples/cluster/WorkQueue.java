// Three members work through a queue, and one of them dies with a job in hand, which another then does.
//
//     examples/cluster/three examples/cluster/WorkQueue.java

import jasyncio.*;
import jasyncio.cluster.*;
import static jasyncio.Asyncio.*;

static final int JOBS = 20;

void work(Cluster cluster, String name) {
  ClusterQueue<Integer> jobs = cluster.queue("jobs");
  int mine = 0;
  for (var taken : jobs) {                                      // until the queue is shut down
    if (name.equals("c") && ++mine == 2) {
      IO.println("dies with job " + taken.item());
      Runtime.getRuntime().halt(1);
    }
    await(sleep(millis(50)));                                   // the work
    await(taken.taskDone());
    if (taken.deliveries() > 1) {
      IO.println("did job " + taken.item() + ", which came back");
    }
  }
}

Coroutine<Void> give(Cluster cluster) {
  return Coroutine.of(() -> {
    ClusterQueue<Integer> jobs = cluster.queue("jobs");
    for (int job = 1; job <= JOBS; job++) {
      await(jobs.put(job));
    }
    await(jobs.join());
    IO.println("all " + JOBS + " jobs are done");
    await(jobs.shutdown());
  });
}

void main(String... args) {
  var name = args[0];
  var options = ClusterOptions.DEFAULTS.withMemberName(name);
  run(() -> {
    try (var cluster = await(Cluster.join("work", options))) {
      await(cluster.barrier("all are here", 3).waitAll());
      var giving = name.equals("a") ? createTask(give(cluster)) : null;
      work(cluster, name);
      if (giving != null) {
        await(giving);
      }
    }
  });
}
