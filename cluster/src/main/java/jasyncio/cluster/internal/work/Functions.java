package jasyncio.cluster.internal.work;

import jasyncio.cluster.RemoteFunction;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The functions that a member runs, by name. Immutable.
public final class Functions {
  /// No function.
  public static final Functions NONE = new Functions(Map.of(), Map.of());

  private final Map<String, RemoteFunction<?, ?>> byName;

  // the methods that references refer to
  private final Map<String, String> nameByMethod;

  private Functions(Map<String, RemoteFunction<?, ?>> byName, Map<String, String> nameByMethod) {
    this.byName = byName;
    this.nameByMethod = nameByMethod;
  }

  /// These and one more, by the name of its class and method.
  ///
  /// @throws IllegalArgumentException if it is no reference to a method
  public Functions with(RemoteFunction<?, ?> function) {
    String method = methodOf(function);
    if (method == null) {
      throw new IllegalArgumentException(
          function + " is no reference to a method: use one (Reports::daily), or give it a name");
    }
    return with(method, function);
  }

  /// These and one more.
  public Functions with(String name, RemoteFunction<?, ?> function) {
    Map<String, RemoteFunction<?, ?>> byName = new HashMap<>(this.byName);
    Map<String, String> nameByMethod = new HashMap<>(this.nameByMethod);
    byName.put(name, function);
    String method = methodOf(function);
    if (method != null) {
      nameByMethod.put(method, name);
    }
    return new Functions(Map.copyOf(byName), Map.copyOf(nameByMethod));
  }

  /// `com.acme.Reports.daily` for `Reports::daily`; null for a lambda or an object.
  private static @Nullable String methodOf(RemoteFunction<?, ?> function) {
    try {
      Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      if (!(writeReplace.invoke(function) instanceof SerializedLambda lambda)
          || lambda.getImplMethodName().startsWith("lambda$")) {
        return null;
      }
      return lambda.getImplClass().replace('/', '.') + "." + lambda.getImplMethodName();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /// The name of `function`.
  ///
  /// @throws IllegalArgumentException if it is not among these
  public String nameOf(RemoteFunction<?, ?> function) {
    String method = methodOf(function);
    String name = method == null ? nameOfObject(function) : nameByMethod.get(method);
    if (name == null) {
      throw new IllegalArgumentException(
          "%s is not registered here: add .withFunction(…) to the ClusterOptions; registered: %s"
              .formatted(method == null ? function : method, names()));
    }
    return name;
  }

  private @Nullable String nameOfObject(RemoteFunction<?, ?> function) {
    for (var entry : byName.entrySet()) {
      if (entry.getValue() == function) {
        return entry.getKey();
      }
    }
    return null;
  }

  /// The function of that name; null if there is none.
  public @Nullable RemoteFunction<?, ?> get(String name) {
    return byName.get(name);
  }

  /// All names, in order.
  public Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /// `Reports.daily` for `com.acme.Reports.daily`.
  public static String shortName(String name) {
    int method = name.lastIndexOf('.');
    int type = name.lastIndexOf('.', method - 1);
    return name.substring(type + 1).replace('$', '.');
  }
}
