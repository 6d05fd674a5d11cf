package org.paravane.abi;

import java.util.Arrays;

/** An immutable C array of 32-bit numbers. */
public final class U32Array {
  /** No elements. */
  public static final U32Array EMPTY = new U32Array(new int[0]);

  private final int[] elements;

  U32Array(int[] elements) {
    this.elements = elements;
  }

  /** A copy of an array. */
  public static U32Array of(int... elements) {
    return new U32Array(elements.clone());
  }

  /** That many zeros. */
  public static U32Array zero(int length) {
    return new U32Array(new int[length]);
  }

  /** As {@link #of}, filled up with zeros to the length of a fixed C array. */
  public static U32Array padded(int length, int... elements) {
    if (elements.length > length) {
      throw new IllegalArgumentException("too many elements: length=" + length + ", elements=" + elements.length);
    }
    return new U32Array(Arrays.copyOf(elements, length));
  }

  public int length() {
    return elements.length;
  }

  public int get(int index) {
    return elements[index];
  }

  int[] elements() {
    return elements;
  }

  public int[] toArray() {
    return elements.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof U32Array that && Arrays.equals(elements, that.elements);
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
