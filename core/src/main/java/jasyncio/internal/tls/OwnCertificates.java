package jasyncio.internal.tls;

import jasyncio.TlsCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificates that a side can show, with their keys ready to sign. The JDK's own key manager
/// keeps keys encrypted, and decrypts one in every handshake, which costs more than the rest.
///
/// A server shows a client the first certificate that bears the name the client asked for (SNI); if
/// none does, the first of all. A kind of key that only other certificates have is not offered
/// while there is one for that name. A client shows the first that the server's authorities issued.
///
/// Immutable. Any thread.
final class OwnCertificates extends X509ExtendedKeyManager {
  private static final int DNS_NAME = 2; // the kind of an alternative name, RFC 5280
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,+]+)");

  // the alias of each is its index
  private final List<Own> all;

  OwnCertificates(List<TlsCertificate> certificates) {
    this.all = certificates.stream().map(Own::new).toList();
  }

  /// A certificate, and the names of servers that it is for, in small letters.
  private record Own(TlsCertificate certificate, Set<String> names) {
    Own(TlsCertificate certificate) {
      this(certificate, namesOf(certificate.chain().getFirst()));
    }

    boolean hasKey(String type) {
      return certificate.chain().getFirst().getPublicKey().getAlgorithm().equals(type);
    }

    /// Tells whether one of `issuers` signed a certificate of the chain, if there are any.
    boolean isIssuedBy(Principal @Nullable [] issuers) {
      return issuers == null
          || issuers.length == 0
          || certificate.chain().stream()
              .map(X509Certificate::getIssuerX500Principal)
              .anyMatch(Arrays.asList(issuers)::contains);
    }

    /// Tells whether this is for the server `name`, by itself or by a wildcard.
    boolean isFor(String name) {
      return names.contains(name) || names.contains("*" + name.substring(firstLabel(name)));
    }

    private static int firstLabel(String name) {
      return Math.max(0, name.indexOf('.'));
    }
  }

  private static Set<String> namesOf(X509Certificate certificate) {
    Set<String> alternatives = alternativeNames(certificate);
    return alternatives.isEmpty() ? commonNames(certificate) : alternatives;
  }

  private static Set<String> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return Stream.ofNullable(names)
          .flatMap(Collection::stream)
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());
    } catch (CertificateParsingException e) {
      return Set.of(); // it can still be shown where no name is asked for
    }
  }

  private static Set<String> commonNames(X509Certificate certificate) {
    Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    return name.find() ? Set.of(name.group(1).toLowerCase(Locale.ROOT)) : Set.of();
  }

  // Choosing

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, SSLEngine engine) {
    return forServer(type, issuers, engine.getHandshakeSession());
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return forServer(
        type, issuers, socket instanceof SSLSocket secured ? secured.getHandshakeSession() : null);
  }

  private @Nullable String forServer(
      String type, Principal @Nullable [] issuers, @Nullable SSLSession session) {
    String name = requestedName(session);
    boolean known = name != null && all.stream().anyMatch(own -> own.isFor(name));
    return first(own ->
        own.hasKey(type)
            && own.isIssuedBy(issuers)
            && (!known || own.isFor(Objects.requireNonNull(name))));
  }

  /// The name of the server that the client wants; null if it did not say.
  private static @Nullable String requestedName(@Nullable SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return null;
    }
    return extended.getRequestedServerNames().stream()
        .filter(name -> name.getType() == StandardConstants.SNI_HOST_NAME)
        .map(name -> new SNIHostName(name.getEncoded()).getAsciiName().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
    return forClient(types, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return forClient(types, issuers);
  }

  private @Nullable String forClient(String[] types, Principal @Nullable [] issuers) {
    return first(own -> Stream.of(types).anyMatch(own::hasKey) && own.isIssuedBy(issuers));
  }

  private @Nullable String first(Predicate<Own> fits) {
    return aliases(fits).findFirst().orElse(null);
  }

  private Stream<String> aliases(Predicate<Own> fits) {
    return IntStream.range(0, all.size())
        .filter(index -> fits.test(all.get(index)))
        .mapToObj(Integer::toString);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return getClientAliases(type, issuers);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    String[] aliases =
        aliases(own -> own.hasKey(type) && own.isIssuedBy(issuers)).toArray(String[]::new);
    return aliases.length == 0 ? null : aliases;
  }

  // Showing

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return certificate(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificate(alias).key();
  }

  private TlsCertificate certificate(String alias) {
    return all.get(Integer.parseInt(alias)).certificate();
  }
}
