package jasyncio.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of jasyncio, from the manifest of its jar, and that of the JDK.
final class Version implements IVersionProvider {
  /// The one of Maven, such as `0.1.0`; `unknown` where the classes do not come from a jar.
  static String ofJasyncio() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"jasyncio " + ofJasyncio() + " on JDK " + Runtime.version()};
  }
}
