import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() throws Exception {
  var started = new CompletableFuture<EventLoop>();
  var stop = new Event();
  var thread = Thread.ofPlatform().start(() ->
      run(() -> {
        started.complete(getRunningLoop());
        await(stop.waitSet());
      }));

  var loop = started.get();
  IO.println(runCoroutineThreadsafe(sleep(millis(10), 42), loop).get());
  loop.callSoonThreadsafe(stop::set);
  thread.join();
}
