package jasyncio.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void isZeroThroughoutWhenEmpty() {
    assertThat(new Histogram().percentile(99)).isZero();
    assertThat(new Histogram().max()).isZero();
  }

  @Test
  void knowsTheLongestExactly() {
    Histogram histogram = new Histogram();
    histogram.add(1_234_567_891);
    histogram.add(3);

    assertThat(histogram.max()).isEqualTo(1_234_567_891);
    assertThat(histogram.percentile(100)).isEqualTo(1_234_567_891);
  }

  @Test
  void knowsPercentilesToWithinAnEighth() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 1000; i++) {
      histogram.add(i * 1_000_000L);
    }

    assertThat(histogram.percentile(50)).isCloseTo(500_000_000, withPercentage(12.5));
    assertThat(histogram.percentile(99)).isCloseTo(990_000_000, withPercentage(12.5));
  }

  @Test
  void takesTheShortestAndTheLongestSpans() {
    Histogram histogram = new Histogram();
    for (int i = 0; i < 10; i++) {
      histogram.add(0);
    }
    histogram.add(Long.MAX_VALUE);

    assertThat(histogram.percentile(50)).isZero();
    assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void countsNegativeSpansAsNone() {
    Histogram histogram = new Histogram();
    histogram.add(-5);

    assertThat(histogram.percentile(50)).isZero();
  }

  @Test
  void takesInAllOfAnother() {
    Histogram histogram = new Histogram();
    histogram.add(3);
    Histogram other = new Histogram();
    other.add(3);
    other.add(5);

    histogram.addAll(other);

    assertThat(histogram.buckets())
        .containsExactly(new Histogram.Bucket(3, 2), new Histogram.Bucket(5, 1));
    assertThat(histogram.max()).isEqualTo(5);
    assertThat(histogram.percentile(50)).isEqualTo(3);
  }
}
