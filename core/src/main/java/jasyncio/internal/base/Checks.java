package jasyncio.internal.base;

import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.time.Duration;

/// Checks of arguments and settings, which name what they refuse.
public final class Checks {
  private Checks() {}

  public static void positive(String name, int number) {
    if (number <= 0) {
      throw new IllegalArgumentException(name + " <= 0: " + number);
    }
  }

  public static void positive(String name, long number) {
    if (number <= 0) {
      throw new IllegalArgumentException(name + " <= 0: " + number);
    }
  }

  public static void positive(String name, Duration span) {
    if (!span.isPositive()) {
      throw new IllegalArgumentException(name + " <= 0: " + span);
    }
  }

  public static void notNegative(String name, int number) {
    if (number < 0) {
      throw new IllegalArgumentException(name + " < 0: " + number);
    }
  }

  public static void notNegative(String name, Duration span) {
    if (span.isNegative()) {
      throw new IllegalArgumentException(name + " < 0: " + span);
    }
  }

  /// That `family` is IPv4 or IPv6.
  public static void ofInternet(String name, ProtocolFamily family) {
    if (family == StandardProtocolFamily.UNIX) {
      throw new IllegalArgumentException(name + " neither INET nor INET6: " + family);
    }
  }
}
