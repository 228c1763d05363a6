// Works until it is asked to stop, by TERM or Ctrl-C, and then finishes what it has in hand.
//
//     ./jasyncio run examples/GracefulStop.java

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> job(int number) {
  return Coroutine.of(() -> {
    IO.println("job " + number + " begins");
    await(sleep(seconds(0.2)));
    IO.println("job " + number + " is done");
  });
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    Future<String> stop = loop.createFuture();
    for (var signal : List.of("TERM", "INT")) {             // for signal in (SIGTERM, SIGINT):
      loop.addSignalHandler(signal, () -> {                 //     loop.add_signal_handler(signal, …)
        if (!stop.done()) {
          stop.setResult(signal);
        }
      });
    }
    IO.println("process " + ProcessHandle.current().pid() + " works");

    int jobs = 0;
    while (!stop.done()) {
      await(job(++jobs));
    }
    IO.println(stop.result() + ": stops after " + jobs + " whole jobs");
  });
}
