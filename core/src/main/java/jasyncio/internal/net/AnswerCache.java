package jasyncio.internal.net;

import jasyncio.EventLoop;
import jasyncio.internal.base.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cache of the addresses that hosts had a moment ago. When it is full, the oldest answer goes.
/// Loop thread only.
public final class AnswerCache {
  private record Answer(List<InetAddress> addresses, long until) {}

  private final EventLoop loop;
  private final Duration keptFor;
  private final Map<String, Answer> answers; // oldest first

  AnswerCache(EventLoop loop, Duration keptFor, int most) {
    this.loop = loop;
    this.keptFor = keptFor;
    this.answers =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > most;
          }
        };
  }

  /// The addresses that were found for `host`; null if that is too long ago.
  @Nullable List<InetAddress> get(String host) {
    Answer answer = answers.get(host);
    if (answer == null) {
      return null;
    }
    if (loop.time() - answer.until() >= 0) {
      answers.remove(host);
      return null;
    }
    return answer.addresses();
  }

  void put(String host, List<InetAddress> addresses) {
    answers.remove(host); // so that it becomes the youngest
    answers.put(host, new Answer(addresses, loop.time() + Durations.nanos(keptFor)));
  }
}
