package jasyncio.cluster;

import java.io.Serializable;

/// A process that takes part in a cluster.
///
/// @param name as it calls itself; several members may have the same
/// @param id of this process alone: a member that comes again has another
public record Member(String name, String id) implements Serializable {
  @Override
  public String toString() {
    return name;
  }
}
