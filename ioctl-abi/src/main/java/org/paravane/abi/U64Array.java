package org.paravane.abi;

import java.util.Arrays;

/** An immutable C array of 64-bit numbers. */
public final class U64Array {
  /** No elements. */
  public static final U64Array EMPTY = new U64Array(new long[0]);

  private final long[] elements;

  U64Array(long[] elements) {
    this.elements = elements;
  }

  /** A copy of an array. */
  public static U64Array of(long... elements) {
    return new U64Array(elements.clone());
  }

  /** That many zeros. */
  public static U64Array zero(int length) {
    return new U64Array(new long[length]);
  }

  /** As {@link #of}, filled up with zeros to the length of a fixed C array. */
  public static U64Array padded(int length, long... elements) {
    if (elements.length > length) {
      throw new IllegalArgumentException("too many elements: length=" + length + ", elements=" + elements.length);
    }
    return new U64Array(Arrays.copyOf(elements, length));
  }

  public int length() {
    return elements.length;
  }

  public long get(int index) {
    return elements[index];
  }

  public long[] toArray() {
    return elements.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof U64Array that && Arrays.equals(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }

  @Override
  public String toString() {
    return Arrays.toString(elements);
  }
}
