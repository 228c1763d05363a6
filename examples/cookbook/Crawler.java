// Fetches a site from a start page on, with no more than four requests at a time.
//
//     ./jasyncio run examples/cookbook/Crawler.java http://localhost:8000/

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.MatchResult;

import jasyncio.*;
import static jasyncio.Asyncio.*;

static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");
static final int WORKERS = 4;

final HttpClient client = HttpClient.newHttpClient();
final Queue<URI> pages = new Queue<>();
final Set<URI> known = new HashSet<>();

void found(URI page) {
  if (known.add(page)) {
    pages.putNowait(page);
  }
}

Coroutine<Void> worker(URI start) {
  return Coroutine.of(() -> {
    for (var page : pages) {
      try {
        crawl(page, start);
      } catch (IOException e) {
        IO.println("failed " + page + ": " + e.getMessage());
      } finally {
        pages.taskDone();
      }
    }
  });
}

void crawl(URI page, URI start) throws IOException {
  var request = HttpRequest.newBuilder(page).timeout(seconds(10)).build();
  var response = await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
  IO.println(response.statusCode() + " " + page);
  LINK.matcher(response.body()).results()
      .map((MatchResult link) -> page.resolve(link.group(1)))
      .filter(link -> link.getAuthority().equals(start.getAuthority()))
      .forEach(this::found);
}

void main(String... args) {
  var start = URI.create(args[0]);
  run(() -> {
    found(start);
    await(taskGroup(workers -> {
      for (int i = 0; i < WORKERS; i++) {
        workers.createTask(worker(start));
      }
      await(pages.join());             // the queue is empty and no worker fetches
      pages.shutdown();
    }));
    IO.println(known.size() + " pages");
  });
}
