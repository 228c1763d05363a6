package jasyncio.cli;

import jasyncio.Asyncio;
import jasyncio.CancelledError;
import jasyncio.EventLoop;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A brake for snippets that loop without suspending, and so keep the event loop from all other
/// work: each method and each backward jump in the code of snippets checks whether the brake is
/// pulled.
public final class Brake {
  private static final ClassDesc BRAKE = ClassDesc.of(Brake.class.getName());

  private static volatile @Nullable EventLoop pulledFor;

  private Brake() {}

  /// Makes the task of `loop` that checks next throw a [CancelledError]. Any thread.
  static void pull(EventLoop loop) {
    pulledFor = loop;
  }

  static void release() {
    pulledFor = null;
  }

  /// Called by the code of snippets.
  public static void check() {
    var loop = pulledFor;
    if (loop != null && isCurrent(loop)) {
      release();
      throw new CancelledError("interrupted");
    }
  }

  private static boolean isCurrent(EventLoop loop) {
    try {
      return Asyncio.getRunningLoop() == loop;
    } catch (IllegalStateException _) {
      return false; // another thread, which does not hold up the loop
    }
  }

  /// Inserts the checks into classes. One thread at a time.
  static final class Fitter {
    // for questions of the verifier about classes that cannot be loaded by name
    private final Map<ClassDesc, byte[]> classes = new ConcurrentHashMap<>();

    private final ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::find)
                    .orElse(ClassHierarchyResolver.defaultResolver())));

    /// Adds a class that others may refer to; all classes of a group are added before one is
    /// fitted.
    void add(String name, byte[] code) {
      classes.put(ClassDesc.of(name), code);
    }

    byte[] fit(byte[] code) {
      return classFile.transformClass(
          classFile.parse(code),
          ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
    }

    private @Nullable InputStream find(ClassDesc type) {
      byte[] code = classes.get(type);
      return code == null ? null : new ByteArrayInputStream(code);
    }
  }

  private static final class Weaver implements CodeTransform {
    private final Set<Label> passed = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      check(code);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
      } else if (element instanceof BranchInstruction branch && passed.contains(branch.target())) {
        check(code);
      }
      code.with(element);
    }

    private static void check(CodeBuilder code) {
      code.invokestatic(BRAKE, "check", ConstantDescs.MTD_void);
    }
  }
}
