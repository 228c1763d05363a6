package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void writesValuesOfAllKinds() {
    assertThat(Json.of(Arrays.asList(null, true, 1, 2.5, "text")))
        .isEqualTo("[null,true,1,2.5,\"text\"]");
  }

  @Test
  void writesMapsInTheirOrder() {
    var map = new LinkedHashMap<String, Object>();
    map.put("z", List.of());
    map.put("a", Map.of("inner", 1));

    assertThat(Json.of(map)).isEqualTo("{\"z\":[],\"a\":{\"inner\":1}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"", "\\", "\n\r\t", "\0\u001f", "</script>", "ä€😀", "\u2028\u2029", "\ud800"})
  void writesTextsThatReadersGiveBack(String text) {
    assertThat(JsonParser.parseString(Json.of(text)).getAsString()).isEqualTo(text);
  }

  @Test
  void endsNoScriptThatItStandsIn() {
    assertThat(Json.of("</script>")).doesNotContain("<");
  }
}
