// Crawls a site with all members of a cluster: one leads, and has each page fetched by the member with
// least to do.
//
//     examples/cluster/three examples/cluster/Crawler.java
//
// The site is one of its own, of 40 pages, that the leader serves.

import jasyncio.*;
import jasyncio.cluster.*;
import static jasyncio.Asyncio.*;

static final int PAGES = 40;

record Page(String url, List<String> links, String fetchedBy) implements Serializable {}

String name;

// Runs on any member; only the URL and the page travel.
Coroutine<Page> fetch(String url) {
  return () -> {
    var uri = URI.create(url);
    try (var server = await(openConnection(uri.getHost(), uri.getPort()))) {
      server.writer().write(uri.getPath() + "\n");
      var links = new String(await(server.reader().read())).lines().toList();
      return new Page(url, links, name);
    }
  };
}

// A page's name is its number, and it links to two others.
void serve(StreamReader reader, StreamWriter writer) {
  int number = Integer.parseInt(await(reader.readFrame(Framing.lines())).orElseThrow().substring(1));
  var site = "http://127.0.0.1:" + ((InetSocketAddress) writer.getExtraInfo(ExtraInfo.SOCKNAME)).getPort();
  for (int link : new int[] {2 * number + 1, 2 * number + 2}) {
    if (link < PAGES) {
      writer.write(site + "/" + link + "\n");
    }
  }
  writer.close();
}

void crawl(Cluster cluster) {
  var server = await(startServer(this::serve, "127.0.0.1", 0));
  int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
  var byMember = new TreeMap<String, Integer>();
  var seen = new HashSet<String>();
  var ahead = List.of("http://127.0.0.1:" + port + "/0");
  while (!ahead.isEmpty()) {
    var fetching = new ArrayList<Future<Page>>();
    for (var url : ahead) {
      fetching.add(cluster.withRetries(2).submit(this::fetch, url));
    }
    var next = new LinkedHashSet<String>();
    for (var page : await(gather(fetching))) {
      byMember.merge(page.fetchedBy(), 1, Integer::sum);
      seen.add(page.url());
      next.addAll(page.links());
    }
    next.removeAll(seen);
    ahead = List.copyOf(next);
  }
  server.close();
  IO.println(seen.size() + " pages, fetched by " + byMember);
}

void main(String... args) {
  name = args[0];
  var options = ClusterOptions.DEFAULTS.withMemberName(name).withFunction(this::fetch);
  run(() -> {
    try (var cluster = await(Cluster.join("crawler", options))) {
      await(cluster.barrier("all are here", 3).waitAll());
      try (var _ = await(cluster.lock("crawl").acquire())) {
        if (!await(cluster.event("crawled").isSet())) {
          crawl(cluster);
          await(cluster.event("crawled").set());
        }
      }
      await(cluster.barrier("all are done", 3).waitAll());
    }
  });
}
