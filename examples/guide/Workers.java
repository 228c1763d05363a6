import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> worker(String name, Queue<Integer> jobs) {
  return Coroutine.of(() -> {
    for (int job : jobs) {
      await(sleep(millis(10)));
      IO.println(name + " did " + job);
      jobs.taskDone();
    }
  });
}

void main() {
  run(() -> {
    var jobs = new Queue<Integer>();
    for (int job = 1; job <= 4; job++) {
      jobs.putNowait(job);
    }
    await(taskGroup(workers -> {
      workers.createTask(worker("a", jobs));
      workers.createTask(worker("b", jobs));
      await(jobs.join());
      jobs.shutdown();
    }));
  });
}
