package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A blocking library in tasks: JDBC, against a PostgreSQL of the test's own.
@CarrierEngine
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "the build has PostgreSQL for Linux on x86-64 only")
class JdbcTest {
  private static final String LOCK = "select pg_advisory_lock(42)";
  private static final String UNLOCK = "select pg_advisory_unlock(42)";

  private static EmbeddedPostgres postgres;

  /// Unpacks the server's binaries the first time, then makes a cluster and starts it.
  @BeforeAll
  @Timeout(60)
  static void startServer() throws Exception {
    assumeTrue(mayRunServer(), "root may not unshare -U here, and PostgreSQL does not run as root");
    postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(new File("target/postgres"))
            .setLocaleConfig("locale", "C")
            .start();
  }

  /// Returns whether the server can be started: as root this needs a user namespace.
  private static boolean mayRunServer() throws IOException, InterruptedException {
    return !System.getProperty("user.name").equals("root")
        || new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
  }

  @AfterAll
  @Timeout(60)
  static void stopServer() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Connection connect() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /// The first column of the first row.
  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aQueryThatWaitsLetsOthersRun() throws Exception {
    try (Connection holder = connect();
        Connection waiter = connect()) {
      query(holder, LOCK);

      BlockingCallTest.whileAHeartBeats(() -> query(waiter, LOCK), () -> query(holder, UNLOCK));
    }
  }

  @Test
  void aQueryThatWaitsEndsWhenTheTaskIsCancelled() throws Exception {
    try (Connection holder = connect();
        Connection waiter = connect()) {
      query(holder, LOCK);

      BlockingCallTest.cancelWhileBlocked(() -> query(waiter, LOCK));

      assertThat(waiter.isClosed()).isTrue();
    }
  }

  @Test
  void tasksWithQueriesNeverRunAtOnce() {
    int tasks = 4;
    int queries = 25;
    Section section = new Section();

    run(() -> {
      List<Task<Void>> clients = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        clients.add(
            createTask(() -> {
              try (Connection connection = connect()) {
                for (int n = 0; n < queries; n++) {
                  assertThat(query(connection, "select " + n)).isEqualTo("" + n);
                  section.pass();
                }
              }
            }));
      }
      for (Task<Void> client : clients) {
        await(client);
      }
    });

    assertThat(section.overlaps).isZero();
    assertThat(section.passed).isEqualTo(tasks * queries);
  }

  /// Code without a lock that only one task may execute at a time.
  private static final class Section {
    private volatile boolean entered;
    private int overlaps;
    private int passed;

    void pass() {
      if (entered) {
        overlaps++;
      }
      entered = true;
      for (int i = 0; i < 1_000; i++) {
        Thread.onSpinWait();
      }
      passed++;
      entered = false;
    }
  }
}
