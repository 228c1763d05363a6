package jasyncio;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jasyncio.internal.base.CheckReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessibleObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The architecture, by rules: packages in tiers, a small kernel, doors that stay shut.
class ArchitectureTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final JavaClasses CORE = readCore();

  private static JavaClasses readCore() {
    // names are enough: without this it would read half of the JDK's classes, too
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath(CLASSES);
  }

  /// The packages of `jasyncio.internal`, the lowest tier first. A package uses those before it,
  /// and others of its own line without going in a circle.
  @Nested
  class InternalPackages {
    private static final List<List<String>> ORDER =
        List.of(
            List.of("base"),
            List.of("engine"),
            List.of("loop"),
            List.of("graph"),
            List.of("thread", "sync", "transport"),
            List.of("net", "pipe", "tls"),
            List.of("process", "stream"),
            List.of("report", "http"),
            List.of("observe", "jfr"));

    private static final String PREFIX = "jasyncio.internal.";

    private static int rank(JavaClass type) {
      String concept = type.getPackageName().substring(PREFIX.length());
      return ORDER.indexOf(
          ORDER.stream().filter(line -> line.contains(concept)).findFirst().orElse(List.of()));
    }

    private static boolean isInternal(JavaClass type) {
      return type.getPackageName().startsWith(PREFIX);
    }

    @Test
    void allHaveAPlaceInTheOrder() {
      assertThat(CORE.stream().filter(InternalPackages::isInternal))
          .isNotEmpty()
          .allMatch(type -> rank(type) >= 0);
    }

    @Test
    void useOnlyThoseBelow() {
      var upward =
          CORE.stream()
              .filter(InternalPackages::isInternal)
              .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
              .filter(use -> isInternal(use.getTargetClass().getBaseComponentType()))
              .filter(use ->
                  rank(use.getOriginClass()) < rank(use.getTargetClass().getBaseComponentType()));

      assertThat(upward.map(Dependency::getDescription)).isEmpty();
    }

    @Test
    void areFreeOfCircles() {
      slices().matching("jasyncio.internal.(*)").should().beFreeOfCycles().check(CORE);
    }
  }

  /// Circles of uses among classes, nested ones counted with their outermost class.
  @Nested
  class Circles {
    // tasks, futures and the loop that runs them need each other
    private static final int LARGEST = 45;

    private static JavaClass outermost(JavaClass type) {
      JavaClass outer = type.getBaseComponentType();
      while (outer.getEnclosingClass().isPresent()) {
        outer = outer.getEnclosingClass().get();
      }
      return outer;
    }

    private static boolean isOurs(JavaClass type) {
      return type.getPackageName().startsWith("jasyncio");
    }

    private static List<Set<JavaClass>> circles() {
      Graph<JavaClass, DefaultEdge> uses = new SimpleDirectedGraph<>(DefaultEdge.class);
      CORE.stream()
          .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
          .filter(use -> isOurs(use.getTargetClass().getBaseComponentType()))
          .forEach(use -> {
            JavaClass from = outermost(use.getOriginClass());
            JavaClass to = outermost(use.getTargetClass());
            if (!from.equals(to)) {
              Graphs.addEdgeWithVertices(uses, from, to);
            }
          });
      return new KosarajuStrongConnectivityInspector<>(uses)
          .stronglyConnectedSets().stream()
              .filter(circle -> circle.size() > 1)
              .sorted(Comparator.comparingInt(circle -> -circle.size()))
              .toList();
    }

    @Test
    void theLargestIsTheKernel() {
      assertThat(circles().getFirst())
          .hasSizeLessThanOrEqualTo(LARGEST)
          .anyMatch(type -> type.getSimpleName().equals("Task"));
    }

    @Test
    void theOthersLieWithinOnePackage() {
      assertThat(circles().stream().skip(1).map(CircleText::of))
          .noneMatch(circle -> circle.packages > 1);
    }

    /// A circle for a message of failure.
    private record CircleText(Set<String> names, long packages) {
      static CircleText of(Set<JavaClass> circle) {
        return new CircleText(
            circle.stream().map(JavaClass::getName).collect(toSet()),
            circle.stream().map(JavaClass::getPackageName).distinct().count());
      }
    }
  }

  /// The types that programs do not see and that lie beside those that they do, because they use
  /// insides of tasks and futures.
  @Nested
  class Kernel {
    private static final int MOST = 30;

    private static final Map<String, String> SUBJECTS =
        Map.ofEntries(
            Map.entry("AsCompleted", "futures in the order in which they finish"),
            Map.entry("AsyncPath", "the places that a failure passed on its way"),
            Map.entry("CallGraph", "the futures that await a future"),
            Map.entry("Cancellation", "the requests to cancel a task, and their states"),
            Map.entry("CompletableFutures", "futures of the JDK and of loops, as each other"),
            Map.entry("ConcurrentMap", "a function on many items, some at a time"),
            Map.entry("Deadlocks", "the search for tasks that wait for each other"),
            Map.entry("DoneCallback", "a callback of a future that is done"),
            Map.entry("EagerTaskFactory", "tasks that begin when they are made"),
            Map.entry("FutureIdentity", "the text that tells one future from another"),
            Map.entry("Futures", "awaitables as futures of the right loop"),
            Map.entry("Gather", "the values of several awaitables"),
            Map.entry("GeneratorRun", "the body of a generator between two values"),
            Map.entry("Interruption", "an interrupt of the thread of a task"),
            Map.entry("OwnFuture", "a future that only the library completes"),
            Map.entry("Race", "the first of several that succeeds"),
            Map.entry("Selection", "the first of several queues that has an item"),
            Map.entry("SelectorEventLoop", "the face of a loop"),
            Map.entry("Shield", "a future that is cancelled without the one it follows"),
            Map.entry("Sleep", "a task that waits for a time"),
            Map.entry("Streams", "connections and servers of streams"),
            Map.entry("SubprocessStreams", "child processes with streams"),
            Map.entry("TaskList", "the unfinished tasks of a loop"),
            Map.entry("TaskLoop", "the tasks of a loop"),
            Map.entry("TaskRun", "the steps of a task"),
            Map.entry("UnretrievedException", "a failure that nobody has looked at"),
            Map.entry("WaitFor", "a wait without time"),
            Map.entry("Waiter", "a future that tells what is waited for"),
            Map.entry("Waiters", "the tasks and callbacks that wait for a future"),
            Map.entry("Waiting", "the wait for the first or last of several futures"));

    private static Set<String> types() {
      return CORE.stream()
          .filter(type -> type.getPackageName().equals("jasyncio"))
          .filter(type -> !type.getName().contains("$"))
          .filter(type -> !type.getModifiers().contains(JavaModifier.PUBLIC))
          .map(JavaClass::getSimpleName)
          .filter(name -> !name.equals("package-info"))
          .collect(toSet());
    }

    @Test
    void isWhatIsListedHere() {
      assertThat(types()).containsExactlyInAnyOrderElementsOf(SUBJECTS.keySet());
    }

    @Test
    void isSmall() {
      assertThat(types()).hasSizeLessThanOrEqualTo(MOST);
    }
  }

  /// `Asyncio` and `SelectorEventLoop` name everything, so what named them would depend on
  /// everything.
  @Nested
  class Facades {
    private static final List<String> NAMES =
        List.of("jasyncio.Asyncio", "jasyncio.SelectorEventLoop");

    // the default of a run: newEventLoop() itself
    private static final String RUN_OPTIONS = "jasyncio.RunOptions";

    private static boolean isFacade(JavaClass type) {
      return NAMES.contains(outermost(type));
    }

    private static String outermost(JavaClass type) {
      return type.getBaseComponentType().getName().replaceFirst("[$].*", "");
    }

    @Test
    void areNamedByNothingElse() {
      var uses =
          CORE.stream()
              .filter(type -> !isFacade(type) && !outermost(type).equals(RUN_OPTIONS))
              .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
              .filter(use -> isFacade(use.getTargetClass()));

      assertThat(uses.map(Dependency::getDescription)).isEmpty();
    }

    @Test
    void areNotConfusedByTheOptionsOfARun() {
      var uses =
          CORE.get(RUN_OPTIONS).getDirectDependenciesFromSelf().stream()
              .map(use -> use.getTargetClass().getName());

      assertThat(uses).contains("jasyncio.Asyncio").doesNotContain("jasyncio.SelectorEventLoop");
    }
  }

  /// A coroutine that nobody awaits does nothing: tools warn where its maker is marked.
  @Test
  void everyPublicMethodThatGivesACoroutineIsMarked() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("jasyncio")
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .haveRawReturnType(Coroutine.class)
        .and(not(isSynthetic()))
        // of a task, which runs it
        .and(not(name("getCoro")))
        .should()
        .beAnnotatedWith(CheckReturnValue.class)
        .check(CORE);
  }

  private static DescribedPredicate<JavaMethod> isSynthetic() {
    return DescribedPredicate.describe(
        "synthetic", method -> method.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  /// Reflection opens what the compiler keeps shut. The engine's door into the JDK is the one
  /// exception in the core.
  @Nested
  class Reflection {
    // the engine: classes of the JDK; Observers: a program's class, which a property names
    private static final String[] ALLOWED_TO_LOOK_UP = {
      "jasyncio.internal.engine..", "jasyncio.internal.loop"
    };

    @Test
    void opensNothing() {
      noClasses()
          .that(not(resideInAPackage("jasyncio.internal.engine..")))
          .should(callMethod(AccessibleObject.class, "setAccessible", boolean.class))
          .check(CORE);
    }

    @Test
    void looksUpNoClassOfOurs() {
      noClasses()
          .that()
          .resideOutsideOfPackages(ALLOWED_TO_LOOK_UP)
          .should(
              callMethod(Class.class, "forName", String.class)
                  .or(
                      callMethod(
                          Class.class, "forName", String.class, boolean.class, ClassLoader.class)))
          .check(CORE);
    }

    /// In all modules: a class that a string names is not found by the compiler, nor renamed.
    @Test
    void noStringIsTheNameOfAClassOfOurs() {
      Set<String> names = sources("main").map(Source::typeName).collect(toSet());

      var named =
          sources("main")
              .flatMap(source -> source.strings().filter(names::contains).map(source::at));

      assertThat(named).isEmpty();
    }
  }

  /// Packages that are exported to a module by name are for that module, and for no other.
  @Test
  void otherModulesUseInternalPackagesOnlyAsExported() {
    Map<String, Set<String>> open = exportsByModule();

    var misuses =
        Stream.concat(sources("main"), sources("test"))
            .filter(source -> !source.module.equals("core"))
            .flatMap(source ->
                source
                    .internalPackages()
                    .filter(used -> !open.getOrDefault(source.module, Set.of()).contains(used))
                    .map(source::at));

    assertThat(misuses).isEmpty();
  }

  /// The packages exported to each module, by the module's folder.
  private static Map<String, Set<String>> exportsByModule() {
    Set<Exports> exports =
        ModuleFinder.of(CLASSES).find("jasyncio").orElseThrow().descriptor().exports();
    return Map.of(
        "testkit", exportedTo("jasyncio.test", exports),
        "tests", exportedTo("jasyncio.test", exports),
        "cli", exportedTo("jasyncio.cli", exports));
  }

  private static Set<String> exportedTo(String module, Set<Exports> exports) {
    return exports.stream()
        .filter(export -> export.targets().contains(module))
        .map(Exports::source)
        .collect(toSet());
  }

  @Test
  void everyPackageSaysWhatItIs() {
    var silent =
        sources("main")
            .filter(
                source -> source.text.contains("\npackage ") || source.text.startsWith("package "))
            .map(source -> source.file.getParent())
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")));

    assertThat(silent).isEmpty();
  }

  /// A source file of some module.
  private record Source(String module, Path file, String text) {
    private static final Pattern STRING = Pattern.compile("\"(jasyncio[.][\\w.$]+)\"");
    private static final Pattern INTERNAL =
        Pattern.compile("import (?:static )?(jasyncio[.]internal(?:[.][a-z]+)+)[.]");

    static Source read(Path module, Path file) {
      try {
        return new Source(module.getFileName().toString(), file, Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String typeName() {
      String path = file.toString().replace('\\', '/');
      return path.replaceFirst(".*/src/[a-z]+/java/", "")
          .replaceFirst("[.]java$", "")
          .replace('/', '.');
    }

    Stream<String> strings() {
      return matches(STRING);
    }

    Stream<String> internalPackages() {
      return matches(INTERNAL);
    }

    private Stream<String> matches(Pattern pattern) {
      return pattern.matcher(text).results().map(match -> match.group(1));
    }

    String at(String found) {
      return typeName() + ": " + found;
    }
  }

  /// The sources of all modules.
  ///
  /// @param kind `main` or `test`
  private static Stream<Source> sources(String kind) {
    return modules().stream()
        .flatMap(module ->
            files(module.resolve(Path.of("src", kind, "java")))
                .map(file -> Source.read(module, file)));
  }

  private static List<Path> modules() {
    try (var folders = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    if (!Files.exists(folder)) {
      return Stream.of();
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
