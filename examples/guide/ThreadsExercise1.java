import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<List<Integer>> lengths(List<Path> files) {
  return mapConcurrently(files, 2, file -> toThread(() -> Files.readString(file).length()));
}

void main() throws IOException {
  var file = Files.createTempFile("words", ".txt");
  Files.writeString(file, "hello");
  IO.println(run(lengths(List.of(file, file, file))));
  Files.delete(file);
}
