package jasyncio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.internal.base.DaemonThread;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.LoopUsage;
import jasyncio.internal.report.Top;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tells somebody outside this process what its loops do, again and again: for each byte that
/// comes, a text that ends with a zero. Loops are measured for as long as the connection lives,
/// however it ends.
final class TopSession implements Runnable {
  private final SocketChannel channel;
  private final Map<TaskLoop, LoopMeter> meters = new ConcurrentHashMap<>();

  private TopSession(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects to who listens at `socket`.
  static void start(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    DaemonThread.unstarted("jasyncio top", new TopSession(channel)).start();
  }

  @Override
  public void run() {
    try (channel) {
      ByteBuffer request = ByteBuffer.allocate(1);
      while (channel.read(request.clear()) >= 0) {
        answer(Top.text(look()));
      }
    } catch (IOException e) {
      // whoever looked has gone
    } finally {
      meters.forEach(TopSession::endMeasurement);
    }
  }

  private void answer(String text) throws IOException {
    ByteBuffer answer = ByteBuffer.wrap((text + "\0").getBytes(UTF_8));
    while (answer.hasRemaining()) {
      channel.write(answer);
    }
  }

  private List<Top.Loop> look() {
    meters.keySet().removeIf(TaskLoop::isClosed);
    List<Top.Loop> loops = new ArrayList<>();
    for (TaskLoop loop : Inspection.runningLoops()) {
      Top.Loop found =
          Inspection.ask(
              loop,
              () -> seen(loop, null, measure(loop)),
              () -> seen(loop, Inspection.stuckIn(loop), null));
      if (found != null) {
        loops.add(found);
      }
    }
    return loops;
  }

  private static Top.@Nullable Loop seen(
      TaskLoop loop, LoopInfo.@Nullable Stuck stuck, @Nullable LoopUsage usage) {
    LoopInfo info = Inspection.describe(loop, stuck, List.of());
    return info == null ? null : new Top.Loop(info, loop.taskList().count(), usage);
  }

  /// What the loop did since the last time; null at the first. On the loop.
  private @Nullable LoopUsage measure(TaskLoop loop) {
    LoopMeter meter = meters.get(loop);
    if (meter != null) {
      return meter.take();
    }
    meter = new LoopMeter(loop);
    loop.addObserver(meter);
    meters.put(loop, meter);
    return null;
  }

  private static void endMeasurement(TaskLoop loop, LoopMeter meter) {
    loop.readyFromAnywhere(Step.named("end of a measurement", () -> loop.removeObserver(meter)));
  }
}
