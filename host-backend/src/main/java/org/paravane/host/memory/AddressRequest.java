package org.paravane.host.memory;

/**
 * Which GPU virtual addresses are wanted. Sizes and addresses are multiples of the page size.
 *
 * @param base exactly here, or 0: anywhere in [minimum, maximum)
 * @param minimum lowest acceptable address; 0: no wish
 * @param maximum the range ends here at the latest; 0: no wish
 * @param bytes length, more than 0
 */
public record AddressRequest(long base, long minimum, long maximum, long bytes) {
  /** Anywhere. */
  public static AddressRequest anywhere(long bytes) {
    return new AddressRequest(0, 0, 0, bytes);
  }

  /** Exactly there. */
  public static AddressRequest at(long base, long bytes) {
    return new AddressRequest(base, 0, 0, bytes);
  }
}
