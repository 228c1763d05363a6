package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileRangeTest {
  private static final Path FILE = Path.of("file");

  @Test
  void isAllOfAFileUnlessSaidOtherwise() {
    assertThat(FileRange.of(FILE)).isEqualTo(FileRange.of(FILE, 0, Long.MAX_VALUE));
  }

  @Test
  void isAValue() {
    FileRange range = FileRange.of(FILE, 1, 2);

    assertThat(range)
        .isEqualTo(FileRange.of(FILE, 1, 2))
        .hasSameHashCodeAs(FileRange.of(FILE, 1, 2))
        .isNotEqualTo(FileRange.of(FILE, 1, 3))
        .isNotEqualTo(FileRange.of(FILE, 2, 2))
        .isNotEqualTo(FileRange.of(new MemoryFile(new byte[9]), 1, 2));
  }

  @Test
  void refusesANegativeOffset() {
    assertThatThrownBy(() -> FileRange.of(FILE, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset must be a non-negative integer: -1");
  }

  @Test
  void refusesACountThatIsNotPositive() {
    assertThatThrownBy(() -> FileRange.of(FILE, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count must be a positive integer: 0");
  }

  @Test
  void refusesAnEndThatNoFileHas() {
    assertThatThrownBy(() -> FileRange.of(FILE, Long.MAX_VALUE - 1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset + count > Long.MAX_VALUE: 9223372036854775806 + 5");
  }

  @Test
  void reachesToTheEndFromAnyOffset() {
    assertThat(FileRange.of(FILE, Long.MAX_VALUE, Long.MAX_VALUE).offset())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void hasATextWithTheFileAndItsPart() {
    assertThat(FileRange.of(FILE, 1, 2)).hasToString("FileRange[file, 1 to 3]");
    assertThat(FileRange.of(FILE, 1, Long.MAX_VALUE)).hasToString("FileRange[file, 1 to the end]");
  }
}
