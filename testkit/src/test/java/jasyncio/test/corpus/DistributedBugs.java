package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.ms;

import jasyncio.Asyncio;
import jasyncio.DatagramEndpoint;
import jasyncio.Task;
import jasyncio.TimeoutException;
import jasyncio.test.Host;
import jasyncio.test.Simulation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Hosts that know each other by messages only.
final class DistributedBugs {
  private static final int PORT = 7;

  static final List<Bug> ALL =
      List.of(
          new Bug("datagrams are taken to arrive in order", DistributedBugs::orderOfDatagrams),
          new Bug("a request that is sent again is carried out twice", DistributedBugs::doneTwice),
          new Bug("a leader acts after its lease has ended", DistributedBugs::oldLeader),
          new Bug("a lost datagram is waited for without a limit", DistributedBugs::waitsForLost),
          new Bug("what was acknowledged is gone after a crash", DistributedBugs::lostByCrash));

  private DistributedBugs() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DatagramEndpoint receiver(Host host) {
    return await(host.run(openDatagram(new InetSocketAddress(PORT), null)));
  }

  private static DatagramEndpoint sender(String to) {
    return await(openDatagram(null, InetSocketAddress.createUnresolved(to, PORT)));
  }

  private static void orderOfDatagrams(Simulation simulation, boolean fixed) {
    try (var receiver = receiver(simulation.network().host("display"));
        var sender = sender("display")) {
      for (int i = 1; i <= 3; i++) {
        await(sender.send("" + i));
      }
      int shown = 0;
      for (int i = 1; i <= 3; i++) {
        int number = Integer.parseInt(await(receiver.receive()).text());
        shown = fixed ? Math.max(shown, number) : number;
      }
      check(shown == 3, "shows " + shown);
    }
  }

  private static void doneTwice(Simulation simulation, boolean fixed) {
    var bank = simulation.network().host("bank");
    int[] paid = {0};
    Task<Void> teller =
        bank.start(() -> {
          Set<String> done = new HashSet<>();
          try (var requests = receiver(bank)) {
            while (true) {
              var request = await(requests.receive());
              if (!fixed || done.add(request.text())) {
                paid[0]++;
              }
              await(requests.send(bytes("paid"), request.address()));
            }
          }
        });
    await(sleep(ms(1)));
    try (var customer = sender("bank")) {
      for (boolean answered = false; !answered; ) {
        await(customer.send("pay bill 7"));
        try {
          await(waitFor(customer.receive(), ms(8)));
          answered = true;
        } catch (TimeoutException e) {
          // sends it again
        }
      }
      await(sleep(ms(50)));
    }
    teller.cancel();
    await(Asyncio.waitOn(List.of(teller)));
    check(paid[0] == 1, "paid " + paid[0]);
  }

  private static void oldLeader(Simulation simulation, boolean fixed) {
    Duration act = ms(3);
    Duration[] leasedUntil = {Duration.ZERO}; // at a service that all reach
    Set<String> acting = new HashSet<>();
    List<Task<Void>> nodes = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      nodes.add(
          simulation
              .network()
              .host(name)
              .start(() -> {
                for (int i = 0; i < 10; i++) {
                  Duration now = simulation.clock().elapsed();
                  if (now.compareTo(leasedUntil[0]) >= 0) {
                    Duration mine = now.plusMillis(20);
                    leasedUntil[0] = mine;
                    for (int j = 0; j < 2; j++) {
                      boolean inTime = simulation.clock().elapsed().plus(act).compareTo(mine) < 0;
                      if (inTime || !fixed) {
                        acting.add(name);
                        check(acting.size() == 1, "two leaders");
                        await(sleep(act));
                        acting.remove(name);
                      }
                      await(sleep(ms(10 + simulation.random().nextInt(10)))); // a long pause
                    }
                  }
                  await(sleep(ms(4)));
                }
              }));
    }
    for (var node : nodes) {
      await(node);
    }
  }

  private static void waitsForLost(Simulation simulation, boolean fixed) {
    var network = simulation.network();
    var there = network.host("there");
    network.link(network.local(), there).loss(0.2);
    Task<Void> echo =
        there.start(() -> {
          try (var requests = receiver(there)) {
            while (true) {
              var request = await(requests.receive());
              await(requests.send(request.data(), request.address()));
            }
          }
        });
    await(sleep(ms(1)));
    try (var client = sender("there")) {
      for (boolean answered = false; !answered; ) {
        await(client.send("hello"));
        try {
          await(waitFor(client.receive(), fixed ? ms(50) : null));
          answered = true;
        } catch (TimeoutException e) {
          // sends it again
        }
      }
    }
    echo.cancel();
    await(Asyncio.waitOn(List.of(echo)));
  }

  private static void lostByCrash(Simulation simulation, boolean fixed) {
    var store = simulation.network().host("store");
    List<String> disk = new ArrayList<>();
    store.start(() -> {
      List<String> memory = new ArrayList<>(disk);
      try (var requests = receiver(store)) {
        while (true) {
          var request = await(requests.receive());
          memory.add(request.text());
          if (fixed) {
            disk.add(request.text());
          }
          await(requests.send(bytes("kept"), request.address()));
          await(sleep(ms(2)));
          disk.clear();
          disk.addAll(memory);
        }
      }
    });
    await(sleep(ms(1)));
    try (var client = sender("store")) {
      await(client.send("a"));
      await(client.receive());
    }
    await(sleep(ms(simulation.random().nextInt(3))));
    store.crash();
    check(disk.contains("a"), "lost by the crash");
  }
}
