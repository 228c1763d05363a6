package jasyncio.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/// The execution of JShell's snippets in this process, as tasks.
final class SnippetExecution extends DirectExecutionControl {
  // the class name in the text of a lambda of a snippet
  private static final String OF_JSHELL = "\\$JShell\\$\\d+(?![\\w$.])";

  private final SnippetTasks tasks;
  private final Supplier<String> names;
  private final Brake.Fitter brakes = new Brake.Fitter();
  private @Nullable Throwable failure;

  /// @param names gives the task its name; asked before a snippet runs, when all its code is known
  SnippetExecution(SnippetTasks tasks, Supplier<String> names) {
    this.tasks = tasks;
    this.names = names;
  }

  /// The exception of the last snippet itself: JShell passes on no more than its name and message.
  @Nullable Throwable takeFailure() {
    var failure = this.failure;
    this.failure = null;
    return failure;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    for (var loaded : classes) {
      brakes.add(loaded.name(), loaded.bytecodes());
    }
    super.load(
        Stream.of(classes)
            .map(loaded -> new ClassBytecodes(loaded.name(), brakes.fit(loaded.bytecodes())))
            .toArray(ClassBytecodes[]::new));
  }

  @Override
  protected @Nullable String invoke(Method snippet) throws Exception {
    var code = MethodHandles.lookup().unreflect(snippet);
    var name = names.get();
    try {
      return tasks.run(name, () -> textOf(call(code)));
    } catch (SnippetTasks.Interrupted e) {
      throw new StoppedException();
    } catch (ExecutionException e) {
      throw new InvocationTargetException(e.getCause());
    }
  }

  private static String textOf(@Nullable Object value) {
    return valueString(value).replaceAll(OF_JSHELL, "REPL");
  }

  private static @Nullable Object call(MethodHandle snippet) throws Exception {
    try {
      return snippet.invoke();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new InvocationTargetException(t);
    }
  }

  @Override
  protected String throwConvertedInvocationException(Throwable thrown)
      throws RunException, InternalException {
    failure = thrown;
    return super.throwConvertedInvocationException(thrown);
  }
}
