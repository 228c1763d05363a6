package jasyncio.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/// The files of javac: sources and libraries from the disk, and its output kept in memory.
final class MemoryFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private final Map<String, byte[]> classes = new HashMap<>();

  MemoryFiles(StandardJavaFileManager disk) {
    super(disk);
  }

  /// The classes written until now, by their binary names.
  Map<String, byte[]> classes() {
    return Map.copyOf(classes);
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, Kind kind, FileObject sibling) {
    return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
      @Override
      public OutputStream openOutputStream() {
        return new ByteArrayOutputStream() {
          @Override
          public void close() {
            classes.put(className, toByteArray());
          }
        };
      }
    };
  }

  /// Hides `module-info`, even where the program's folder has one: jasyncio is on the class path,
  /// where no named module sees it.
  @Override
  public @Nullable JavaFileObject getJavaFileForInput(
      Location location, String className, Kind kind) throws IOException {
    boolean isModule = kind == Kind.SOURCE && className.equals("module-info");
    return isModule ? null : super.getJavaFileForInput(location, className, kind);
  }
}
