package jasyncio.internal.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.internal.base.DaemonThread;
import jasyncio.internal.loop.Loop;
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

/// Reports of the loops for a user outside this process: for each byte that arrives, a text that
/// ends with a zero. Loops are measured for as long as the connection lives, however it ends.
final class TopSession implements Runnable {
  private final SocketChannel channel;
  private final Map<LoopView, LoopMeter> meters = new ConcurrentHashMap<>();

  private TopSession(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects to the listener at `socket`.
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
      // the other side has gone
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
    meters.keySet().removeIf(view -> view.loop().isClosed());
    List<Top.Loop> loops = new ArrayList<>();
    for (LoopView loop : LoopView.running()) {
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
      LoopView loop, LoopInfo.@Nullable Stuck stuck, @Nullable LoopUsage usage) {
    LoopInfo info = Inspection.describe(loop, stuck, List.of());
    return info == null ? null : new Top.Loop(info, usage);
  }

  /// The loop's usage since the last look; null at the first. On the loop.
  private @Nullable LoopUsage measure(LoopView loop) {
    LoopMeter meter = meters.get(loop);
    if (meter != null) {
      return meter.take();
    }
    meter = new LoopMeter(loop.loop());
    loop.loop().addObserver(meter);
    meters.put(loop, meter);
    return null;
  }

  private static void endMeasurement(LoopView view, LoopMeter meter) {
    Loop loop = view.loop();
    loop.readyFromAnywhere(Step.named("end of a measurement", () -> loop.removeObserver(meter)));
  }
}
