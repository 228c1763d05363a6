import jasyncio.*;
import static jasyncio.Asyncio.*;

int balance = 100;

Coroutine<Void> withdraw(int amount) {
  return Coroutine.of(() -> {
    if (balance >= amount) {
      await(sleep(millis(10)));      // wrong: others run here
      balance -= amount;
    }
  });
}

void main() {
  run(() -> {
    await(gather(withdraw(80), withdraw(80)));
    IO.println("balance " + balance);
  });
}
