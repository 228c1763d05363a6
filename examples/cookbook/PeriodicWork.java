// Works at a fixed rate until Ctrl-C. A run that fails is logged and does not end the others; one
// that takes longer than the period delays the next, and two never run at the same time.
//
//     ./jasyncio run examples/cookbook/PeriodicWork.java [TIMES]

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> every(Duration period, int times, Action work) {
  return Coroutine.of(() -> {
    var loop = getRunningLoop();
    long next = loop.time();
    for (int i = 0; i < times; i++) {
      try {
        work.run();
      } catch (Exception e) {                        // a cancellation is no Exception, and passes
        IO.println("failed: " + e.getMessage());
      }
      next = Math.max(next + period.toNanos(), loop.time());
      await(sleep(Duration.ofNanos(next - loop.time())));   // until a time, so that delays do not add up
    }
  });
}

int runs;

void work() throws IOException {
  await(sleep(millis(10)));
  if (++runs == 2) {
    throw new IOException("run 2 cannot reach its database");
  }
  IO.println("run " + runs);
}

void main(String... args) {
  int times = args.length > 0 ? Integer.parseInt(args[0]) : Integer.MAX_VALUE;
  try {
    run(every(millis(100), times, this::work));
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
