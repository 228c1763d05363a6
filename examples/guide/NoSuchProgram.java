import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    try {
      await(createSubprocessExec("no-such-program"));
    } catch (UncheckedIOException e) {
      IO.println(e.getMessage());
    }
    var child = await(createSubprocessShell("exit 3"));
    IO.println("exit code " + await(child.waitExit()));
    var killed = await(createSubprocessExec("sleep", "60"));
    killed.kill();
    IO.println("exit code " + await(killed.waitExit()));
  });
}
