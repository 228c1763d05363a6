package jasyncio.internal.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pipe with one end for the loop's selector and one for a child process.
///
/// The pipes that the JDK makes for a child can only be read by a thread that waits, cannot be
/// closed during such a read, and are drained and closed by the JDK when the child ends, even if
/// other processes still write. A `java.nio` pipe has none of these faults, but a child can be
/// given files only, by their paths. On Linux every open file of a process has such a path, in
/// `/proc/self/fd`.
///
/// **Finding the path.** The JDK does not tell the number of a channel's descriptor. But a pipe
/// that holds a random number of bytes, among the descriptors that are new, can only be this one.
///
/// @param path opens either end
public record ChildPipe(Pipe pipe, File path) {
  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final int MOST_BYTES = 4096; // the smallest capacity a pipe can have on Linux

  /// Opens a pipe; gives null where it has no such path. Any thread.
  static @Nullable ChildPipe open() throws IOException {
    if (!DESCRIPTORS.isDirectory()) {
      return null;
    }
    Pipe pipe;
    File path;
    synchronized (ChildPipe.class) { // so that of several pipes made here one is new at a time
      Set<String> before = descriptors();
      pipe = Pipe.open();
      try {
        path = find(pipe, before);
      } catch (Throwable t) {
        close(pipe);
        throw t;
      }
    }
    if (path == null) {
      close(pipe);
      return null;
    }
    return new ChildPipe(pipe, path);
  }

  private static Set<String> descriptors() {
    String[] names = DESCRIPTORS.list();
    return names == null ? Set.of() : Arrays.stream(names).collect(Collectors.toSet());
  }

  private static @Nullable File find(Pipe pipe, Set<String> before) throws IOException {
    int count = ThreadLocalRandom.current().nextInt(1, MOST_BYTES);
    ByteBuffer token = ByteBuffer.allocate(count);
    pipe.sink().write(token);
    File found = null;
    for (String name : descriptors()) {
      File candidate = new File(DESCRIPTORS, name);
      if (!before.contains(name) && isPipe(candidate) && available(candidate) == count) {
        found = candidate;
        break;
      }
    }
    token.clear();
    while (token.hasRemaining()) {
      pipe.source().read(token);
    }
    return found;
  }

  private static boolean isPipe(File descriptor) {
    try {
      return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static int available(File pipe) {
    try (var stream = new FileInputStream(pipe)) {
      return stream.available();
    } catch (IOException e) {
      return -1; // closed meanwhile
    }
  }

  private static void close(Pipe pipe) throws IOException {
    try (var _ = pipe.source();
        var _ = pipe.sink()) {}
  }
}
