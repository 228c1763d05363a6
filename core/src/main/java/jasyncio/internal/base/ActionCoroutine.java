package jasyncio.internal.base;

import jasyncio.Action;
import jasyncio.Coroutine;
import java.util.Objects;

/// A coroutine whose body returns no value. Its text form shows the name of that body.
public final class ActionCoroutine implements Coroutine<Void> {
  private final Action body;

  public ActionCoroutine(Action body) {
    this.body = Objects.requireNonNull(body, "body");
  }

  @Override
  public Void run() throws Exception {
    body.run();
    return Unit.VALUE;
  }

  @Override
  public String toString() {
    return TextForms.ofCode(body);
  }
}
