package org.paravane.runtime;

import java.util.List;
import org.paravane.abi.Luid;
import org.paravane.abi.query.EngineType;

/**
 * What an accelerator is.
 *
 * @param node name of its device node
 * @param name for people
 * @param luid its local identity, good until the host restarts
 * @param vendorId PCI vendor, 0 if it has none
 * @param deviceId PCI device, 0 if it has none
 * @param engines its engines by ordinal
 */
public record AcceleratorDescription(String node, String name, Luid luid, int vendorId, int deviceId,
    List<Engine> engines) {

  public AcceleratorDescription {
    engines = List.copyOf(engines);
  }

  /**
   * An engine.
   *
   * @param ordinal what a queue names it by
   * @param type what it is for, {@link EngineType#OTHER} if the node says nothing we know
   * @param name for people
   */
  public record Engine(int ordinal, EngineType type, String name) {
  }
}
