// A tour of asyncio, from its lowest tier to its highest, in about three seconds:
//
//     ./jasyncio run examples/Tour.java
//
// Every section is a method that can be read by itself, next to the lines that it prints. Where the
// Java looks unlike the Python that it stands for, the Python is beside it.

import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  IO.println("asyncio in Java, tier by tier. Times are seconds since a section began.");

  run(() -> {
    section("1.1  Coroutines: nothing happens before somebody awaits", this::coroutines);
    section("1.2  Async generators: values that take time, in a plain for", this::generators);
    section("1.3  Context variables: each task has its own", this::contextVariables);
    section("2.1  The event loop: callbacks and timers, one at a time", this::callbacks);
    section("3.1  Futures: a value to come, from whatever thread", this::futures);
    section("4.1  Tasks: coroutines that run at the same time", this::tasks);
    section("4.2  Cancellation: an error at the await, and time to clean up", this::cancellation);
    section("4.3  Timeouts: a limit for any block, and a shield against it", this::timeouts);
    section("4.4  Waiting for many: as they come, or for the first", this::waiting);
    section("4.5  Task groups: all succeed, or all end", this::taskGroups);
    section("5.1  Blocking calls: where Java goes further", this::blockingCalls);
    section("7.1  Transports and protocols: the network in callbacks", this::protocols);
    section("9.1  Streams: the network in straight lines", this::streams);
  });
}

// Tier 1: coroutines

void coroutines() {
  var tea = brew("tea");                                    // tea = brew("tea")
  say("tea is ordered, and nobody has moved");
  say("here is " + await(tea));                             // say("here is " + await tea)
}

Coroutine<String> brew(String drink) {                      // async def brew(drink):
  return () -> {
    say("the kettle is on");
    await(sleep(seconds(0.2)));                             //     await asyncio.sleep(0.2)
    return "a cup of " + drink;                             //     return "a cup of " + drink
  };
}

void generators() {
  for (int number : countdown(3)) {                         // async for number in countdown(3):
    say(number + " ...");
  }
  say("lift-off");
}

AsyncGenerator<Integer> countdown(int from) {               // async def countdown(start):
  return asyncGenerator(out -> {
    for (int number = from; number > 0; number--) {
      out.yield(number);                                    //         yield number
      await(sleep(seconds(0.1)));                           //         await asyncio.sleep(0.1)
    }
  });
}

final ContextVar<String> user = new ContextVar<>("user", "nobody");

void contextVariables() {
  await(gather(session("Ada"), session("Grace")));          // await asyncio.gather(…)
  say("out here the user is still " + user.get());
}

Coroutine<Void> session(String name) {                      // async def session(name):
  return Coroutine.of(() -> {
    user.set(name);
    await(sleep(Duration.ZERO));                            //     await asyncio.sleep(0)
    say("in the task of " + name + " the user is " + user.get());
  });
}

// Tier 2: the event loop

void callbacks() {
  var loop = getRunningLoop();
  loop.callLater(seconds(0.2), () -> say("a timer of 0.2 seconds"));
  loop.callLater(seconds(0.1), () -> say("a timer of 0.1 seconds"));
  loop.callLater(seconds(0.1), () -> say("never to be read")).cancel();
  loop.callSoon(() -> say("a callback, as soon as the loop is free"));
  say("four are scheduled, one of them cancelled again");
  await(sleep(seconds(0.2)));
}

// Tier 3: futures

void futures() {
  var loop = getRunningLoop();
  Future<String> letter = loop.createFuture();
  letter.addDoneCallback(_ -> say("a callback sees it first"));
  var elsewhere = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
  elsewhere.execute(() ->
      loop.callSoonThreadsafe(() -> letter.setResult("greetings from another thread")));
  say("waiting for a letter");
  say("it says: " + await(letter));

  var answer = CompletableFuture.supplyAsync(() -> 6 * 7, elsewhere);
  say("a CompletableFuture can be awaited as it is: " + await(answer));
}

// Tier 4: tasks

void tasks() {
  var pages = await(gather(fetch("home", 0.3), fetch("news", 0.1), fetch("help", 0.2)));
  say("all there, in the order asked for: " + pages);
}

Coroutine<String> fetch(String page, double delay) {        // async def fetch(page, delay):
  return () -> {
    await(sleep(seconds(delay)));                           //     await asyncio.sleep(delay)
    say(page + " took " + delay);
    return page;
  };
}

void cancellation() {
  var sleeper = createTask(this::sleepForAnHour);           // asyncio.create_task(…)
  await(sleep(seconds(0.2)));
  say("cancel()");
  sleeper.cancel();
  try {
    await(sleeper);
  } catch (CancelledError e) {                              // except asyncio.CancelledError:
    say("the sleeper was cancelled: " + sleeper.cancelled());
  }
}

void sleepForAnHour() {                                     // async def sleep_for_an_hour():
  say("good night, for an hour");
  try {
    await(sleep(Duration.ofHours(1)));                      //         await asyncio.sleep(3600)
  } finally {
    say("woken: makes the bed");
  }
}

void timeouts() {
  try {
    await(timeout(seconds(0.2), this::sleepForAnHour));     // async with asyncio.timeout(0.2):
  } catch (TimeoutException e) {                            // except TimeoutError:
    say("too late: " + e.getMessage());
  }

  var save = createTask(this::save);
  try {
    await(waitFor(shield(save), seconds(0.1)));             // await wait_for(shield(save), 0.1)
  } catch (TimeoutException e) {
    say("no longer waiting for the save, which goes on");
  }
  await(save);
}

void save() {                                               // async def save():
  await(sleep(seconds(0.2)));                               //     await asyncio.sleep(0.2)
  say("saved");
}

void waiting() {
  for (var next : asCompleted(List.of(sleep(seconds(0.2), "slow"), sleep(seconds(0.1), "quick")))) {
    say(await(next) + " is there");                         // say(await next + " is there")
  }

  var race = List.of(
      createTask(sleep(Duration.ofHours(1), "the tortoise")),
      createTask(sleep(seconds(0.1), "the hare")));
  var result = await(waitOn(race, ReturnWhen.FIRST_COMPLETED));
  for (var winner : result.done()) {                        // for winner in done:
    say(winner.result() + " has won");
  }
  for (var other : result.pending()) {                      // for other in pending:
    other.cancel();
  }
}

void taskGroups() {
  try {
    await(taskGroup(tg -> {                                 // async with asyncio.TaskGroup() as tg:
      tg.createTask(this::sleepForAnHour);                  //     tg.create_task(…)
      tg.createTask(this::fail);                            //     tg.create_task(fail())
    }));
  } catch (ExceptionGroup e) {                              // except* OSError as e:
    say("the group has ended: " + e.exceptions());
  }
}

void fail() throws IOException {                            // async def fail():
  await(sleep(seconds(0.1)));                               //     await asyncio.sleep(0.1)
  say("disk full, says one task, and fails");
  throw new IOException("disk full");                       //     raise OSError("disk full")
}

// Tier 5: threads

void blockingCalls() throws InterruptedException {
  var other = createTask(() -> {
    await(sleep(seconds(0.1)));
    say("this is another task");
  });
  say("Thread.sleep, without any await");
  Thread.sleep(300);
  say(other.done()
      ? "slept, and kept nobody waiting: the carrier engine"
      : "slept, and the loop stood still as in Python: the portable engine");
  await(other);
}

// Tiers 7 and 8: transports and protocols

class Shouter implements Protocol {                         // class Shouter(asyncio.Protocol):
  Transport transport;

  public void connectionMade(BaseTransport transport) {
    this.transport = (Transport) transport;
  }

  public void dataReceived(byte[] data) {
    say("the server receives " + text(data));
    transport.write(text(data).toUpperCase().getBytes());
    transport.close();
  }
}

class Caller implements Protocol {
  final Future<String> answer = getRunningLoop().createFuture();

  public void dataReceived(byte[] data) {
    answer.setResult(text(data));
  }
}

void protocols() {
  var loop = getRunningLoop();
  try (var server = await(loop.createServer(Shouter::new, "127.0.0.1", 0))) {
    var connection = await(loop.createConnection(Caller::new, "127.0.0.1", port(server)));
    connection.transport().write("hello".getBytes());
    say("the client receives " + await(connection.protocol().answer));
  }
}

// Tier 9: streams

void streams() {
  try (var server = await(startServer(this::greet, "127.0.0.1", 0));
      var connection = await(openConnection("127.0.0.1", port(server)))) {
    connection.writer().write("Ada\nGrace\n");              // writer.write(b"Ada\nGrace\n")
    connection.writer().writeEof();                         // writer.write_eof()
    for (var line : connection.reader().lines()) {          // async for line in reader:
      say(text(line).strip());
    }
  }
}

void greet(StreamReader reader, StreamWriter writer) {      // async def greet(reader, writer):
  for (var name : reader.lines()) {                         //     async for name in reader:
    writer.write("good day, " + text(name));
    await(writer.drain());                                  //         await writer.drain()
  }
  writer.close();
}

int port(Server server) {
  return ((InetSocketAddress) server.sockets().getFirst()).getPort();
}

String text(byte[] bytes) {
  return new String(bytes);
}

// The printer of the tour

long start;

void section(String title, Action body) throws Exception {
  IO.println("\n" + title + "\n");
  start = getRunningLoop().time();
  body.run();
}

void say(String what) {
  long tenths = (getRunningLoop().time() - start) / 100_000_000;
  IO.println("     %d.%d  %s".formatted(tenths / 10, tenths % 10, what));
}
