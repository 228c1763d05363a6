package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.List;

/// How long something took, so often that only numbers of it can be kept: each span is known to
/// within an eighth of it. Not thread-safe.
public final class Histogram {
  // eight steps for each doubling
  private static final int BITS = 3;
  private static final int STEPS = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
  private long total;
  private long max;

  /// Counts one that took so many nanoseconds.
  public void add(long nanos) {
    long span = Math.max(0, nanos);
    counts[bucketOf(span)]++;
    total++;
    max = Math.max(max, span);
  }

  /// Counts all that `other` has.
  public void addAll(Histogram other) {
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] += other.counts[bucket];
    }
    total += other.total;
    max = Math.max(max, other.max);
  }

  private static int bucketOf(long span) {
    if (span < STEPS) {
      return (int) span;
    }
    int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(span);
    return (shift << BITS) + (int) (span >>> shift);
  }

  /// The longest that falls into `bucket`.
  private static long endOf(int bucket) {
    int shift = (bucket >>> BITS) - 1;
    return shift <= 0 ? bucket : ((long) ((bucket & (STEPS - 1)) + STEPS + 1) << shift) - 1;
  }

  /// The spans that came up, shortest first.
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        buckets.add(new Bucket(endOf(bucket), counts[bucket]));
      }
    }
    return buckets;
  }

  /// So many took at most so many nanoseconds, and longer than those of the bucket before.
  public record Bucket(long nanos, long count) {}

  /// The longest; zero if there was none.
  public long max() {
    return max;
  }

  /// What no more than this share of all exceeded: `percentile(50)` is the median. Zero if there
  /// was none.
  public long percentile(double percent) {
    long rank = (long) Math.ceil(total * percent / 100);
    long passed = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      passed += counts[bucket];
      if (passed >= rank && passed > 0) {
        return Math.min(endOf(bucket), max);
      }
    }
    return 0;
  }
}
