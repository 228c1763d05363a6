package jasyncio.cluster.internal.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;
import org.jspecify.annotations.Nullable;

/// The engine's protocols, from the wire up.
final class Stack {
  // a frame of the engine may have many messages
  private static final int MOST_FRAME_BYTES = 64 << 20;
  private static final int FRAGMENT_BYTES = 60_000;
  private static final long CREDITS = 4_000_000;
  private static final int MOST_QUEUED_SENDS = 16_384;
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration SHORTEST_CONNECT = Duration.ofMillis(200);
  private static final Duration SHORTEST_MERGE = Duration.ofMillis(500);

  private Stack() {}

  /// Protocols for a member that listens at `bind`.
  ///
  /// @param discovery finds the others
  /// @param silence after which a member is suspected
  /// @param tls of the members that share a key; null for none
  static List<Protocol> of(
      InetAddress bind,
      int port,
      Protocol discovery,
      Duration silence,
      @Nullable SSLContext tls,
      List<Protocol> upper) {
    List<Protocol> stack = new ArrayList<>();
    stack.add(transport(bind, port, silence, tls));
    stack.add(discovery);
    stack.add(merge(silence));
    stack.add(new FD_ALL3().setTimeout(silence.toMillis()).setInterval(silence.toMillis() / 4));
    stack.add(new VERIFY_SUSPECT2().setTimeout(Math.min(500, silence.toMillis() / 4)));
    stack.add(new NAKACK2().useMcastXmit(false));
    stack.add(new UNICAST3());
    stack.add(new STABLE().setMaxBytes(CREDITS));
    stack.add(membership());
    stack.add(new UFC().setMaxCredits(CREDITS));
    stack.add(new MFC().setMaxCredits(CREDITS));
    stack.add(new FRAG4().setFragSize(FRAGMENT_BYTES));
    stack.addAll(upper);
    return stack;
  }

  private static TCP transport(
      InetAddress bind, int port, Duration silence, @Nullable SSLContext tls) {
    TCP tcp = new TCP();
    tcp.setBindAddress(bind).setBindPort(port).setPortRange(0);
    // a peer that is stopped must not hold up what goes to the others
    tcp.nonBlockingSends(true).maxSendQueue(MOST_QUEUED_SENDS);
    // nor one that cannot be reached: the thread that connects is the one that sends to all
    tcp.setSockConnTimeout((int) Math.max(SHORTEST_CONNECT.toMillis(), silence.toMillis() / 16));
    tcp.tcpNodelay(true).setMaxLength(MOST_FRAME_BYTES);
    // a process that dies is noticed at once, for its connections are closed
    tcp.enableSuspectEvents(true).logDetails(false);
    if (tls != null) {
      TLS settings = tcp.tls();
      settings.enabled(true).setSSLContext(tls).setClientAuth(TLSClientAuth.NEED);
    }
    return tcp;
  }

  private static MERGE3 merge(Duration silence) {
    long shortest = Math.max(SHORTEST_MERGE.toMillis(), silence.toMillis() / 4);
    return new MERGE3().setMinInterval(shortest).setMaxInterval(shortest * 2);
  }

  private static GMS membership() {
    return new GMS()
        .setJoinTimeout(JOIN_TIMEOUT.toMillis())
        .setLeaveTimeout(JOIN_TIMEOUT.toMillis())
        .printLocalAddress(false)
        .setViewAckCollectionTimeout(JOIN_TIMEOUT.toMillis());
  }

  static Protocol knownAddresses(List<InetSocketAddress> addresses) {
    return new TCPPING().setInitialHosts(addresses).setPortRange(0);
  }

  static Protocol dns(String name) {
    DNS_PING ping = new DNS_PING();
    ping.setValue("dns_query", name);
    return ping;
  }
}
