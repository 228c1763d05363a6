package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.Future;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The program of a [MemberProcess]: joins, and then does what each line says, in a task of its
/// own.
///
/// `NAME [cluster=…] [lease=MILLIS] [addresses=A,B,C] [listen=A] [key=K] `
public final class MemberProgram {
  private final Map<String, Hold> holds = new HashMap<>();
  private final Map<String, ClusterQueue.Taken<Integer>> taken = new HashMap<>();

  private MemberProgram() {}

  /// Not among the classes that are allowed.
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;
  }

  static Coroutine<String> whoAmI(int number) {
    return () -> "member " + System.getProperty("member") + " number " + number;
  }

  static Coroutine<String> sleepFor(long millis) {
    return () -> {
      say("begins " + millis);
      try {
        await(sleep(Duration.ofMillis(millis)));
      } catch (CancelledError e) {
        say("cancelled: " + e.getMessage() + " by " + e.origin());
        throw e;
      }
      return "slept on " + System.getProperty("member");
    };
  }

  static Coroutine<Integer> count(List<Object> things) {
    return things::size;
  }

  static void say(String text) {
    System.out.println("> " + text);
  }

  /// The member.
  public static void main(String... arguments) {
    System.setProperty("member", arguments[0]);
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      settings.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    run(() -> {
      try (var cluster =
          await(
              Cluster.join(
                  settings.getOrDefault("cluster", "test"), options(arguments[0], settings)))) {
        say("joined " + cluster.currentMembers().size());
        new MemberProgram().obey(cluster);
      } catch (ClusterException | IllegalArgumentException e) {
        say("refused " + e.getMessage());
      }
    });
    say("left");
  }

  private static ClusterOptions options(String name, Map<String, String> settings) {
    var options =
        ClusterOptions.DEFAULTS
            .withMemberName(name)
            .withLease(Duration.ofMillis(Long.parseLong(settings.getOrDefault("lease", "5000"))))
            .withFunction(MemberProgram::whoAmI)
            .withFunction(MemberProgram::sleepFor)
            .withFunction(MemberProgram::count);
    if (settings.containsKey("addresses")) {
      options = options.withAddresses(settings.get("addresses").split(","));
    }
    if (settings.containsKey("listen")) {
      options = options.withListen(settings.get("listen"));
    }
    if (settings.containsKey("key")) {
      options = options.withKey(settings.get("key"));
    }
    return options;
  }

  private void obey(Cluster cluster) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = await(toThread(lines::readLine))) != null && !line.equals("leave")) {
      String[] words = line.split(" ");
      createTask(() -> {
        try {
          String answer = obey(cluster, words);
          if (answer != null) {
            say(answer);
          }
        } catch (Exception e) {
          say("failed " + e.getClass().getSimpleName() + ": " + firstLine(e.getMessage()));
        } catch (CancelledError e) {
          say("cancelled");
        }
      });
    }
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }

  private @Nullable String obey(Cluster cluster, String[] words) throws Exception {
    return switch (words[0]) {
      case "members" -> names(cluster.currentMembers());
      case "voters" -> names(cluster.currentVoters());
      case "lock" -> {
        Hold hold = await(cluster.lock(words[1]).acquire());
        holds.put(words[1], hold);
        yield "holds " + hold.token();
      }
      case "held" -> Boolean.toString(holds.get(words[1]).isHeld());
      case "token" -> "token " + holds.get(words[1]).token();
      case "lost" -> {
        await(shield(holds.get(words[1]).lost()));
        yield "lost";
      }
      case "unlock" -> {
        holds.remove(words[1]).close();
        yield "unlocked";
      }
      case "locked" -> Boolean.toString(await(cluster.lock(words[1]).locked()));
      case "put" -> {
        ClusterQueue<Integer> queue = cluster.queue(words[1]);
        for (int i = Integer.parseInt(words[2]); i < Integer.parseInt(words[3]); i++) {
          await(queue.put(i));
        }
        yield "put";
      }
      case "get" -> {
        ClusterQueue<Integer> queue = cluster.queue(words[1]);
        var item = await(queue.get());
        taken.put(words[1], item);
        yield "got " + item.item() + " delivery " + item.deliveries();
      }
      case "done" -> {
        await(taken.remove(words[1]).taskDone());
        yield "done";
      }
      case "work" -> work(cluster, words[1]);
      case "join" -> {
        await(cluster.queue(words[1]).join());
        await(cluster.queue(words[1]).shutdown());
        yield "all done";
      }
      case "who" -> await(cluster.on(member(cluster, words[1])).submit(MemberProgram::whoAmI, 1));
      case "key" -> await(cluster.on(words[1]).submit(MemberProgram::whoAmI, 1));
      case "sleep" ->
          await(
              cluster
                  .on(member(cluster, words[1]))
                  .submit(MemberProgram::sleepFor, Long.parseLong(words[2])));
      case "gadget" ->
          "counted "
              + await(
                  cluster
                      .on(member(cluster, words[1]))
                      .submit(MemberProgram::count, List.of(new Gadget())));
      case "leader" -> {
        Hold office = await(cluster.leader(words[1]).campaign());
        holds.put("leader", office);
        yield "leads";
      }
      case "current" ->
          await(cluster.leader(words[1]).current()).map(Member::name).orElse("nobody");
      case "many" -> many(cluster, Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static String names(List<Member> members) {
    return members.stream().map(Member::name).sorted().collect(Collectors.joining(" "));
  }

  private static Member member(Cluster cluster, String name) {
    return cluster.currentMembers().stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no member " + name));
  }

  /// Takes items until the queue ends, and names each that it has done.
  private static String work(Cluster cluster, String name) {
    ClusterQueue<Integer> queue = cluster.queue(name);
    while (true) {
      try {
        for (var item : queue) {
          await(item.taskDone());
          say("did " + item.item());
        }
        return "worked";
      } catch (MajorityLostException e) {
        say("lost the majority");
        await(sleep(Duration.ofMillis(100)));
      }
    }
  }

  /// How long so many functions take, all at once.
  private static String many(Cluster cluster, int number) {
    long begin = System.nanoTime();
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(cluster.submit(MemberProgram::whoAmI, i));
    }
    int values = await(gather(all)).size();
    return values + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms";
  }
}
