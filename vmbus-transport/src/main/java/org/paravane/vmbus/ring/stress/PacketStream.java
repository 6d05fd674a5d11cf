package org.paravane.vmbus.ring.stress;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.paravane.vmbus.ring.IncomingPacket;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PacketType;

/**
 * The packets of a run: size, type and every byte of packet i follow from the seed and i, so that the reader can tell what was lost,
 * doubled, reordered or damaged. The transaction id is i.
 */
final class PacketStream {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private final long seed;
  private final int maxPayload;
  private final long[] words;
  private final MemorySegment payload;

  /**
   * A stream.
   *
   * @param maxPayload sizes are 0 … this, in bytes
   */
  PacketStream(long seed, int maxPayload) {
    this.seed = seed;
    this.maxPayload = maxPayload;
    words = new long[maxPayload / Long.BYTES + 1];
    payload = MemorySegment.ofArray(words);
  }

  /** SplitMix64, as a function of its counter. */
  static long mix(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private long key(long i) {
    return mix(seed + i);
  }

  int payloadBytes(long i) {
    return (int) Long.remainderUnsigned(key(i) >>> 8, maxPayload + 1L);
  }

  private static boolean isCompletion(long key) {
    return (key & 7) == 0;
  }

  private static boolean wantsCompletion(long key) {
    return (key & 3) == 1;
  }

  /** Writes packet i. */
  OutgoingRing.Write write(long i, OutgoingRing ring) {
    long key = key(i);
    int bytes = payloadBytes(i);
    for (int word = 0; word * Long.BYTES < bytes; word++) {
      words[word] = mix(key + word);
    }
    return isCompletion(key)
        ? ring.completion(i, payload, 0, bytes)
        : ring.inBand(i, wantsCompletion(key), payload, 0, bytes);
  }

  /** What is wrong with a packet that should be packet i; empty if nothing is. */
  String check(long i, IncomingPacket packet) {
    long key = key(i);
    int bytes = payloadBytes(i);
    if (packet.transactionId() != i) {
      return "packet %d instead of packet %d".formatted(packet.transactionId(), i);
    }
    PacketType type = isCompletion(key) ? PacketType.COMPLETION : PacketType.IN_BAND;
    boolean wantsCompletion = !isCompletion(key) && wantsCompletion(key);
    if (packet.type() != type || packet.completionRequested() != wantsCompletion) {
      return "packet %d: type=%s, completionRequested=%s".formatted(i, packet.type(), packet.completionRequested());
    }
    if (packet.payloadBytes() != (bytes + 7) / 8 * 8) {
      return "packet %d: payload=%d instead of %d padded".formatted(i, packet.payloadBytes(), bytes);
    }
    for (int word = 0; word * Long.BYTES < bytes; word++) {
      long expected = mix(key + word);
      int present = bytes - word * Long.BYTES;
      if (present < Long.BYTES) {
        expected &= (1L << (present * Byte.SIZE)) - 1;
      }
      if (packet.buffer().get(WORD, packet.payloadOffset() + (long) word * Long.BYTES) != expected) {
        return "packet %d: damaged at byte %d".formatted(i, word * Long.BYTES);
      }
    }
    return "";
  }
}
