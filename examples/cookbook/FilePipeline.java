// Counts the words of many files in three stages: read, count, add up. Queues of a fixed size join
// the stages, so that no more than a few files are in memory however many there are.
//
//     ./jasyncio run examples/cookbook/FilePipeline.java [FOLDER]

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> read(List<Path> files, Queue<String> texts) {
  return Coroutine.of(() -> {
    for (var file : files) {
      await(texts.put(await(toThread(() -> Files.readString(file)))));
    }
    texts.shutdown();                                // ends the loop of the next stage
  });
}

Coroutine<Void> count(Queue<String> texts, Queue<Map<String, Long>> counts) {
  return Coroutine.of(() -> {
    for (var text : texts) {
      await(counts.put(await(toThread(() -> countWords(text)))));
    }
    counts.shutdown();
  });
}

Map<String, Long> countWords(String text) {
  return Pattern.compile("\\w+").matcher(text).results()
      .collect(Collectors.groupingBy(word -> word.group().toLowerCase(Locale.ROOT), Collectors.counting()));
}

Coroutine<SortedMap<String, Long>> total(List<Path> files) {
  return taskGroup(group -> {
    var texts = new Queue<String>(4);
    var counts = new Queue<Map<String, Long>>(4);
    group.createTask(read(files, texts));
    group.createTask(count(texts, counts));
    var total = new TreeMap<String, Long>();
    for (var words : counts) {
      words.forEach((word, times) -> total.merge(word, times, Long::sum));
    }
    return total;
  });
}

void main(String... args) throws IOException {
  var folder = args.length > 0 ? Path.of(args[0]) : samples();
  try (var files = Files.walk(folder)) {
    IO.println(run(total(files.filter(Files::isRegularFile).toList())));
  }
}

Path samples() throws IOException {
  var folder = Files.createTempDirectory("words");
  for (int i = 1; i <= 20; i++) {
    Files.writeString(folder.resolve(i + ".txt"), "one for all and all for one");
  }
  return folder;
}
