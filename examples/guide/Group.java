import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> download(String name) {
  return Coroutine.of(() -> {
    try {
      await(sleep(Duration.ofHours(1)));
    } catch (CancelledError e) {
      IO.println(name + " is cancelled");
      throw e;
    }
  });
}

Coroutine<Void> save() {
  return Coroutine.of(() -> {
    await(sleep(seconds(0.1)));
    throw new IOException("disk full");
  });
}

void main() {
  run(() -> {
    try {
      await(taskGroup(group -> {
        group.createTask(download("download"));
        group.createTask(save());
      }));
    } catch (ExceptionGroup e) {
      e.exceptions().forEach(each -> IO.println("failed: " + each.getMessage()));
    }
  });
}
