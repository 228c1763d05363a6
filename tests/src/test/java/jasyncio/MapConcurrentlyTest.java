package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.mapConcurrently;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MapConcurrentlyTest {

  @Test
  void givesTheResultsInTheOrderOfTheItems() {
    TestLoop.run(() ->
        assertThat(await(mapConcurrently(List.of(30, 10, 20), 3, ms -> sleep(millis(ms), ms))))
            .containsExactly(30, 10, 20));
  }

  @Test
  void worksOnSoManyAtATime() {
    int[] working = {0, 0};
    List<Integer> items = IntStream.range(0, 20).boxed().toList();

    List<Integer> results =
        TestLoop.call(
            mapConcurrently(
                items,
                4,
                item ->
                    () -> {
                      working[0]++;
                      working[1] = Math.max(working[1], working[0]);
                      await(sleep(millis(item)));
                      working[0]--;
                      return item;
                    }));

    assertThat(results).isEqualTo(items);
    assertThat(working).containsExactly(0, 4);
  }

  @Test
  void cancelsTheOthersWhenOneFails() {
    List<Integer> finished = new ArrayList<>();

    TestLoop.run(() ->
        assertThatThrownBy(() ->
                await(
                    mapConcurrently(
                        List.of(1, 2, 3),
                        2,
                        item ->
                            () -> {
                              if (item == 1) {
                                throw new IOException("disk full");
                              }
                              await(sleep(seconds(1)));
                              return finished.add(item);
                            })))
            .isInstanceOf(ExceptionGroup.class)
            .hasMessageContaining("disk full"));

    assertThat(finished).isEmpty();
  }

  @Test
  void givesNothingForNothing() {
    assertThat(TestLoop.call(mapConcurrently(List.<Integer>of(), 2, item -> () -> item))).isEmpty();
  }

  @Test
  void needsALimitOfAtLeastOne() {
    assertThatThrownBy(() -> mapConcurrently(List.of(1), 0, item -> () -> item))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit < 1: 0");
  }
}
