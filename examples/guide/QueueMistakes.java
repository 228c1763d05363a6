import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var jobs = new Queue<String>(1);
    refused(() -> jobs.getNowait());
    jobs.putNowait("a");
    refused(() -> jobs.putNowait("b"));
    jobs.getNowait();
    jobs.taskDone();
    refused(() -> jobs.taskDone());
    jobs.shutdown();
    refused(() -> await(jobs.put("c")));
    refused(() -> new Lock().release());
  });
}

void refused(Action call) {
  try {
    call.run();
  } catch (Exception e) {
    IO.println(e.getMessage());
  }
}
