package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.List;

/// Spans of time, too many to be kept: they are counted in buckets, so that each is known to within
/// an eighth of it. Not thread-safe.
public final class Histogram {
  // eight steps for each doubling
  private static final int BITS = 3;
  private static final int STEPS = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
  private long total;
  private long max;

  /// Counts a span of `nanos`.
  public void add(long nanos) {
    long span = Math.max(0, nanos);
    counts[bucketOf(span)]++;
    total++;
    max = Math.max(max, span);
  }

  /// Adds the counts of `other`.
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

  /// The longest span that falls into `bucket`.
  private static long endOf(int bucket) {
    int shift = (bucket >>> BITS) - 1;
    return shift <= 0 ? bucket : ((long) ((bucket & (STEPS - 1)) + STEPS + 1) << shift) - 1;
  }

  /// The buckets that have spans, shortest first.
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        buckets.add(new Bucket(endOf(bucket), counts[bucket]));
      }
    }
    return buckets;
  }

  /// The spans of at most `nanos` that are longer than those of the bucket before.
  public record Bucket(long nanos, long count) {}

  /// The longest span; zero if there was none.
  public long max() {
    return max;
  }

  /// The span that `percent` of a hundred did not exceed: `percentile(50)` is the median. Zero if
  /// there was none.
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
