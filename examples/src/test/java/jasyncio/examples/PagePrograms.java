package jasyncio.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// The programs of the guide and the cookbook, compiled at once and run one after the other in one
/// JVM. Each has classes of jasyncio of its own, so that loops and tasks count from 1 as they do in
/// a process of their own.
final class PagePrograms {
  /// Stands before the output of each program, with its file.
  static final String MARK = "=== ";

  private static final Path EXAMPLES = Path.of("").toAbsolutePath();
  private static final Path CLASSES = EXAMPLES.resolve("target/page-programs");

  private static final Object[] NOTHING = {};

  private PagePrograms() {}

  /// The files, as in `guide/Hello.java`.
  static List<String> files() throws IOException {
    var files = new ArrayList<String>();
    for (var folder : List.of("guide", "cookbook")) {
      try (var programs = Files.list(EXAMPLES.resolve(folder))) {
        programs.map(file -> EXAMPLES.relativize(file).toString()).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /// The text of one of them.
  static String source(String file) {
    try {
      return Files.readString(EXAMPLES.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void compile() throws IOException {
    Files.createDirectories(CLASSES);
    var words =
        new ArrayList<>(List.of("-proc:none", "-Xlint:all,-path", "-Werror", "-d", CLASSES + ""));
    words.addAll(List.of("--class-path", System.getProperty("java.class.path")));
    files().forEach(file -> words.add(EXAMPLES.resolve(file).toString()));
    int exit =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
    if (exit != 0) {
      throw new AssertionError("the programs of the pages do not compile: see above");
    }
  }

  /// Runs these in a JVM of their own, and gives its output.
  static Program run(String engine, List<String> files) throws IOException {
    var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java") + ""));
    words.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    words.add("-Djasyncio.engine=" + engine);
    // most code runs once
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(PagePrograms.class.getName());
    words.addAll(files);
    return Program.of(words.toArray(String[]::new));
  }

  static void main(String... files) throws Exception {
    var log = Logger.getLogger("jasyncio");
    log.setUseParentHandlers(false);
    log.addHandler(new ToOutput());
    for (var file : files) {
      IO.println(MARK + file);
      runOne(file);
    }
    System.exit(0); // threads of the programs may be left
  }

  private static void runOne(String file) throws Exception {
    var name = Path.of(file).getFileName().toString().replace(".java", "");
    try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      var program = loader.loadClass(name).getDeclaredConstructor();
      program.setAccessible(true);
      runMain(loader.loadClass(name), program.newInstance());
    } catch (ReflectiveOperationException e) {
      IO.println("Exception in thread \"main\" " + e.getCause());
    }
  }

  private static void runMain(Class<?> type, Object program) throws ReflectiveOperationException {
    var main =
        Stream.of(type.getDeclaredMethods())
            .filter(method -> method.getName().equals("main"))
            .findFirst()
            .orElseThrow();
    main.setAccessible(true);
    main.invoke(program, main.getParameterCount() == 0 ? NOTHING : new Object[] {new String[0]});
  }

  private static URL[] classPath() {
    var folders = System.getProperty("java.class.path").split(java.io.File.pathSeparator);
    return Stream.concat(Stream.of(CLASSES), Stream.of(folders).map(Path::of))
        .map(PagePrograms::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Writes the messages that jasyncio logs among the output: their first line and those indented
  /// below it, without stacks and without the objects concerned.
  private static final class ToOutput extends Handler {
    private static final Pattern SLOW_STEP = Pattern.compile("^Executing .* took \\S+ s$");

    @Override
    public void publish(LogRecord record) {
      if (SLOW_STEP.matcher(record.getMessage()).find()) {
        return; // debug mode on a busy machine
      }
      var lines = record.getMessage().lines().toList();
      IO.println(record.getLevel() + " jasyncio: " + lines.getFirst());
      lines.stream().filter(line -> line.startsWith("  ")).forEach(IO::println);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
