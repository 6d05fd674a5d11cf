package org.paravane.tests.examples;

/** Inputs that every language makes the same way: numbers of a linear congruential generator. */
final class Inputs {
  private int state;

  Inputs(int seed) {
    this.state = seed;
  }

  /** The next number, 32 bits. */
  int next() {
    state = state * 1664525 + 1013904223;
    return state;
  }

  /** Floats in [0, 1) with 24 bits. */
  static float[] floats(int count, int seed) {
    Inputs inputs = new Inputs(seed);
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (inputs.next() >>> 8) / 16777216f;
    }
    return floats;
  }

  /** Bytes. */
  static byte[] bytes(int count, int seed) {
    Inputs inputs = new Inputs(seed);
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (inputs.next() >>> 24);
    }
    return bytes;
  }
}
