package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.createSubprocessShell;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.mapConcurrently;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;

import jasyncio.Action;
import jasyncio.Stdio;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import jasyncio.Subprocess;
import jasyncio.SubprocessOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Measures the costs of child processes, and checks that they end as they should: prints the
/// measure, a tab and the figure, one a line.
final class Children {
  private static final int PIECE = 64 * 1024;
  private static final int SIZE = 64 * 1024 * 1024;
  private static final List<String> CAT = List.of("cat");

  private Children() {}

  public static void main(String... args) throws Exception {
    byte[] data = new byte[SIZE];
    new Random(1).nextBytes(data);
    run(() -> stream(new byte[SIZE / 64]));
    run(() -> communicate(new byte[SIZE / 64]));

    put("64 MiB by streams: growth of the live heap, MiB", growth(() -> stream(data)));
    put("64 MiB by communicate: growth of the live heap, MiB", growth(() -> communicate(data)));
    run(Children::manyShortOnes);
    run(() -> {
      for (int signal : new int[] {15, 9, 2}) {
        killTwenty(signal);
      }
      stopADeafOne();
    });
  }

  private static void put(String measure, Object figure) {
    System.out.println(measure + "\t" + figure);
  }

  /// The largest growth of the heap in use during `body`, in MiB.
  private static long growth(Action body) throws InterruptedException {
    long before = liveHeap();
    AtomicLong most = new AtomicLong(before);
    Thread observer =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.interrupted()) {
                most.accumulateAndGet(liveHeap(), Math::max);
              }
            });
    run(body);
    observer.interrupt();
    observer.join();
    return (most.get() - before) >> 20;
  }

  private static long liveHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void stream(byte[] data) {
    Subprocess cat = await(createSubprocessExec(CAT, SubprocessOptions.PIPES));
    var writing = createTask(() -> write(data, Objects.requireNonNull(cat.stdin())));
    byte[] received = read(data.length, Objects.requireNonNull(cat.stdout()));
    await(writing);
    check(await(cat.waitExit()) == 0 && Arrays.equals(received, data));
  }

  private static void write(byte[] data, StreamWriter stdin) {
    for (int start = 0; start < data.length; start += PIECE) {
      stdin.write(Arrays.copyOfRange(data, start, start + PIECE));
      await(stdin.drain());
    }
    stdin.close();
  }

  private static byte[] read(int count, StreamReader stdout) {
    byte[] received = new byte[count];
    int at = 0;
    while (!stdout.atEof()) {
      byte[] piece = await(stdout.read(PIECE));
      System.arraycopy(piece, 0, received, at, piece.length);
      at += piece.length;
    }
    return received;
  }

  private static void communicate(byte[] data) {
    Subprocess cat = await(createSubprocessExec(CAT, SubprocessOptions.PIPES));
    check(Arrays.equals(await(cat.communicate(data)).stdout(), data));
  }

  private static void manyShortOnes() {
    List<Integer> codes = IntStream.range(0, 500).map(i -> i % 100).boxed().toList();
    long began = System.nanoTime();
    var ended = await(mapConcurrently(codes, 50, code -> () -> exitWith(code)));
    put("500 children, 50 at a time: ms", (System.nanoTime() - began) / 1_000_000);
    check(ended.equals(codes));
    put("  of these left", ProcessHandle.current().children().count());
  }

  private static int exitWith(int code) {
    var child = await(createSubprocessShell("exit " + code, SubprocessOptions.PIPES));
    await(child.communicate(null));
    return await(child.waitExit());
  }

  private static void killTwenty(int signal) {
    var children = new ArrayList<Subprocess>();
    for (int i = 0; i < 20; i++) {
      children.add(await(createSubprocessExec("sleep", "3600")));
    }
    children.forEach(child -> child.sendSignal(signal));
    var codes = new TreeSet<Integer>();
    children.forEach(child -> codes.add(await(child.waitExit())));
    put("20 children and signal " + signal + ": codes", codes);
  }

  private static void stopADeafOne() {
    var child =
        await(
            createSubprocessShell(
                "trap '' TERM; echo; while :; do sleep 0.1; done",
                SubprocessOptions.DEFAULTS.withStdout(Stdio.PIPE)));
    await(Objects.requireNonNull(child.stdout()).readLine());
    put("a child that ignores TERM, stopped: code", await(child.stop(millis(200))));
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("a child did not give what was expected");
    }
  }
}
