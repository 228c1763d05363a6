import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> job(int number) {
  return Coroutine.of(() -> {
    await(sleep(millis(10)));
    if (number % 2 == 0) {
      throw new IOException("job " + number);
    }
  });
}

void main() {
  run(() -> {
    var jobs = IntStream.rangeClosed(1, 4).mapToObj(this::job).toList();
    for (var outcome : await(gatherOutcomes(jobs))) {
      switch (outcome) {
        case Outcome.Success<Void> _ -> IO.println("done");
        case Outcome.Failure<Void> failure -> IO.println("failed: " + failure.exception().getMessage());
      }
    }
  });
}
