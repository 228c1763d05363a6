package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A program compiled in memory from its source file, together with the sources beside it that it
/// uses.
///
/// @param types the binary names of the file's top-level classes, in its order
/// @param sourceRoot the folder of the unnamed package
/// @param classes the code of all that was compiled, by binary names
record SourceProgram(Path file, List<String> types, Path sourceRoot, Map<String, byte[]> classes) {
  // the same as those of `java FILE`
  private static final List<String> JAVAC_OPTIONS =
      List.of(
          "-proc:none",
          "-Xprefer:source",
          "-Xdiags:verbose",
          "-Xlint:deprecation",
          "-Xlint:unchecked",
          "--class-path",
          System.getProperty("java.class.path"));

  /// Compiles the program; javac's messages go to standard error.
  static SourceProgram compile(Path file) throws NotRunnable {
    var javac = ToolProvider.getSystemJavaCompiler();
    try (var disk = javac.getStandardFileManager(null, null, null)) {
      var files = new MemoryFiles(disk);
      var source = new SourceOfAnyName(disk.getJavaFileObjects(file).iterator().next());
      var task = javac.getTask(null, files, null, JAVAC_OPTIONS, null, List.of(source));
      var outline = new Outline(file, disk);
      ((JavacTask) task).addTaskListener(outline);
      if (!task.call()) {
        throw new NotRunnable("compilation failed");
      }
      return new SourceProgram(file, outline.types(), outline.sourceRoot(), files.classes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile " + file, e);
    }
  }

  /// A source file whose public class may have another name than the file.
  private static final class SourceOfAnyName extends ForwardingJavaFileObject<JavaFileObject> {
    SourceOfAnyName(JavaFileObject file) {
      super(file);
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }

  /// Receives the declarations of a program's file as soon as javac has parsed it, when javac can
  /// still be told where other sources are.
  private static final class Outline implements TaskListener {
    private final Path file;
    private final StandardJavaFileManager disk;
    private @Nullable CompilationUnitTree unit;

    Outline(Path file, StandardJavaFileManager disk) {
      this.file = file;
      this.disk = disk;
    }

    @Override
    public void finished(TaskEvent event) {
      if (event.getKind() != TaskEvent.Kind.PARSE || unit != null) {
        return; // the first is the program's, the others are of sources beside it
      }
      unit = event.getCompilationUnit();
      try {
        disk.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(sourceRoot()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look for sources in " + sourceRoot(), e);
      }
    }

    /// The folder above the file by as many levels as its package has names, if the folders have
    /// these names; else the file's folder.
    Path sourceRoot() {
      var folder = requireNonNull(file.toAbsolutePath().normalize().getParent());
      var packageFolder = Path.of(packageName().replace('.', '/'));
      if (packageName().isEmpty() || !folder.endsWith(packageFolder)) {
        return folder;
      }
      return folder.resolve("../".repeat(packageFolder.getNameCount())).normalize();
    }

    List<String> types() {
      var prefix = packageName().isEmpty() ? "" : packageName() + ".";
      return requireNonNull(unit).getTypeDecls().stream()
          .filter(ClassTree.class::isInstance)
          .map(type -> prefix + ((ClassTree) type).getSimpleName())
          .toList();
    }

    private String packageName() {
      var name = requireNonNull(unit).getPackageName();
      return name == null ? "" : name.toString();
    }
  }

  /// Loads the program into this thread and finds its `main`: that of the file's first class, or
  /// else of the class named like the file.
  MainMethod load() throws NotRunnable {
    if (types.isEmpty()) {
      throw new NotRunnable("no class declared in source file");
    }
    var loader = new ProgramLoader(classes, sourceRoot, file);
    Thread.currentThread().setContextClassLoader(loader);
    System.setProperty("jdk.launcher.sourcefile", file.toAbsolutePath().toString());
    var candidates = candidates();
    for (var candidate : candidates) {
      var main = MainMethod.of(load(candidate, loader));
      if (main != null) {
        return main;
      }
    }
    throw new NotRunnable("no main method in class " + String.join(" or ", candidates));
  }

  private List<String> candidates() {
    var name = requireNonNull(file.getFileName()).toString().replaceFirst("\\.java$", "");
    var namedLikeFile =
        types.stream().filter(type -> type.substring(type.lastIndexOf('.') + 1).equals(name));
    return Stream.concat(Stream.of(types.getFirst()), namedLikeFile).distinct().toList();
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("just compiled: " + name, e);
    }
  }
}
