import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> f() {                       // async def f():
    return () -> {
        await(sleep(Duration.ZERO));          //     await asyncio.sleep(0)
        return "coroutine finished!";         //     return "coroutine finished!"
    };
}

void main() {
    IO.println(run(f()));                     // print(asyncio.run(f()))
}
