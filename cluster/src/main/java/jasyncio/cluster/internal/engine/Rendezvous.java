package jasyncio.cluster.internal.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// How processes of one machine and one user find each other: each has a file with its port, which
/// it keeps locked while it lives. One joins at a time, so that exactly one founds the cluster.
///
/// Called from threads that may block.
final class Rendezvous implements AutoCloseable {
  private static final String OWNER_ONLY = "rwx------";

  // a file is locked by a process: of several members within one, this is what keeps them apart
  private static final Semaphore JOINING = new Semaphore(1);

  // Those of this process, which are not to be opened again: on POSIX, closing one of several
  // channels of a file lets go of the lock of another.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private @Nullable FileChannel turn;
  private @Nullable Path file;
  private @Nullable FileChannel life;

  Rendezvous(String cluster) throws IOException {
    String user = System.getProperty("user.name");
    Path base = Path.of(System.getProperty("java.io.tmpdir"), "jasyncio-cluster-" + user);
    makePrivate(base);
    this.folder = base.resolve(cluster.replaceAll("[^A-Za-z0-9_-]", "%"));
    makePrivate(folder);
  }

  private static void makePrivate(Path folder) throws IOException {
    if (!Files.getFileStore(folder.getParent()).supportsFileAttributeView("posix")) {
      Files.createDirectories(folder);
      return;
    }
    var permissions = PosixFilePermissions.fromString(OWNER_ONLY);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(permissions));
    }
    if (!Files.getPosixFilePermissions(folder).equals(permissions)
        || !Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
      throw new IOException(folder + " is open to others: remove it, or set java.io.tmpdir");
    }
  }

  /// Waits for the turn of this member, and gives the members that live.
  ///
  /// @param id of this member
  List<InetSocketAddress> enter(String id) throws IOException, InterruptedException {
    JOINING.acquire();
    try {
      FileChannel channel = open(folder.resolve(".joining"));
      turn = channel;
      channel.lock();
      List<InetSocketAddress> living = new ArrayList<>();
      try (var files = Files.newDirectoryStream(folder, "*.member")) {
        for (Path other : files) {
          addIfLiving(other, living);
        }
      }
      file = folder.resolve(id + ".member");
      return living;
    } catch (Throwable t) {
      leaveTurn();
      throw t;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private static void addIfLiving(Path file, List<InetSocketAddress> living) throws IOException {
    try {
      if (OWN.contains(file) || isLocked(file)) {
        int port = Integer.parseInt(Files.readString(file).strip());
        living.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } else {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // it has left meanwhile
    }
  }

  private static boolean isLocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    }
  }

  /// Tells others where this member is, and lets the next one join.
  void stay(int port) throws IOException {
    try {
      Path file = Objects.requireNonNull(this.file, "enter() first");
      FileChannel life = open(file);
      this.life = life;
      OWN.add(file);
      life.lock();
      life.write(StandardCharsets.US_ASCII.encode(Integer.toString(port)));
    } finally {
      leaveTurn();
    }
  }

  /// Lets the next one join. May be repeated.
  void leaveTurn() throws IOException {
    FileChannel turn = this.turn;
    if (turn != null) {
      this.turn = null;
      turn.close();
      JOINING.release();
    }
  }

  @Override
  public void close() throws IOException {
    leaveTurn();
    if (life != null) {
      Path file = Objects.requireNonNull(this.file);
      Files.deleteIfExists(file);
      life.close();
      life = null;
      OWN.remove(file);
    }
  }
}
