// Hello with tasks: waiting one after the other, and at the same time.
//
//     ./jasyncio run examples/HelloTasks.java

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> sayAfter(Duration delay, String what) {     // async def say_after(delay, what):
  return Coroutine.of(() -> {
    await(sleep(delay));                                    //     await asyncio.sleep(delay)
    IO.println(what);                                       //     print(what)
  });
}

void oneAfterTheOther() {                                   // async def one_after_the_other():
  await(sayAfter(seconds(0.4), "hello"));                   //     await say_after(0.4, "hello")
  await(sayAfter(seconds(0.8), "world"));                   //     await say_after(0.8, "world")
}

void atTheSameTime() {                                      // async def at_the_same_time():
  var hello = createTask(sayAfter(seconds(0.4), "hello"));  //     hello = asyncio.create_task(…)
  var world = createTask(sayAfter(seconds(0.8), "world"));  //     world = asyncio.create_task(…)
  await(hello);                                             //     await hello
  await(world);                                             //     await world
}

void timed(String title, Action body) throws Exception {
  var loop = getRunningLoop();                              // loop = asyncio.get_running_loop()
  long start = loop.time();                                 // start = loop.time()
  body.run();                                               // await body()
  double took = (loop.time() - start) / 1e9;                // took = loop.time() - start
  IO.println("%s: %.2f s".formatted(title, took));
}

void main() {
  run(() -> {
    timed("one after the other", this::oneAfterTheOther);
    timed("at the same time", this::atTheSameTime);
  });
}
