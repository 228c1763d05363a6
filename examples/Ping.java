// Watches several children at once, line by line, and stops those that keep it waiting too long.
//
//     ./jasyncio run examples/Ping.java
//
// The children are what `ping HOST` would be, in words that every shell knows.

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.*;
import static jasyncio.Asyncio.*;

final String PING = "for n in 1 2 3; do sleep $1; echo \"$0: answer $n\"; done";

// In Python:
//
//     async def ping(host, pace):
//         child = await asyncio.create_subprocess_exec("sh", "-c", PING, host, pace, stdout=PIPE)
//         async for line in child.stdout:
//             print(line.decode(), end="")
//         return f"{host}: exit code {await child.wait()}"
//
Coroutine<String> ping(String host, String pace) {
  return () -> {
    var piped = SubprocessOptions.DEFAULTS.withStdout(Stdio.PIPE);
    var child = await(createSubprocessExec(List.of("sh", "-c", PING, host, pace), piped));
    try {
      for (var line : child.stdout().lines(UTF_8)) {
        IO.print(line);
      }
      return host + ": exit code " + await(child.waitExit());
    } finally {
      if (child.returncode().isEmpty()) {
        child.killTree();               // the shell, and the sleep that it waits for
        await(child.waitExit());
      }
    }
  };
}

Coroutine<String> patiently(String host, String pace) {
  return () -> {
    try {
      return await(waitFor(ping(host, pace), seconds(2)));
    } catch (TimeoutException e) {
      return host + ": stopped";
    }
  };
}

void main() {
  var results =
      run(() ->
          await(gather(patiently("quick", "0.1"), patiently("slow", "0.2"), patiently("mute", "60"))));
  results.forEach(IO::println);
}
