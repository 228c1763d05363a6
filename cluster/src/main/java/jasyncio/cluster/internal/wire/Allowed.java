package jasyncio.cluster.internal.wire;

import java.io.ObjectInputFilter;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The classes that may be read from bytes, and how large it all may be. Made for one reading.
///
/// Allowed are primitives, strings, numbers, records, enums, the collections of `java.util`, dates
/// and times, and failures of the JDK and of jasyncio; others by name. An array is allowed if its
/// elements are.
final class Allowed implements ObjectInputFilter {
  // deeper than any value by hand; nested sets cost time that is exponential in it
  private static final int MOST_DEPTH = 64;

  private static final Set<String> OWN_PACKAGES = Set.of("jasyncio", "jasyncio.cluster");

  private static final Set<String> CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Record",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.net.InetAddress",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetSocketAddress",
          "java.net.URI",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Date",
          "java.util.EnumSet$SerializationProxy",
          "java.util.UUID");

  private final Set<String> more;
  private final long mostBytes;
  private @Nullable String refused;

  /// @param more names of classes, or of packages with `.*`
  Allowed(Set<String> more, long mostBytes) {
    this.more = more;
    this.mostBytes = mostBytes;
  }

  /// What was refused, in words; null if nothing was.
  @Nullable String refused() {
    return refused;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.streamBytes() > mostBytes || info.arrayLength() > mostBytes) {
      return refuse("more than " + mostBytes + " bytes came");
    }
    if (info.depth() > MOST_DEPTH) {
      return refuse("more than " + MOST_DEPTH + " objects within each other came");
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    return allows(type)
        ? Status.ALLOWED
        : refuse(
            "class %1$s came, which is not allowed: add .withAllowed(\"%1$s\") to the options of this member"
                .formatted(type.getName()));
  }

  private Status refuse(String what) {
    refused = Objects.requireNonNullElse(refused, what);
    return Status.REJECTED;
  }

  private boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.isPrimitive()
        || isNamed(element)
        || element.isRecord()
        || element.isEnum()
        || isCollection(element)
        || isFailure(element);
  }

  private boolean isNamed(Class<?> type) {
    String name = type.getName();
    return CLASSES.contains(name)
        || name.startsWith("java.time.")
        || more.contains(name)
        || more.contains(type.getPackageName() + ".*");
  }

  private static boolean isCollection(Class<?> type) {
    return type.getPackageName().equals("java.util")
        && (Collection.class.isAssignableFrom(type)
            || Map.class.isAssignableFrom(type)
            || Map.Entry.class.isAssignableFrom(type));
  }

  private static boolean isFailure(Class<?> type) {
    String module = Objects.requireNonNullElse(type.getModule().getName(), "");
    return Throwable.class.isAssignableFrom(type)
        && (module.equals("java.base") || OWN_PACKAGES.contains(type.getPackageName()));
  }
}
