import static jasyncio.Asyncio.*;

import jasyncio.*;

Coroutine<String> f() { // async def f():
  return () -> {
    await(sleep(Duration.ZERO)); //     await asyncio.sleep(0)
    return "coroutine finished!"; //     return "coroutine finished!"
  };
}

void main() {
  IO.println(run(f())); // print(asyncio.run(f()))
}
