package jasyncio.internal.transport;

import static jasyncio.Asyncio.newEventLoop;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.EventLoop;
import jasyncio.ExtraInfo;
import jasyncio.FlowControl.WaterMarks;
import jasyncio.Protocol;
import jasyncio.internal.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a protocol is asked to pause and to resume.
class BackpressureTest {
  private final EventLoop loop = newEventLoop();
  private final List<String> events = new ArrayList<>();
  private final List<String> reports = new ArrayList<>();
  private @Nullable RuntimeException thrown;
  private final Backpressure backpressure =
      new Backpressure(new TransportContext(loop, ((Loop) loop).channels()), new Owner());

  BackpressureTest() {
    loop.setExceptionHandler((_, report) -> reports.add(report.message()));
    backpressure.marks(new WaterMarks(2, 4), 0);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private final class Recording implements Protocol {
    @Override
    public void pauseWriting() {
      note("pause");
    }

    @Override
    public void resumeWriting() {
      note("resume");
    }

    private void note(String event) {
      events.add(event);
      if (thrown != null) {
        throw thrown;
      }
    }
  }

  /// A transport that has a protocol and nothing else.
  private final class Owner implements BaseTransport {
    private BaseProtocol protocol = new Recording();

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
      return null;
    }

    @Override
    public boolean isClosing() {
      return false;
    }

    @Override
    public void close() {}

    @Override
    public void setProtocol(BaseProtocol protocol) {
      this.protocol = protocol;
    }

    @Override
    public BaseProtocol getProtocol() {
      return protocol;
    }
  }

  @Test
  void pausesOnceAboveTheHighMark() {
    backpressure.grown(3);
    backpressure.grown(4);
    assertThat(events).isEmpty();

    backpressure.grown(6);
    backpressure.grown(9);

    assertThat(events).containsExactly("pause");
  }

  @Test
  void resumesOnceAtTheLowMark() {
    backpressure.shrunk(0);
    backpressure.grown(5);

    backpressure.shrunk(3);
    assertThat(events).containsExactly("pause");
    backpressure.shrunk(2);
    backpressure.shrunk(0);

    assertThat(events).containsExactly("pause", "resume");
  }

  @Test
  void pausesAtOnceIfNewMarksAreExceeded() {
    backpressure.marks(new WaterMarks(0, 0), 1);

    assertThat(events).containsExactly("pause");
  }

  @Test
  void countsAProtocolThatThrowsAsTold() {
    thrown = new IllegalStateException("bug");
    backpressure.grown(5);
    backpressure.shrunk(0);

    assertThat(events).containsExactly("pause", "resume");
    assertThat(reports)
        .containsExactly("protocol.pauseWriting() failed", "protocol.resumeWriting() failed");
  }
}
