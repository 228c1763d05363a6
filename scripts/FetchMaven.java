import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

// Fetches the Maven that the properties of the Maven Wrapper name, unless it was fetched before, and
// prints the folder where it is. It needs nothing but a JDK: java FetchMaven.java PROPERTIES

private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

void main(String... args) throws Exception {
  var properties = new Properties();
  try (var in = Files.newBufferedReader(Path.of(args[0]))) {
    properties.load(in);
  }
  String url = properties.getProperty("distributionUrl");
  String checksum = properties.getProperty("distributionSha256Sum");
  Path home = folder(url).resolve(checksum);
  if (!Files.exists(home)) {
    fetch(URI.create(url.replace(CENTRAL, variable("MVNW_REPOURL", CENTRAL))), checksum, home);
  }
  IO.println(home);
}

/// Beside those of the Maven Wrapper.
Path folder(String url) {
  String file = url.substring(url.lastIndexOf('/') + 1);
  String user = variable("MAVEN_USER_HOME", System.getProperty("user.home") + "/.m2");
  return Path.of(user, "wrapper", "dists", file.replace("-bin.zip", ""));
}

String variable(String name, String otherwise) {
  String value = System.getenv(name);
  return value == null || value.isEmpty() ? otherwise : value;
}

/// Another process that does the same at once does no harm: a folder appears whole or not at all.
void fetch(URI url, String checksum, Path home) throws Exception {
  System.err.println("maven: fetching " + url);
  Path archive = Files.createTempFile("maven", ".zip");
  try {
    download(url, archive);
    check(archive, checksum);
    Files.createDirectories(home.getParent());
    Path unpacked = Files.createTempDirectory(home.getParent(), "unpacked");
    unpack(archive, unpacked);
    publish(unpacked, home);
  } finally {
    Files.delete(archive);
  }
}

void download(URI url, Path file) throws IOException, InterruptedException {
  try (var client = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
    var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofFile(file));
    if (answer.statusCode() != 200) {
      throw new IOException("status 200 expected of " + url + ": " + answer.statusCode());
    }
  }
}

void check(Path file, String expected) throws Exception {
  byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
  String actual = HexFormat.of().formatHex(digest);
  if (!actual.equals(expected)) {
    throw new IOException("SHA-256 " + expected + " expected of what was fetched: " + actual);
  }
}

/// Without the folder that all of it is in.
void unpack(Path archive, Path folder) throws IOException {
  try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
    for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
      String name = entry.getName();
      Path file = folder.resolve(name.substring(name.indexOf('/') + 1)).normalize();
      if (!file.startsWith(folder)) {
        throw new IOException("an entry outside of the archive's folder: " + name);
      }
      if (!entry.isDirectory()) {
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }
}

void publish(Path unpacked, Path home) throws IOException {
  try {
    Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
  } catch (FileSystemException e) {
    if (!Files.exists(home)) {
      throw e;
    }
  }
}
