package jasyncio.test;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/// A test object made anew for one more run, as JUnit made it for the first run, so that no run
/// sees the fields of another.
///
/// Fields with an annotation, which an extension has filled, keep their value.
final class FreshInstance implements AutoCloseable {
  private static final List<Class<? extends Annotation>> AROUND =
      List.of(BeforeEach.class, AfterEach.class);

  // the outermost class's instance first, if the test's class is nested
  private final List<Object> instances = new ArrayList<>();

  /// Makes the objects and calls their methods that run before each test.
  FreshInstance(ExtensionContext test) {
    for (Object old : test.getRequiredTestInstances().getAllInstances()) {
      Object[] outer = instances.isEmpty() ? new Object[0] : new Object[] {instances.getLast()};
      Object made = ReflectionSupport.newInstance(old.getClass(), outer);
      injectedFields(old.getClass()).forEach(field -> copy(field, old, made));
      instances.add(made);
    }
    instances.forEach(
        instance -> call(BeforeEach.class, HierarchyTraversalMode.TOP_DOWN, instance));
  }

  /// Returns whether JUnit alone can make an instance.
  static boolean isPossible(ExtensionContext test) {
    List<Object> instances = test.getRequiredTestInstances().getAllInstances();
    return test.getTestInstanceLifecycle().orElse(Lifecycle.PER_CLASS) == Lifecycle.PER_METHOD
        && instances.stream().allMatch(instance -> isPlain(instance.getClass()));
  }

  private static boolean isPlain(Class<?> type) {
    Constructor<?>[] constructors = type.getDeclaredConstructors();
    int outer = type.isMemberClass() && !Modifier.isStatic(type.getModifiers()) ? 1 : 0;
    return constructors.length == 1
        && constructors[0].getParameterCount() == outer
        && aroundMethods(type).allMatch(method -> method.getParameterCount() == 0)
        && injectedFields(type).allMatch(Field::trySetAccessible);
  }

  private static Stream<Method> aroundMethods(Class<?> type) {
    return AROUND.stream()
        .flatMap(annotation ->
            AnnotationSupport.findAnnotatedMethods(
                type, annotation, HierarchyTraversalMode.TOP_DOWN)
                .stream());
  }

  private static Stream<Field> injectedFields(Class<?> type) {
    return ReflectionSupport.streamFields(
        type,
        field ->
            !Modifier.isStatic(field.getModifiers())
                && !Modifier.isFinal(field.getModifiers())
                && field.getAnnotations().length > 0,
        HierarchyTraversalMode.TOP_DOWN);
  }

  private static void copy(Field field, Object from, Object to) {
    try {
      field.setAccessible(true);
      field.set(to, field.get(from));
    } catch (IllegalAccessException e) {
      throw new LinkageError("was accessible before: " + field, e);
    }
  }

  private static void call(
      Class<? extends Annotation> around, HierarchyTraversalMode order, Object instance) {
    AnnotationSupport.findAnnotatedMethods(instance.getClass(), around, order)
        .forEach(method -> {
          @Nullable Object _ = ReflectionSupport.invokeMethod(method, instance);
        });
  }

  /// The instance that has the test method.
  Object get() {
    return instances.getLast();
  }

  /// Calls the methods that run after each test.
  @Override
  public void close() {
    instances
        .reversed()
        .forEach(instance -> call(AfterEach.class, HierarchyTraversalMode.BOTTOM_UP, instance));
  }
}
