package org.paravane.linux;

import java.util.EnumSet;
import java.util.Set;

/** What nobody may do to a memory file any more. Source: fcntl(2), file sealing. */
public enum Seal {
  /** No further seals. */
  SEAL(1),
  /** Never shorter: a peer cannot make our loads fault by truncating. */
  SHRINK(2),
  /** Never longer. */
  GROW(4),
  /** No writes and no writable mappings. */
  WRITE(8),
  /** No new writable mappings; those that exist stay writable. */
  FUTURE_WRITE(16);

  private final int bit;

  Seal(int bit) {
    this.bit = bit;
  }

  static int bits(Seal... seals) {
    int bits = 0;
    for (Seal seal : seals) {
      bits |= seal.bit;
    }
    return bits;
  }

  static Set<Seal> of(int bits) {
    EnumSet<Seal> seals = EnumSet.noneOf(Seal.class);
    for (Seal seal : values()) {
      if ((bits & seal.bit) != 0) {
        seals.add(seal);
      }
    }
    return seals;
  }
}
