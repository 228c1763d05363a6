package jasyncio.cluster.internal.engine;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.stack.Protocol;

/// Tells of members that do not answer, which the engine keeps to itself.
final class SuspicionWatch extends Protocol {
  private final Consumer<Address> suspected;

  SuspicionWatch(Consumer<Address> suspected) {
    this.suspected = suspected;
  }

  @Override
  public Object up(Event event) {
    if (event.getType() == Event.SUSPECT) {
      Collection<Address> members =
          event.getArg() instanceof Address one
              ? List.of(one)
              : event.<Collection<Address>>getArg();
      members.forEach(suspected);
    }
    return up_prot.up(event);
  }
}
