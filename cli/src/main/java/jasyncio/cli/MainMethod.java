package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The main method of a program.
///
/// @param constructor makes the object that the method is called on; null if the method is static
record MainMethod(Method method, @Nullable Constructor<?> constructor) {
  /// Finds the `main` of `type` by the rules of the language (JLS 12.1.4): a method that takes the
  /// arguments before one that takes none, and an own one before an inherited one. Null if there is
  /// none.
  static @Nullable MainMethod of(Class<?> type) throws NotRunnable {
    var method = find(type, String[].class);
    if (method == null) {
      method = find(type);
    }
    if (method == null) {
      return null;
    }
    return new MainMethod(method, isStatic(method) ? null : constructorOf(type));
  }

  private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
    var ofClasses =
        Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
            .flatMap(declaring -> Stream.of(declaring.getDeclaredMethods()));
    var ofInterfaces = Stream.of(type.getMethods());
    return Stream.concat(ofClasses, ofInterfaces)
        .filter(method -> isMain(method) && Arrays.equals(method.getParameterTypes(), parameters))
        .findFirst()
        .orElse(null);
  }

  private static boolean isMain(Method method) {
    return method.getName().equals("main")
        && method.getReturnType() == void.class
        && !Modifier.isPrivate(method.getModifiers());
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }

  private static Constructor<?> constructorOf(Class<?> type) throws NotRunnable {
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new NotRunnable("main is not static and " + type.getName() + " is abstract");
    }
    try {
      return type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw new NotRunnable(
          "main is not static and " + type.getName() + " has no constructor without parameters");
    }
  }

  /// Runs the program to the end of its `main`.
  ///
  /// @throws ProgramFailure with the exception that the program threw
  void invoke(String... args) {
    try {
      call(args);
    } catch (InvocationTargetException e) {
      throw ProgramFailure.of(requireNonNull(e.getCause()), MainMethod.class);
    } catch (LinkageError e) { // a static initializer threw
      throw ProgramFailure.of(e, MainMethod.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("accessible, and not abstract: " + this, e);
    }
  }

  private void call(String... args) throws ReflectiveOperationException {
    Object receiver = null;
    if (constructor != null) {
      constructor.setAccessible(true);
      receiver = constructor.newInstance();
    }
    method.setAccessible(true);
    if (method.getParameterCount() == 0) {
      method.invoke(receiver);
    } else {
      method.invoke(receiver, (Object) args);
    }
  }
}
