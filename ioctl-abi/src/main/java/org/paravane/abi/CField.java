package org.paravane.abi;

import org.jspecify.annotations.Nullable;

/**
 * One line of a field list.
 *
 * @param name path from the outermost struct, parts joined by dots
 * @param type spelling of the type; of a bit field, that of its storage unit
 * @param offset bytes from the start of the outermost struct
 * @param size bytes; of a bit field, those of its storage unit
 * @param bits which bits of the unit, or null when it is no bit field
 */
public record CField(String name, String type, int offset, int size, @Nullable BitRange bits) {

  /** Bits of a storage unit, both ends included, bit 0 the lowest. */
  public record BitRange(int first, int last) {
    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  CField within(String prefix, int base) {
    return new CField(prefix + "." + name, type, base + offset, size, bits);
  }
}
