package org.paravane.device;

import java.util.List;
import org.paravane.device.attribute.AttributeGroup;

/**
 * Describes a driver as a whole. State belongs to the device: made in {@link #probe}, attached with
 * {@link Device#setDriverData}, gone after {@link #remove}. Callbacks for one device never overlap; those for different
 * devices do.
 */
public interface Driver {

  /** The name, unique on its bus. */
  String name();

  /** What the driver matches. */
  List<MatchId> ids();

  /**
   * Takes a device into service. Resources are declared with {@link Device#onUnbind} and {@link Device#onLastClose} as they
   * are acquired: when the probe does not answer {@link ProbeResult.Bound}, they are all released. Registering a node is
   * best done last, since callers may open it at once.
   */
  ProbeResult probe(Device device);

  /**
   * The device leaves the driver, because it vanished ({@link Device#isGone}) or for another reason. Its nodes are unplugged
   * already, nobody is inside of them; what was declared with {@link Device#onUnbind} is released afterwards.
   */
  default void remove(Device device) {
  }

  /** Attributes that a device has while this driver is bound to it; asked for after a successful probe. */
  default List<AttributeGroup> groups(Device device) {
    return List.of();
  }
}
