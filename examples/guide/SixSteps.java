import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  try {
    run((Coroutine<Void>) null);                      // 2. it wants a coroutine
  } catch (NullPointerException e) {
    IO.println("nothing to run");
  }
  var loops = new ArrayList<EventLoop>();
  IO.println(run(answer(loops)));                     // 4. it runs it and gives its value
  IO.println(run(answer(loops)));
  IO.println("loops: " + Set.copyOf(loops).size());   // 3. each run has a new loop
  IO.println("closed: " + loops.getFirst().isClosed());   // 6. which is closed at the end
}

Coroutine<String> answer(List<EventLoop> loops) {
  return () -> {
    loops.add(getRunningLoop());
    try {
      run(() -> IO.println("never"));                 // 1. one loop at a time in a thread
    } catch (IllegalStateException e) {
      IO.println("no second loop");
    }
    createTask(this::sleepForAnHour);                 // 5. tasks that are left end first
    await(sleep(Duration.ZERO));
    return "42";
  };
}

void sleepForAnHour() {
  try {
    await(sleep(Duration.ofHours(1)));
  } finally {
    IO.println("cancelled");
  }
}
