package org.paravane.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.attribute.Names;

/**
 * What a bus says of a device that it adds.
 *
 * @param name      unique on the bus, a file name
 * @param ids       what drivers match; a device without ids, a hub for instance, is matched by no driver
 * @param parent    the device it hangs on, of the same registry
 * @param data      what the bus knows of it ({@link Device#busData}), an offer for instance
 * @param groups    attributes of this very device
 * @param variables uevent variables of this very device
 */
public record DeviceSpec(String name, List<MatchId> ids, Optional<Device> parent, Optional<Object> data,
    List<AttributeGroup> groups, Map<String, String> variables) {

  public DeviceSpec {
    Names.check(name);
    ids = List.copyOf(ids);
    groups = List.copyOf(groups);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** A device of that name and those ids. */
  public static DeviceSpec named(String name, MatchId... ids) {
    return new DeviceSpec(name, List.of(ids), Optional.empty(), Optional.empty(), List.of(), Map.of());
  }

  /** The same, hanging on a device. */
  public DeviceSpec withParent(Device device) {
    return new DeviceSpec(name, ids, Optional.of(device), data, groups, variables);
  }

  /** The same with what the bus knows of it. */
  public DeviceSpec withData(Object object) {
    return new DeviceSpec(name, ids, parent, Optional.of(object), groups, variables);
  }

  /** The same with attributes of its own. */
  public DeviceSpec withGroups(AttributeGroup... attributeGroups) {
    return new DeviceSpec(name, ids, parent, data, List.of(attributeGroups), variables);
  }

  /** The same with uevent variables of its own. */
  public DeviceSpec withVariables(Map<String, String> ueventVariables) {
    return new DeviceSpec(name, ids, parent, data, groups, ueventVariables);
  }
}
