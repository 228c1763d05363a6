package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The architecture: a class uses its own tier and those below.
class TiersTest {
  /// The tier of each class of package `jasyncio`, and of each package within `jasyncio.internal`.
  /// A nested class is where its outer class is.
  private static final String TIERS =
      """
      1  Action ActionCoroutine AsyncGenerator AsyncioException Awaitable CheckReturnValue Context ContextVar
         Coroutine Durations StackFilter Unit Origin Sneaky LoopThread TextForms Token
         Asyncio
         internal.engine

      2  Arrivals ProgramWatches ChannelWatch CurrentLoop Engine EventLoop ExceptionContext ExceptionHandler
         FailureLog Handle Interrupts KeyboardInterrupt LoopOptions Heartbeat ReadyQueue RunOptions
         Runner SelectorEventLoop Signals Step ThreadsafeCallback TimerHandle TimerHeap
         internal.loop

      3  AwaitedByLink CancelRequest CancelledError Dependencies Failure Future Futures InvalidStateException Forwarder Stages Waiter

      4  AsCompleted AsyncPath AwaitedAt ConcurrentMap EagerTaskFactory ExceptionGroup Gather GeneratorRun LoopBinding
         Outcome Race ReturnWhen Shield Sleep Permits Task TaskFactory TaskGroup
         TaskGroupOptions TaskOptions Timeout TimeoutException
         WaitFor WaitQueue Waited Waiting

      5  Collected Communication Stdio Subprocess SubprocessOptions ThreadJob Threads

      6  Barrier BoundedSemaphore Broadcast BrokenBarrierException CapacityLimiter Condition Event
         Guard QueueItems LifoQueue Lock PriorityQueue Queue QueueEmptyException QueueFullException
         QueueShutDownException Selected Selection Semaphore

      7  BaseTransport DatagramTransport ExtraInfo FlowControl ReadTransport SubprocessTransport TlsCipher Transport
         WriteTransport

      8  BaseProtocol BufferedProtocol ConnectOptions Connected Datagram DatagramOptions DatagramProtocol
         Protocol Resolver SendfileNotAvailableException ServerOptions SubprocessProtocol TlsCertificate TlsOptions
         internal.net internal.process internal.tls

      9  ClientConnected DatagramEndpoint DatagramInbox Framing IncompleteReadException
         LengthFraming LimitOverrunException LineFraming Server StreamBuffer
         StreamConnection DrainGate StreamGuard StreamProtocol StreamReader StreamWriter Streams
         SubprocessStreams WriterHabits

      10 CallGraph Deadlocks FlightRecording FutureCallGraph Inspection LoopHistory LoopMeter LoopObserver
         Monitor MonitorOptions MonitorSession Observers Recordings SimulationDoor StackSampler StepMonitor
         TopSession Traceback WatchedLoop Watchdog
         internal.debug internal.jfr internal.sim
      """;

  /// They name all tiers by design: asyncio's functions, its loop, and what implements the loop.
  private static final Set<String> FACADES = Set.of("Asyncio", "EventLoop", "SelectorEventLoop");

  /// Uses of a higher tier that cannot be otherwise. (`Awaitable` is one more: it is sealed, and so
  /// names `Future`. ArchUnit does not look at that.)
  private static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption("AsyncGenerator", "GeneratorRun", "its body runs in the consumer's task"),
          new Exemption("ExceptionContext", "Future", "what a report is about"),
          new Exemption("ExceptionContext", "BaseTransport", "what a report is about"),
          new Exemption("ExceptionContext", "BaseProtocol", "what a report is about"),
          new Exemption("RunOptions", "LoopObserver", "who watches the run"),
          new Exemption("Runner", "CancelledError", "a Ctrl-C cancels the main task"),
          new Exemption("Runner", "CancelRequest", "a Ctrl-C cancels the main task"),
          new Exemption("Runner", "Task", "the main coroutine runs as a task"),
          new Exemption("Runner", "TaskOptions", "the main coroutine runs as a task"),
          new Exemption("Runner", "Gather", "the tasks that are left are waited for together"),
          new Exemption("Subprocess", "SubprocessTransport", "its lower half"),
          new Exemption("Subprocess", "SubprocessStreams", "its upper half"),
          new Exemption("Subprocess", "StreamReader", "its pipes are streams, in asyncio too"),
          new Exemption("Subprocess", "StreamWriter", "its pipes are streams, in asyncio too"),
          new Exemption("Communication", "StreamReader", "it reads a child's pipes"),
          new Exemption("Communication", "StreamWriter", "it writes to a child's pipe"),
          new Exemption("BaseTransport", "BaseProtocol", "a transport and a protocol are a pair"),
          new Exemption("internal.net", "Server", "what createServer, of tier 8, gives"));

  private record Exemption(String user, String used, String reason) {}

  private static final Map<String, Integer> TIER_OF = readTiers();

  private static final JavaClasses CORE = readCore();

  @Test
  void everyClassHasATier() {
    var names = CORE.stream().map(TiersTest::nameOf).distinct();

    assertThat(names.filter(name -> !TIER_OF.containsKey(name)))
        .as("classes without a tier: add them to TIERS in this test")
        .isEmpty();
  }

  @Test
  void noClassUsesAHigherTier() {
    assertThat(upwardUses().filter(use -> !isExempt(use))).isEmpty();
  }

  @Test
  void everyExemptionIsNeeded() {
    var uses = upwardUses().toList();

    assertThat(EXEMPTIONS)
        .allMatch(exemption -> uses.stream().anyMatch(u -> u.isCoveredBy(exemption)));
  }

  /// The testkit replaces the machine, by means of the packages that are exported to it.
  @Test
  void onlyCoreAndTheTestkitUseItsInternalPackages() throws IOException {
    var grep =
        "grep -rl --include=*.java --exclude-dir=core --exclude-dir=testkit --exclude-dir=target";

    var users = new ProcessBuilder((grep + " jasyncio[.]internal ..").split(" ", -1)).start();

    assertThat(users.inputReader().lines()).isEmpty();
  }

  /// That a class uses another one: both as they are called in `TIERS`, and the place.
  private record Use(String user, String used, Dependency place) {
    static Use of(Dependency place) {
      return new Use(
          nameOf(place.getOriginClass()),
          nameOf(place.getTargetClass().getBaseComponentType()),
          place);
    }

    boolean isUpward() {
      return TIER_OF.containsKey(user) && !FACADES.contains(user) && tierOf(user) < tierOf(used);
    }

    boolean isCoveredBy(Exemption exemption) {
      return exemption.user.equals(user) && exemption.used.equals(used);
    }

    @Override
    public String toString() {
      return "%s of tier %d uses %s of tier %d: %s"
          .formatted(user, tierOf(user), used, tierOf(used), place.getDescription());
    }
  }

  private static Stream<Use> upwardUses() {
    return CORE.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(Use::of)
        .filter(Use::isUpward);
  }

  private static boolean isExempt(Use use) {
    return EXEMPTIONS.stream().anyMatch(use::isCoveredBy);
  }

  /// `Queue` for `jasyncio.Queue$Waiter`, `internal.net` for `jasyncio.internal.net.Listener`.
  private static String nameOf(JavaClass type) {
    var name = type.getPackageName().equals("jasyncio") ? type.getName() : type.getPackageName();
    return name.replaceFirst("^jasyncio[.]", "").replaceFirst("[$].*", "");
  }

  /// 0 for what is not jasyncio's, or what everyClassHasATier complains of.
  private static int tierOf(String name) {
    return TIER_OF.getOrDefault(name, 0);
  }

  private static JavaClasses readCore() {
    // names are enough: without this it would read half of the JDK's classes, too
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath("target/classes");
  }

  private static Map<String, Integer> readTiers() {
    var tiers = new HashMap<String, Integer>();
    int tier = 0;
    for (var word : TIERS.strip().split("\\s+", -1)) {
      if (Character.isDigit(word.charAt(0))) {
        tier = Integer.parseInt(word);
      } else {
        tiers.put(word, tier);
      }
    }
    return tiers;
  }
}
