package org.paravane.host.engine.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a host sends. Each begins with its number; the fields follow in the order of the method's arguments, integers
 * little-endian, a text as its length in bytes (u32) and its UTF-8 bytes. Padded to a multiple of 8 by the ring.
 */
enum CallKind {
  /** What the worker is to be: a text, lines of {@code key=value}. The first message. */
  SETTINGS(1, 8), OPEN_SPACE(2, 32), CLOSE_SPACE(3, 8),
  /** The descriptor was sent before. */
  ATTACH_STORE(4, 24), DETACH_STORE(5, 8), FORGET_RANGE(6, 24),
  /** Pieces follow: start, end, store offset (u64), store, protection (u32). At most {@link #MAX_PIECES}. */
  MAP(7, 32), OPEN_QUEUE(8, 24), CLOSE_QUEUE(9, 8), SUBMIT(10, 32), PREEMPT(11, 8), CANCEL(12, 16),
  /** The descriptor of the image was sent before. */
  PROGRAM(13, 32),
  /** The descriptor of the code was sent before. */
  BUILD(14, 32),
  /** The area for payloads may be used again. */
  FREE_AREA(15, 8);

  /** Pieces of one message; more are several messages. */
  static final int MAX_PIECES = 512;
  /** Bytes of a piece. */
  static final int PIECE_BYTES = 32;
  /** Longest name of a space or queue, in UTF-8 bytes; longer ones are cut. */
  static final int MAX_NAME_BYTES = 256;

  private static final List<CallKind> BY_NUMBER = List.of(byNumber());

  private final int number;
  private final int smallestBytes;

  CallKind(int number, int smallestBytes) {
    this.number = number;
    this.smallestBytes = smallestBytes;
  }

  int number() {
    return number;
  }

  /** Bytes of the message, with its padding, when its texts and lists are empty. */
  int smallestBytes() {
    return smallestBytes;
  }

  static @Nullable CallKind of(int number) {
    return number > 0 && number <= BY_NUMBER.size() ? BY_NUMBER.get(number - 1) : null;
  }

  private static CallKind[] byNumber() {
    CallKind[] kinds = values();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i].number != i + 1) {
        throw new IllegalStateException("numbers have a gap: kind=" + kinds[i]);
      }
    }
    return kinds;
  }
}
