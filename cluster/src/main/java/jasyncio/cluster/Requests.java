package jasyncio.cluster;

import static jasyncio.Asyncio.await;

import jasyncio.Future;
import jasyncio.QueueShutDownException;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.session.Pending;
import jasyncio.cluster.internal.session.Session;
import jasyncio.cluster.internal.session.SessionLost;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;
import org.jspecify.annotations.Nullable;

/// Asks one structure, on behalf of tasks that wait for the answers.
final class Requests {
  private final Node node;
  private final Name name;
  private final Object shown;

  /// @param shown the structure, as those see it who look what a task waits for
  Requests(Node node, Name name, Object shown) {
    this.node = node;
    this.name = name;
    this.shown = shown;
  }

  /// What a claim got, and what to give it back by.
  ///
  /// @param answer what was granted
  record Held(Session session, Pending claim, Answer answer) {
    /// Gives back what was granted, once; the task need not wait for that.
    void giveBack() {
      session.withdraw(claim);
    }

    boolean isTrusted() {
      return session.isTrusted();
    }

    Future<@Nullable Void> lost() {
      return session.lost();
    }
  }

  /// Suspends until there is an answer. If that is cancelled, what was asked for is withdrawn, or
  /// given back where it has been granted meanwhile.
  ///
  /// @throws MajorityLostException if the majority cannot be reached
  Held claim(Request request, String operation) {
    Session session = node.session();
    Pending asked = session.request(name, request, operation, shown);
    try {
      Answer answer = await(asked.answer());
      checkNotRefused(answer, operation);
      return new Held(session, asked, answer);
    } catch (SessionLost e) {
      throw new MajorityLostException(operation + " on " + shown + ": " + e.getMessage(), e);
    } catch (Throwable t) {
      session.withdraw(asked);
      throw t;
    }
  }

  /// As [#claim], for what holds nothing.
  Answer ask(Request request, String operation) {
    return claim(request, operation).answer();
  }

  private void checkNotRefused(Answer answer, String operation) {
    if (answer instanceof Answer.Refused(Answer.Reason reason, String text)) {
      String message = operation + " on " + shown + ": " + text;
      throw switch (reason) {
        case SHUT_DOWN -> new QueueShutDownException(message);
        case OTHER_LIMIT -> new IllegalArgumentException(message);
        case NOT_HELD -> new IllegalStateException(message);
      };
    }
  }

  static IllegalStateException unexpected(Answer answer) {
    return new IllegalStateException("unexpected answer: " + answer);
  }
}
