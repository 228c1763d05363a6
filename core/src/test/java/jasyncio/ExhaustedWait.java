package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program for [AcceptExhaustionTest]: its loop waits for the first time when the process has no
/// descriptors left.
final class ExhaustedWait {
  private ExhaustedWait() {}

  public static void main(String[] args) {
    run(() -> {
      sleepWithoutLettingTheLoopWait(); // loads the classes for a sleep
      List<Channel> hoard = takeAllDescriptors();
      await(sleep(millis(10)));
      for (Channel channel : hoard) {
        channel.close();
      }
      System.out.println("slept");
    });
  }

  private static void sleepWithoutLettingTheLoopWait() {
    var sleeping = createTask(sleep(millis(1)));
    while (!sleeping.done()) {
      await(sleep(Duration.ZERO));
    }
  }

  private static List<Channel> takeAllDescriptors() {
    List<Channel> hoard = new ArrayList<>();
    try {
      while (true) {
        hoard.add(FileChannel.open(Path.of("/dev/null")));
      }
    } catch (IOException e) {
      return hoard;
    }
  }
}
