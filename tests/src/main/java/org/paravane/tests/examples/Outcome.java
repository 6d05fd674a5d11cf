package org.paravane.tests.examples;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What an example computed.
 *
 * @param right whether it is what plain Java computes
 * @param digest FNV-1a of the bytes of the result
 */
public record Outcome(boolean right, long digest) {
  private static final long NOTHING = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** The outcome of a result. */
  static Outcome of(boolean right, MemorySegment... parts) {
    long digest = NOTHING;
    for (MemorySegment part : parts) {
      for (long i = 0; i < part.byteSize(); i++) {
        digest = (digest ^ (part.get(ValueLayout.JAVA_BYTE, i) & 0xff)) * PRIME;
      }
    }
    return new Outcome(right, digest);
  }

  /** Whether floats are those expected, by a tolerance relative to the larger of 1 and what is expected. */
  static boolean close(MemorySegment got, float[] expected, float tolerance) {
    for (int i = 0; i < expected.length; i++) {
      float difference = Math.abs(got.getAtIndex(ValueLayout.JAVA_FLOAT, i) - expected[i]);
      if (!(difference <= tolerance * Math.max(1, Math.abs(expected[i])))) {
        return false;
      }
    }
    return true;
  }
}
