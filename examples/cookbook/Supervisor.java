// Keeps services running: one that fails is started again, after a pause that doubles each time; one
// that fails too often takes the program down with it.
//
//     ./jasyncio run examples/cookbook/Supervisor.java

import jasyncio.*;
import static jasyncio.Asyncio.*;

static final int MOST_RESTARTS = 3;

Coroutine<Void> supervised(String name, Action service) {
  return Coroutine.of(() -> {
    var pause = millis(10);
    for (int restarts = 0; ; restarts++) {
      try {
        service.run();
        return;
      } catch (Exception e) {
        IO.println("%s failed: %s".formatted(name, e.getMessage()));
        if (restarts == MOST_RESTARTS) {
          throw e;
        }
      }
      await(sleep(pause));
      pause = pause.multipliedBy(2);
    }
  });
}

int starts;

void healsItself() throws IOException {
  if (++starts < 3) {
    throw new IOException("start " + starts + " found no database");
  }
  IO.println("feed runs");
  await(sleep(Duration.ofHours(1)));
}

void neverWorks() throws IOException {
  await(sleep(millis(200)));
  throw new IOException("the disk is full");
}

void main() {
  try {
    run(() ->
        await(taskGroup(services -> {
          services.createTask(supervised("feed", this::healsItself));
          services.createTask(supervised("archive", this::neverWorks));
        })));
  } catch (ExceptionGroup e) {
    IO.println("gives up: " + e.exceptions().getFirst().getMessage());
  }
}
