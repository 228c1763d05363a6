import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var loop = getRunningLoop();
    Future<String> letter = loop.createFuture();
    Thread.ofPlatform().start(() ->
        loop.callSoonThreadsafe(() -> letter.setResult("greetings from another thread")));
    IO.println(await(letter));

    var number = CompletableFuture.supplyAsync(() -> 6 * 7);
    IO.println(await(number));
  });
}
