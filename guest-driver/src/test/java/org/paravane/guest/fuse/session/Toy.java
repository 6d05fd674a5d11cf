package org.paravane.guest.fuse.session;

import org.jspecify.annotations.Nullable;

/** The requests that {@link ToyFileSystem} knows. All but one carry {@code struct {u64 value; u64 pointer; u32 length; u32 sum;}} both ways. */
enum Toy {
  /** Adds 1 to the value. */
  ADD(0), //
  /** Turns the bytes at the pointer round and sums them. */
  NESTED(1), //
  /** Answers 77. */
  STATUS(2), //
  /** Answers process, thread and user. */
  WHO(3), //
  /** Sleeps until {@link #WAKE}. */
  WAIT(4), //
  /** Wakes those who sleep. */
  WAKE(5), //
  /** Sleeps without saying so. */
  WAIT_UNANNOUNCED(6), //
  /** Adds 1 to the eventfd whose number is the value. */
  SIGNAL_FD(7), //
  /** Throws. */
  BUG(8), //
  /** Has no argument. */
  NOTHING(9), //
  /** Makes the value what poll says. */
  SET_READY(10);

  static final int BYTES = 24;
  private static final int MAGIC = 'T';
  private static final int READ_WRITE = 3;

  private final int number;

  Toy(int number) {
    this.number = number;
  }

  int code() {
    int plain = MAGIC << 8 | number;
    return this == NOTHING ? plain : READ_WRITE << 30 | BYTES << 16 | plain;
  }

  static @Nullable Toy of(int code) {
    for (Toy toy : values()) {
      if (toy.code() == code) {
        return toy;
      }
    }
    return null;
  }
}
