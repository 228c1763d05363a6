package jasyncio.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A file in the Trace Event Format, as Perfetto's importer reads it.
record TraceFile(List<JsonObject> events) {
  /// A track of slices.
  record Track(int process, int thread) {
    static Track of(JsonObject event) {
      return new Track(event.get("pid").getAsInt(), event.get("tid").getAsInt());
    }
  }

  static TraceFile parse(String text) {
    var root = JsonParser.parseString(text).getAsJsonObject();
    return new TraceFile(
        root.getAsJsonArray("traceEvents").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .toList());
  }

  List<JsonObject> events(String phase) {
    return events.stream().filter(event -> event.get("ph").getAsString().equals(phase)).toList();
  }

  /// The names that the tracks are given, of `thread_name`.
  Map<Track, String> names() {
    return events("M").stream()
        .filter(event -> event.get("name").getAsString().equals("thread_name"))
        .collect(
            Collectors.toMap(
                Track::of, event -> event.getAsJsonObject("args").get("name").getAsString()));
  }

  /// Fails unless the file is what the format asks for, and nothing in it is dropped by a reader.
  void check() {
    checkFields();
    checkNames();
    checkNesting();
    checkArrows();
  }

  private void checkFields() {
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.keySet()).contains("name", "ph", "pid", "tid", "ts");
          assertThat(event.get("ph").getAsString()).isIn("M", "X", "i", "s", "f");
          assertThat(event.get("ts").getAsDouble()).isNotNegative().isFinite();
        });
    assertThat(events("X")).allMatch(slice -> slice.get("dur").getAsDouble() >= 0);
    assertThat(events("i")).allMatch(instant -> "tpg".contains(instant.get("s").getAsString()));
  }

  private void checkNames() {
    var names = names(); // which fails if a track has two
    assertThat(events)
        .filteredOn(event -> !event.get("ph").getAsString().equals("M"))
        .allMatch(event -> names.containsKey(Track.of(event)));
    assertThat(events("M"))
        .filteredOn(event -> event.get("name").getAsString().equals("process_name"))
        .extracting(event -> event.get("pid").getAsInt())
        .doesNotHaveDuplicates()
        .containsAll(names.keySet().stream().map(Track::process).toList());
  }

  /// The slices of a track lie beside or within each other, in the order of their times.
  private void checkNesting() {
    slicesByTrack()
        .forEach((track, slices) -> {
          assertThat(slices).isSortedAccordingTo(Comparator.comparingDouble(TraceFile::begin));
          var open = new ArrayDeque<JsonObject>();
          for (var slice : slices) {
            while (!open.isEmpty() && end(open.peek()) <= begin(slice)) {
              open.pop();
            }
            assertThat(open.isEmpty() || end(slice) <= end(open.peek()))
                .as("%s lies within %s, on %s", slice, open.peek(), track)
                .isTrue();
            open.push(slice);
          }
        });
  }

  /// Each arrow has one beginning and then one end, both in slices: others are not drawn.
  private void checkArrows() {
    var begins = byId("s");
    var ends = byId("f");
    assertThat(begins.keySet()).isEqualTo(ends.keySet());
    var slices = slicesByTrack();
    begins.forEach((id, begin) -> {
      var end = requireNonNull(ends.get(id));
      assertThat(begin(begin)).as("beginning of arrow %s", id).isLessThanOrEqualTo(begin(end));
      assertThat(begin.get("name")).isEqualTo(end.get("name"));
      assertThat(begin.get("cat")).isEqualTo(end.get("cat"));
      assertThat(end.get("bp").getAsString()).isEqualTo("e");
      assertThat(List.of(begin, end)).allMatch(point -> liesInASlice(point, slices));
    });
  }

  private Map<Integer, JsonObject> byId(String phase) {
    return events(phase).stream()
        .collect(Collectors.toMap(event -> event.get("id").getAsInt(), event -> event));
  }

  private static boolean liesInASlice(JsonObject point, Map<Track, List<JsonObject>> slices) {
    return slices.getOrDefault(Track.of(point), List.of()).stream()
        .anyMatch(slice -> begin(slice) <= begin(point) && begin(point) <= end(slice));
  }

  private Map<Track, List<JsonObject>> slicesByTrack() {
    return events("X").stream().collect(Collectors.groupingBy(Track::of));
  }

  private static double begin(JsonObject event) {
    return event.get("ts").getAsDouble();
  }

  /// To the nanosecond, which is as exact as a recording is, for sums of fractions are not.
  private static double end(JsonObject slice) {
    return Math.round((begin(slice) + slice.get("dur").getAsDouble()) * 1000) / 1000.0;
  }
}
