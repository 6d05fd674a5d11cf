package org.paravane.runtime;

import org.paravane.abi.Result;

/**
 * A device node that can be opened: the only way of this library to a device. Whoever serves nodes implements it, over a
 * file of the file system for instance.
 */
public interface NodeAccess {

  /** The name of the node, such as {@code accel0}; for messages. */
  String name();

  /** Opens the node for reading and writing, as open(2) does. ENODEV, EBUSY, EACCES or what else the node says. */
  Result<NodeFile> open();
}
