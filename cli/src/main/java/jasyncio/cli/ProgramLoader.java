package jasyncio.cli;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A loader that defines the classes of a program, which take precedence over those of the class
/// path, and finds resources beside its sources.
final class ProgramLoader extends ClassLoader {
  private final Map<String, byte[]> classes;
  private final Path sourceRoot;
  private final ProtectionDomain domain;

  /// @param file the file that the classes name as their source
  ProgramLoader(Map<String, byte[]> classes, Path sourceRoot, Path file) {
    super(ClassLoader.getSystemClassLoader());
    this.classes = classes;
    this.sourceRoot = sourceRoot;
    var origin = new CodeSource(url(file), (CodeSigner[]) null);
    this.domain = new ProtectionDomain(origin, null, this, null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    var file = sourceRoot.resolve(name);
    return Files.exists(file) ? url(file) : null;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError("the URI of a file is a URL", e);
    }
  }
}
