import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> produce(Queue<Integer> queue) {
  return Coroutine.of(() -> {
    for (int n = 1; n <= 3; n++) {
      await(queue.put(n));
      IO.println("put " + n);
    }
    queue.shutdown();
  });
}

void main() {
  run(() -> {
    var queue = new Queue<Integer>(1);
    var producer = createTask(produce(queue));
    int sum = 0;
    for (int n : queue) {
      sum += n;
    }
    await(producer);
    IO.println("sum " + sum);
  });
}
