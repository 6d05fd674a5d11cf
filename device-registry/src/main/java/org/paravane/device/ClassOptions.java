package org.paravane.device;

import org.paravane.device.attribute.Names;

/**
 * A category of nodes.
 *
 * @param name       {@code sys/class/<name>}
 * @param directory  {@code dev/<directory>}, {@code ""} for {@code dev} itself
 * @param prefix     nodes are named prefix and minor
 * @param major      the number that all share
 * @param minors     how many there may be at a time: minor 0 to this less one
 * @param deviceType DEVTYPE of the uevents
 */
public record ClassOptions(String name, String directory, String prefix, int major, int minors, String deviceType) {

  public ClassOptions {
    Names.check(name);
    Names.check(prefix);
    if (!directory.isEmpty()) {
      Names.check(directory);
    }
    if (minors < 1) {
      throw new IllegalArgumentException("a class needs room for a node: name=" + name + ", minors=" + minors);
    }
  }

  /** Nodes {@code dev/<name>/<name>N}. */
  public static ClassOptions of(String name, int major, int minors) {
    return new ClassOptions(name, name, name, major, minors, name + "_minor");
  }
}
