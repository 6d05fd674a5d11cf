package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** An immutable C array of 16-bit characters that holds zero-terminated text. */
public final class Utf16 {
  private final char[] units;

  private Utf16(char[] units) {
    this.units = units;
  }

  /** Text in an array of a length, cut so that a terminating zero fits. */
  public static Utf16 of(String text, int length) {
    char[] units = new char[length];
    text.getChars(0, Math.min(text.length(), length - 1), units, 0);
    return new Utf16(units);
  }

  static Utf16 read(MemorySegment segment, long offset, int length) {
    char[] units = new char[length];
    for (int i = 0; i < length; i++) {
      units[i] = (char) Scalars.getShort(segment, offset + 2L * i);
    }
    return new Utf16(units);
  }

  void write(MemorySegment segment, long offset) {
    for (int i = 0; i < units.length; i++) {
      Scalars.putShort(segment, offset + 2L * i, (short) units[i]);
    }
  }

  /** Length of the array, not of the text. */
  public int length() {
    return units.length;
  }

  /** The text before the first zero. */
  public String text() {
    int end = 0;
    while (end < units.length && units[end] != 0) {
      end++;
    }
    return new String(units, 0, end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf16 that && Arrays.equals(units, that.units);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(units);
  }

  @Override
  public String toString() {
    return '"' + text() + '"';
  }
}
