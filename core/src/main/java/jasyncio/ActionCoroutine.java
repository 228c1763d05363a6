package jasyncio;

import java.util.Objects;

/// A coroutine whose body gives no value. It shows that body's name as its own.
final class ActionCoroutine implements Coroutine<Void> {
  private final Action body;

  ActionCoroutine(Action body) {
    this.body = Objects.requireNonNull(body, "body");
  }

  @Override
  public Void run() throws Exception {
    body.run();
    return Nothing.VALUE;
  }

  @Override
  public String toString() {
    return Texts.ofCode(body);
  }
}
