package jasyncio.cluster.internal.wire;

import jasyncio.cluster.NotAllowedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes bytes of values and values of bytes, by the JDK's serialization behind a filter: an object
/// of a class that is not allowed is never made.
public final class Codec {
  // what the members say to each other, of the size that a whole state may have
  private static final Codec OWN =
      new Codec(
          Set.of("jasyncio.cluster.internal.state.*", "jasyncio.cluster.internal.wire.*"),
          Integer.MAX_VALUE,
          Codec.class.getClassLoader());

  private final Set<String> allowed;
  private final int mostBytes;
  private final @Nullable ClassLoader loader;

  /// @param allowed names of classes, or of packages with `.*`, beside those that always are
  /// @param mostBytes the most that a value may take
  /// @param loader finds the classes
  public Codec(Set<String> allowed, int mostBytes, @Nullable ClassLoader loader) {
    this.allowed = Set.copyOf(allowed);
    this.mostBytes = mostBytes;
    this.loader = loader;
  }

  /// For what is the cluster's own.
  public static Codec own() {
    return OWN;
  }

  /// The bytes of `value`.
  ///
  /// @throws NotAllowedException if it cannot be made bytes of, or of too many
  public byte[] encode(@Nullable Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (NotSerializableException e) {
      throw new NotAllowedException(
          "class " + e.getMessage() + " cannot be sent: let it implement java.io.Serializable", e);
    } catch (IOException e) {
      throw new NotAllowedException("cannot be sent: " + e, e);
    }
    if (bytes.size() > mostBytes) {
      throw new NotAllowedException(
          "a value of %d bytes, of %d at most: see ClusterOptions.withMostBytes"
              .formatted(bytes.size(), mostBytes));
    }
    return bytes.toByteArray();
  }

  /// The value that `bytes` stand for.
  ///
  /// @throws NotAllowedException if a class is not allowed or unknown, or it is too large
  public @Nullable Object decode(byte[] bytes) {
    if (bytes.length > mostBytes) {
      throw new NotAllowedException(
          "a value of %d bytes came, of %d at most: see ClusterOptions.withMostBytes"
              .formatted(bytes.length, mostBytes));
    }
    Allowed filter = new Allowed(allowed, mostBytes);
    try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(filter);
      return in.readObject();
    } catch (InvalidClassException e) {
      String refused = filter.refused();
      throw new NotAllowedException(refused == null ? "cannot be read: " + e : refused, e);
    } catch (ClassNotFoundException e) {
      throw new NotAllowedException("class " + e.getMessage() + " came, which is unknown here", e);
    } catch (IOException | RuntimeException e) {
      throw new NotAllowedException("cannot be read: " + e, e);
    }
  }

  /// Finds classes where the program's are; the JDK would look where this class is.
  private final class Input extends ObjectInputStream {
    Input(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(described.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(described);
      }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
      throw new InvalidClassException("a proxy came, which is never allowed");
    }
  }
}
