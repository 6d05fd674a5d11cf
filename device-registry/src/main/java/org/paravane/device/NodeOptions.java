package org.paravane.device;

import java.util.List;
import java.util.Optional;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.attribute.Names;

/**
 * How a node is to be.
 *
 * @param mode        permission bits of the node; whoever serves the node checks them
 * @param ownerUid    owner of the node
 * @param ownerGid    group of the node
 * @param policy      how many may hold it open
 * @param name        the node's own name; by default the class prefix and the minor
 * @param byId        a stable name below {@code dev/by-id}
 * @param debugGroups unstable attributes, below {@code sys/kernel/debug} and only if the registry shows that
 */
public record NodeOptions(int mode, int ownerUid, int ownerGid, OpenPolicy policy, Optional<String> name,
    Optional<String> byId, List<AttributeGroup> debugGroups) {

  public NodeOptions {
    name.ifPresent(Names::check);
    byId.ifPresent(Names::check);
    debugGroups = List.copyOf(debugGroups);
  }

  /** Shared, mode 0600, owner 0:0, named by the class. */
  public static NodeOptions defaults() {
    return new NodeOptions(0600, 0, 0, OpenPolicy.SHARED, Optional.empty(), Optional.empty(), List.of());
  }

  /** The same with other permission bits. */
  public NodeOptions withMode(int bits) {
    return new NodeOptions(bits, ownerUid, ownerGid, policy, name, byId, debugGroups);
  }

  /** The same with another owner and group. */
  public NodeOptions withOwner(int uid, int gid) {
    return new NodeOptions(mode, uid, gid, policy, name, byId, debugGroups);
  }

  /** The same with another open policy. */
  public NodeOptions withPolicy(OpenPolicy openPolicy) {
    return new NodeOptions(mode, ownerUid, ownerGid, openPolicy, name, byId, debugGroups);
  }

  /** The same with a name of its own. */
  public NodeOptions withName(String nodeName) {
    return new NodeOptions(mode, ownerUid, ownerGid, policy, Optional.of(nodeName), byId, debugGroups);
  }

  /** The same with a stable name. */
  public NodeOptions withById(String id) {
    return new NodeOptions(mode, ownerUid, ownerGid, policy, name, Optional.of(id), debugGroups);
  }

  /** The same with unstable attributes. */
  public NodeOptions withDebugGroups(AttributeGroup... groups) {
    return new NodeOptions(mode, ownerUid, ownerGid, policy, name, byId, List.of(groups));
  }
}
