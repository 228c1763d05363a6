import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> sorted(String text) {
  return () -> {
    var pipes = SubprocessOptions.DEFAULTS.withStdin(Stdio.PIPE).withStdout(Stdio.PIPE);
    var sort = await(createSubprocessExec(List.of("sort"), pipes));
    var output = await(sort.communicate(text.getBytes()));
    return new String(output.stdout());
  };
}

void main() {
  run(() -> IO.print(await(sorted("pear\napple\n"))));
}
