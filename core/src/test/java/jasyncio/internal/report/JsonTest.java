package jasyncio.internal.report;

import static jasyncio.internal.report.Tasks.loop;
import static jasyncio.internal.report.Tasks.stack;
import static jasyncio.internal.report.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void escapesWhatWouldEndAStringOrIsNoText() {
    assertThat(Json.string("a \"b\" \\ \n \ud800 é"))
        .isEqualTo("\"a \\\"b\\\" \\\\ \\u000a \\ud800 é\"");
    assertThat(Json.string(null)).isEqualTo("null");
  }

  @Test
  void holdsALoopAndItsTasks() {
    assertThat(Json.of(7, List.of(loop(task(1, "main", List.of("main"), 2L)))))
        .isEqualTo(
            """
            {"pid":7,"loops":[{"name":"EventLoop[1, running]","engine":"carrier","threadId":23,"threadName":"main",\
            "stuck":null,"taskCount":1,"tasks":[
            {"id":1,"name":"main","state":"suspended","waitsFor":null,"awaitedBy":[2],\
            "stack":["App.main(App.java:7)"]}]}]}
            """);
  }

  @Test
  void tellsWhatALoopIsStuckIn() {
    var stuck = new LoopInfo.Stuck("main", "RUNNABLE", stack(List.of("spin")));
    var loop = new LoopInfo("EventLoop[1, running]", "carrier", 23, "main", stuck, 0, List.of());

    assertThat(Json.of(7, List.of(loop)))
        .contains(
            "\"stuck\":{\"culprit\":\"main\",\"threadState\":\"RUNNABLE\","
                + "\"stack\":[\"App.spin(App.java:7)\"]}");
  }
}
