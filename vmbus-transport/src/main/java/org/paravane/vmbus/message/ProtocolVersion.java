package org.paravane.vmbus.message;

import java.util.Optional;

/** Versions of the protocol, oldest first. Source: vmbus-channels.md section 3. */
public enum ProtocolVersion {
  V0_13(0, 13), V1_1(1, 1), V2_4(2, 4), V3_0(3, 0), V4_0(4, 0), V4_1(4, 1), V5_0(5, 0), V5_1(5, 1), V5_2(5, 2), V5_3(5,
      3), V6_0(6, 0);

  private final int major;
  private final int minor;

  ProtocolVersion(int major, int minor) {
    this.major = major;
    this.minor = minor;
  }

  /** The number on the wire: major in the high half, minor in the low half. */
  public int number() {
    return major << 16 | minor;
  }

  /** True where this version is the other one or a later one. */
  public boolean atLeast(ProtocolVersion other) {
    return compareTo(other) >= 0;
  }

  /** The version with this number on the wire, where there is one. */
  public static Optional<ProtocolVersion> of(int number) {
    for (ProtocolVersion version : values()) {
      if (version.number() == number) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
