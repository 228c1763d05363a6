package jasyncio;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The promises of every type of options: it grows without breaking callers, and is a value.
class OptionsTest {

  /// A value of each type, other than the default of any setting.
  private static final Map<Class<?>, Object> OTHER_VALUES =
      Stream.of(
              Path.of("elsewhere"),
              "other",
              new String[] {"TLSv1.2"},
              StandardProtocolFamily.INET,
              new InetSocketAddress(1),
              InetAddress.ofLiteral("239.0.0.1"),
              Duration.ofSeconds(77),
              Stdio.DEVNULL,
              Map.of("A", "b"),
              Engine.PORTABLE,
              Context.copy(),
              LoopOptions.DEFAULTS.withEngine(Engine.PORTABLE),
              TlsOptions.client().withCheckHostname(false),
              TlsOptions.ClientAuth.WANTED,
              (Supplier<EventLoop>) Asyncio::newEventLoop,
              new LoopObserver() {},
              (Executor) Runnable::run)
          .collect(toMap(Object::getClass, value -> value));

  private static Stream<Object> options() {
    return Stream.of(
        ConnectOptions.DEFAULTS,
        ServerOptions.DEFAULTS,
        DatagramOptions.DEFAULTS,
        SubprocessOptions.DEFAULTS,
        SubprocessOptions.PIPES,
        TlsOptions.client(),
        RunOptions.DEFAULTS,
        LoopOptions.DEFAULTS,
        TaskOptions.DEFAULTS,
        TaskGroupOptions.DEFAULTS,
        MonitorOptions.DEFAULTS);
  }

  private static Stream<Method> changes(Object options) {
    return Arrays.stream(options.getClass().getMethods())
        .filter(method -> method.getName().startsWith("with"));
  }

  private static Object changed(Object options, Method change)
      throws ReflectiveOperationException, IOException {
    Object[] arguments = new Object[change.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = otherValue(options, change, change.getParameterTypes()[i]);
    }
    return change.invoke(options, arguments);
  }

  private static Object otherValue(Object options, Method change, Class<?> type)
      throws ReflectiveOperationException, IOException {
    if (type == boolean.class) {
      return !(boolean) options.getClass().getMethod(accessor(change)).invoke(options);
    }
    if (type == Boolean.class) {
      return true;
    }
    if (type == int.class) {
      return 7;
    }
    if (type == long.class) {
      return 7L;
    }
    if (type == NetworkInterface.class) {
      return NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    }
    return OTHER_VALUES.values().stream().filter(type::isInstance).findFirst().orElseThrow();
  }

  /// `backlog` for `withBacklog`.
  private static String accessor(Method change) {
    String name = change.getName().substring("with".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  @Test
  void everyTypeOfOptionsIsHere() {
    List<String> types =
        new ClassFileImporter()
            .importPath("target/classes/jasyncio").stream()
                .filter(type -> type.getPackageName().equals("jasyncio"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                .filter(name -> name.endsWith("Options"))
                .toList();

    assertThat(options().map(value -> value.getClass().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(types);
  }

  @ParameterizedTest
  @MethodSource("options")
  void growWithoutBreakingCallers(Object options) {
    Class<?> type = options.getClass();

    assertThat(type.isRecord()).isFalse();
    assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
    assertThat(type.getConstructors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("options")
  void differInWhatWasChanged(Object options) throws Exception {
    for (Method change : changes(options).toList()) {
      assertThat(changed(options, change)).as(change.getName()).isNotEqualTo(options);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void areEqualIfTheSameWasChanged(Object options) throws Exception {
    for (Method change : changes(options).toList()) {
      Object once = changed(options, change);

      assertThat(changed(options, change))
          .as(change.getName())
          .isEqualTo(once)
          .hasSameHashCodeAs(once);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void tellInTheirTextWhatWasChanged(Object options) throws Exception {
    for (Method change : changes(options).toList()) {
      assertThat(changed(options, change))
          .as(change.getName())
          .asString()
          .isNotEqualTo(options.toString());
    }
  }

  @Test
  void areEqualInWhateverOrderTheyWereChanged() {
    ServerOptions first = ServerOptions.DEFAULTS.withBacklog(1).withLimit(2);
    ServerOptions second = ServerOptions.DEFAULTS.withLimit(2).withBacklog(5).withBacklog(1);

    assertThat(first).isEqualTo(second).hasSameHashCodeAs(second).hasToString(second.toString());
  }

  @Test
  void areTheDefaultsAgainOnceChangedBack() {
    assertThat(ServerOptions.DEFAULTS.withBacklog(1).withBacklog(100))
        .isEqualTo(ServerOptions.DEFAULTS);
  }

  @Test
  void haveATextOfWhatIsNotTheDefault() {
    assertThat(ServerOptions.DEFAULTS.withLimit(10).withBacklog(1))
        .hasToString("ServerOptions[backlog=1, limit=10]");
  }

  @Test
  void keepTheOthersThatWereChanged() {
    ConnectOptions options =
        ConnectOptions.DEFAULTS.withLimit(1).withServerHostname("there").withLimit(2);

    assertThat(options.limit()).isEqualTo(2);
    assertThat(options.serverHostname()).isEqualTo("there");
    assertThat(options.interleave()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("options")
  void refuseNullWhereItMeansNothing(Object options) throws Exception {
    for (Method change : changes(options).toList()) {
      Class<?>[] types = change.getParameterTypes();
      boolean nullable =
          Arrays.stream(change.getAnnotatedParameterTypes())
              .anyMatch(type -> type.isAnnotationPresent(org.jspecify.annotations.Nullable.class));
      if (types.length == 1 && !types[0].isPrimitive() && !types[0].isArray() && !nullable) {
        assertThatThrownBy(() -> change.invoke(options, (Object) null))
            .as(change.getName())
            .isInstanceOf(InvocationTargetException.class)
            .hasCauseInstanceOf(NullPointerException.class);
      }
    }
  }

  @Test
  void ofARunHoldThoseOfTheLoop() {
    RunOptions options =
        RunOptions.DEFAULTS.withDebug(true).withLongStepDuration(Duration.ofSeconds(3));

    assertThat(options.loop())
        .isEqualTo(
            LoopOptions.DEFAULTS.withDebug(true).withLongStepDuration(Duration.ofSeconds(3)));
    assertThat(options).isEqualTo(RunOptions.DEFAULTS.withLoop(options.loop()));
  }

  @Test
  void ofATaskKeepTheContextItself() {
    Context context = Context.copy();

    assertThat(TaskOptions.named("x").withContext(context).context()).isSameAs(context);
  }
}
