package jasyncio.cluster;

import jasyncio.cluster.internal.engine.Place;
import jasyncio.cluster.internal.work.Functions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How to join a cluster: what the member is called, what it runs, where the others are, and whom
/// it trusts. Immutable.
///
/// | members | options |
/// |---|---|
/// | processes of one machine, for trying out | [#DEFAULTS] |
/// | of several machines | [#withAddresses] and [#withKey] |
/// | containers under one name in DNS | [#withDns] and [#withKey] |
public final class ClusterOptions {
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration LEAST_LEASE = Duration.ofMillis(100);
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_IN_FLIGHT = 64;
  private static final int LEAST_KEY_LENGTH = 16;

  // counts the changes after which members do not understand each other
  private static final int PROTOCOL_VERSION = 1;

  /// A member of this machine that runs no function.
  public static final ClusterOptions DEFAULTS = new ClusterOptions();

  // written by the methods `with…` before they give their copy away
  private String memberName = "member-" + ProcessHandle.current().pid();
  private Functions functions = Functions.NONE;
  private Set<String> allowed = Set.of();
  private int mostBytes = MOST_BYTES;
  private int mostInFlight = MOST_IN_FLIGHT;
  private Duration lease = LEASE;
  private List<String> addresses = List.of();
  private @Nullable String listen;
  private @Nullable String dnsName;
  private int dnsPort;
  private int dnsMembers;
  private @Nullable String key;
  private int protocolVersion = PROTOCOL_VERSION;

  private ClusterOptions() {}

  private ClusterOptions(ClusterOptions other) {
    this.memberName = other.memberName;
    this.functions = other.functions;
    this.allowed = other.allowed;
    this.mostBytes = other.mostBytes;
    this.mostInFlight = other.mostInFlight;
    this.lease = other.lease;
    this.addresses = other.addresses;
    this.listen = other.listen;
    this.dnsName = other.dnsName;
    this.dnsPort = other.dnsPort;
    this.dnsMembers = other.dnsMembers;
    this.key = other.key;
    this.protocolVersion = other.protocolVersion;
  }

  /// The same with a name for the member, in place of `member-PID`.
  public ClusterOptions withMemberName(String name) {
    var copy = new ClusterOptions(this);
    copy.memberName = Objects.requireNonNull(name, "name");
    return copy;
  }

  /// The name of the member.
  public String memberName() {
    return memberName;
  }

  // Functions

  /// The same with a function that the member runs for others, by the name of its class and method.
  ///
  /// @param function a reference to a method, as `Reports::daily`
  /// @throws IllegalArgumentException if it is anything else
  public <A extends @Nullable Object, R extends @Nullable Object> ClusterOptions withFunction(
      RemoteFunction<A, R> function) {
    var copy = new ClusterOptions(this);
    copy.functions = functions.with(Objects.requireNonNull(function, "function"));
    return copy;
  }

  /// The same with a function by a name of its own, which may stay when the method moves.
  public <A extends @Nullable Object, R extends @Nullable Object> ClusterOptions withFunction(
      String name, RemoteFunction<A, R> function) {
    var copy = new ClusterOptions(this);
    copy.functions =
        functions.with(
            Objects.requireNonNull(name, "name"), Objects.requireNonNull(function, "function"));
    return copy;
  }

  Functions functions() {
    return functions;
  }

  /// The same with more functions at a time that another member has in hand for this one; the rest
  /// waits here. 64 by default.
  ///
  /// @throws IllegalArgumentException if it is less than one
  public ClusterOptions withMostInFlight(int functions) {
    check(functions >= 1, "mostInFlight < 1: " + functions);
    var copy = new ClusterOptions(this);
    copy.mostInFlight = functions;
    return copy;
  }

  /// How many functions another member has in hand for this one at a time.
  public int mostInFlight() {
    return mostInFlight;
  }

  // Values

  /// The same with classes that may come from other members, beside primitives, strings, records,
  /// enums, collections, times and the failures of the JDK.
  ///
  /// @param classes names of classes, or of packages as in `com.example.*`
  /// @throws IllegalArgumentException if a name cannot be one
  public ClusterOptions withAllowed(String... classes) {
    for (String name : classes) {
      check(
          name.matches("[\\p{javaJavaIdentifierPart}.]+(\\.\\*)?"),
          "expected the name of a class, or of a package as in com.example.*: " + name);
    }
    var copy = new ClusterOptions(this);
    copy.allowed = new HashSet<>(allowed);
    copy.allowed.addAll(Arrays.asList(classes));
    return copy;
  }

  Set<String> allowed() {
    return allowed;
  }

  /// The same with another size, in bytes, that an argument, a value or an item may have at most. A
  /// mebibyte by default.
  ///
  /// @throws IllegalArgumentException if it is less than one
  public ClusterOptions withMostBytes(int bytes) {
    check(bytes >= 1, "mostBytes < 1: " + bytes);
    var copy = new ClusterOptions(this);
    copy.mostBytes = bytes;
    return copy;
  }

  /// How many bytes an argument, a value or an item may have.
  public int mostBytes() {
    return mostBytes;
  }

  // Time

  /// The same with another lease: for how long a member trusts what it holds without a word from
  /// the majority. One that is silent for half of it is taken for gone. Five seconds by default.
  /// Shorter ones give what a dead member held to others sooner; a pause of the JVM or of the
  /// network that takes longer costs a member all that it holds.
  ///
  /// @throws IllegalArgumentException if it is less than 100 ms
  public ClusterOptions withLease(Duration lease) {
    check(lease.compareTo(LEAST_LEASE) >= 0, "lease < 100 ms: " + lease);
    var copy = new ClusterOptions(this);
    copy.lease = lease;
    return copy;
  }

  /// For how long a member trusts what it holds.
  public Duration lease() {
    return lease;
  }

  // Places

  /// The same on several machines. Give the same list to all members; each listens on the address
  /// that is its own, and the majority of the list has to be there before locks and queues work.
  ///
  /// @param addresses as `10.0.0.5:7800`, one for each member
  /// @throws IllegalArgumentException if one has no port
  public ClusterOptions withAddresses(String... addresses) {
    Arrays.asList(addresses).forEach(ClusterOptions::checkAddress);
    var copy = new ClusterOptions(this);
    copy.addresses = List.of(addresses);
    return copy;
  }

  private static void checkAddress(String address) {
    check(address.matches(".+:\\d{1,5}"), "expected host:port: " + address);
  }

  /// Where the members are; empty if they are all on this machine, or found by DNS.
  public List<String> addresses() {
    return addresses;
  }

  /// The same listening on `address`, for when several of the addresses are of this machine, or
  /// none is (as behind a translation of addresses).
  ///
  /// @throws IllegalArgumentException if it has no port
  public ClusterOptions withListen(String address) {
    checkAddress(address);
    var copy = new ClusterOptions(this);
    copy.listen = address;
    return copy;
  }

  /// Where the member listens; null if that follows from the rest.
  public @Nullable String listen() {
    return listen;
  }

  /// The same in containers that one name in DNS stands for, such as that of a headless service of
  /// Kubernetes.
  ///
  /// @param name gives the addresses of all members
  /// @param port on which all listen
  /// @param members how many there are, as the replicas of a StatefulSet; never run more
  /// @throws IllegalArgumentException if there are none
  public ClusterOptions withDns(String name, int port, int members) {
    check(members >= 1, "members < 1: " + members);
    var copy = new ClusterOptions(this);
    copy.dnsName = Objects.requireNonNull(name, "name");
    copy.dnsPort = port;
    copy.dnsMembers = members;
    return copy;
  }

  /// Where this member listens and looks for the others.
  ///
  /// @throws IllegalArgumentException if that is beyond this machine, and there is no key or nobody
  ///   to look for
  Place place() {
    InetSocketAddress own = listen == null ? null : address(listen);
    List<InetSocketAddress> all = addresses.stream().map(ClusterOptions::address).toList();
    Place place;
    if (dnsName != null) {
      place = new Place.Dns(dnsName, dnsPort, dnsMembers, own);
    } else if (all.isEmpty()) {
      check(
          own == null, "listens on " + listen + ", and nobody to look for: add .withAddresses(…)");
      return new Place.ThisMachine();
    } else {
      place = new Place.Addresses(all, own);
    }
    boolean here =
        dnsName == null && isLoopback(own) && all.stream().allMatch(ClusterOptions::isLoopback);
    check(
        here || key != null,
        "members beyond this machine need a key: add .withKey(System.getenv(\"CLUSTER_KEY\"))");
    return place;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
  }

  private static boolean isLoopback(@Nullable InetSocketAddress address) {
    return address == null || (!address.isUnresolved() && address.getAddress().isLoopbackAddress());
  }

  // Trust

  /// The same with a secret that all members share. All that they say is encrypted and
  /// authenticated by it, and whoever does not have it can neither join nor listen. Keep it out of
  /// the sources.
  ///
  /// @param key at least 16 characters, best from a generator
  /// @throws IllegalArgumentException if it is shorter
  public ClusterOptions withKey(String key) {
    check(
        key.length() >= LEAST_KEY_LENGTH,
        "the key has %d characters, of %d at least".formatted(key.length(), LEAST_KEY_LENGTH));
    var copy = new ClusterOptions(this);
    copy.key = key;
    return copy;
  }

  @Nullable String key() {
    return key;
  }

  // For tests: a member of the past or the future.
  ClusterOptions withProtocolVersion(int version) {
    var copy = new ClusterOptions(this);
    copy.protocolVersion = version;
    return copy;
  }

  int protocolVersion() {
    return protocolVersion;
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public String toString() {
    return "ClusterOptions[%s, functions=%s, addresses=%s%s]"
        .formatted(
            memberName,
            functions.names(),
            dnsName == null ? addresses : dnsName,
            key == null ? "" : ", key");
  }
}
