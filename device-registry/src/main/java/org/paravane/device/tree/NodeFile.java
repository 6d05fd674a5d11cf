package org.paravane.device.tree;

/** A device node. */
public record NodeFile(long inode, DeviceFile device) implements TreeEntry {

  /** What the node leads to: the registry's own node class, which a front knows how to open. */
  public interface DeviceFile {
    int major();

    int minor();

    int mode();

    int ownerUid();

    int ownerGid();
  }

  @Override
  public int mode() {
    return device.mode();
  }
}
