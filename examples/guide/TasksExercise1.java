import jasyncio.*;
import static jasyncio.Asyncio.*;

<T> Coroutine<T> firstOf(List<Coroutine<T>> all) {
  return () -> {
    var tasks = all.stream().map(each -> createTask(each)).toList();
    try {
      var waited = await(waitOn(tasks, ReturnWhen.FIRST_COMPLETED));
      return waited.done().iterator().next().result();
    } finally {
      tasks.forEach(Task::cancel);
    }
  };
}

void main() {
  run(() -> {
    var tortoise = sleep(Duration.ofHours(1), "tortoise");
    var hare = sleep(seconds(0.1), "hare");
    IO.println(await(firstOf(List.of(tortoise, hare))));
  });
}
