package jasyncio.internal.net;

import jasyncio.internal.loop.LoopLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The file by which the clients of a Unix server find it.
///
/// @param key device and inode, which tell this file from another that takes its place later; null
///   where the system has no such thing
public record SocketFile(Path path, @Nullable Object key) {
  private static final int TYPE_MASK = 0170000; // S_IFMT
  private static final int SOCKET = 0140000; // S_IFSOCK

  /// The file at `path`, to which a socket was bound; null if it has gone again.
  static @Nullable SocketFile at(Path path) throws IOException {
    try {
      return new SocketFile(path, key(path));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /// Removes the socket that an earlier server left at `path`, even if one still listens there, as
  /// in asyncio. Any other file stays.
  static void removeStale(Path path) {
    try {
      if (isSocket(path)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // nothing is left
    } catch (IOException e) {
      LoopLog.log(Level.ERROR, () -> "cannot remove stale Unix socket " + path, e);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode
          && (mode & TYPE_MASK) == SOCKET;
    } catch (UnsupportedOperationException | IllegalArgumentException e) { // not a Unix
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    }
  }

  /// Removes the file, unless it is gone or no longer the same.
  void remove() {
    try {
      if (key != null && key.equals(key(path))) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // it was removed by another
    } catch (IOException e) {
      LoopLog.log(Level.ERROR, () -> "cannot remove Unix socket " + path, e);
    }
  }
}
