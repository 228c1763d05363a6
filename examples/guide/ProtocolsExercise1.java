import jasyncio.*;
import static jasyncio.Asyncio.*;

class Lines implements Protocol {
  private final StringBuilder partial = new StringBuilder();
  private final Consumer<String> onLine;

  Lines(Consumer<String> onLine) {
    this.onLine = onLine;
  }

  @Override
  public void dataReceived(byte[] data) {
    partial.append(new String(data));
    for (int end; (end = partial.indexOf("\n")) >= 0; ) {
      onLine.accept(partial.substring(0, end));
      partial.delete(0, end + 1);
    }
  }
}

void main() {
  var lines = new Lines(line -> IO.println("line: " + line));
  for (var piece : List.of("on", "e\ntw", "o\nthree\n")) {
    lines.dataReceived(piece.getBytes());
  }
}
