// Three workers share twenty jobs, each of which takes some time: asyncio's example of a queue.
//
//     ./jasyncio run examples/WorkerPool.java

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> worker(String name, Queue<Duration> jobs) { // async def worker(name, jobs):
  return Coroutine.of(() -> {
    for (var job : jobs) {                                  //     while True: job = await jobs.get()
      await(sleep(job));                                    //         await asyncio.sleep(job)
      jobs.taskDone();                                      //         jobs.task_done()
      IO.println("%s has slept for %d ms".formatted(name, job.toMillis()));
    }
  });
}

void main() {
  run(() -> {
    var jobs = new Queue<Duration>();                       //     jobs = asyncio.Queue()
    var total = Duration.ZERO;
    for (int i = 1; i <= 20; i++) {
      var job = millis(5 * i);
      total = total.plus(job);
      jobs.putNowait(job);                                  //         jobs.put_nowait(job)
    }

    long start = getRunningLoop().time();
    long[] took = {0};
    await(taskGroup(workers -> {                            //     async with asyncio.TaskGroup() as workers:
      for (int i = 1; i <= 3; i++) {
        workers.createTask(worker("worker " + i, jobs));    //         workers.create_task(worker(…))
      }
      await(jobs.join());                                   //         await jobs.join()
      took[0] = getRunningLoop().time() - start;
      jobs.shutdown();                                      //         jobs.shutdown(), which ends the workers
    }));

    IO.println("3 workers slept in parallel for %.2f s".formatted(took[0] / 1e9));
    IO.println("total expected sleep time: %.2f s".formatted(total.toMillis() / 1e3));
  });
}
