import jasyncio.*;
import static jasyncio.Asyncio.*;

int balance = 100;

Coroutine<Void> withdraw(int amount, Lock lock) {
  return Coroutine.of(() -> {
    try (var _ = await(lock.acquire())) {
      if (balance >= amount) {
        await(sleep(millis(10)));
        balance -= amount;
      }
    }
  });
}

void main() {
  run(() -> {
    var lock = new Lock();
    await(gather(withdraw(80, lock), withdraw(80, lock)));
    IO.println("balance " + balance);
  });
}
