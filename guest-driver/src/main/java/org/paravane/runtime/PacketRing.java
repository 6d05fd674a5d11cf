package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.accel.AqlPacket;

/**
 * The memory of a queue: slots for packets, each with a place for kernel arguments and one for its times, and one word that counts
 * how many submissions were executed. Positions only grow; a slot is position modulo size. Knows nothing of the node: whoever owns it
 * submits what it names and tells it what is done.
 *
 * <pre>
 *   0                 packets × 64                   + packets × argumentBytes     + packets × 16, in whole lines   + 64
 *   | packet 0, 1, …  | arguments of packet 0, 1, …  | start, end of packet 0, 1, …  | executed (64 bits, 0, −1, −2 …) |
 *
 *   done ≤ submitted ≤ written ≤ done + packets
 * </pre>
 */
final class PacketRing {
  static final int PACKET_BYTES = AqlPacket.SIZE_BYTES;
  private static final int LINE_BYTES = 64;
  private static final int TIMES_BYTES = 16;

  private final MemorySegment memory;
  private final long gpuAddress;
  private final int packets;
  private final int argumentBytes;
  /** For each submission in flight, by its number modulo size: the position behind its last packet. */
  private final long[] ends;
  private long written;
  private long submitted;
  private long done;
  private long lastNumber;
  private long lastDone;

  /**
   * A ring without packets.
   *
   * @param memory at least {@link #sizeBytes} bytes, zero at the place of the count
   * @param gpuAddress where engines find the memory
   */
  PacketRing(MemorySegment memory, long gpuAddress, int packets, int argumentBytes) {
    this.memory = memory;
    this.gpuAddress = gpuAddress;
    this.packets = packets;
    this.argumentBytes = argumentBytes;
    this.ends = new long[packets];
  }

  /** Bytes of memory that a ring needs. */
  static long sizeBytes(int packets, int argumentBytes) {
    return executedOffset(packets, argumentBytes) + LINE_BYTES;
  }

  /** Most bytes of arguments of a packet. */
  int argumentBytes() {
    return argumentBytes;
  }

  boolean isFull() {
    return written - done == packets;
  }

  /** Packets written and not submitted. */
  int pending() {
    return (int) (written - submitted);
  }

  /** Submissions not known to be done. */
  long inFlight() {
    return lastNumber - lastDone;
  }

  /** The number of the latest submission; they are numbered from 1. */
  long lastNumber() {
    return lastNumber;
  }

  MemorySegment memory() {
    return memory;
  }

  /** The packet that is written next. The ring must not be full. */
  long packetOffset() {
    return written % packets * PACKET_BYTES;
  }

  /** Its arguments, in the memory. */
  long argumentOffset() {
    return (long) packets * PACKET_BYTES + written % packets * argumentBytes;
  }

  /** Its arguments, for the engine. */
  long argumentAddress() {
    return gpuAddress + argumentOffset();
  }

  /** The next packet is complete. */
  void advance() {
    if (isFull()) {
      throw new IllegalStateException("ring is full: packets=" + packets);
    }
    written++;
  }

  /** How many packets can be submitted at once: the pending ones up to the end of the memory. */
  int runLength() {
    return (int) Math.min(written - submitted, packets - submitted % packets);
  }

  /** Where the first of them is, for the engine. */
  long runAddress() {
    return gpuAddress + submitted % packets * PACKET_BYTES;
  }

  /** Where the last of them is, in the memory. */
  long runLastOffset() {
    return (submitted + runLength() - 1) % packets * PACKET_BYTES;
  }

  /** The run was submitted as the next number. */
  void submittedRun() {
    submitted += runLength();
    lastNumber++;
    ends[(int) (lastNumber % packets)] = submitted;
  }

  /** Every submission up to that number is done: its slots are free. Older numbers and those never given change nothing. */
  void done(long number) {
    if (number > lastDone && number <= lastNumber) {
      lastDone = number;
      done = ends[(int) (number % packets)];
    }
  }

  /** Forgets what is pending. */
  void dropPending() {
    written = submitted;
  }

  /** What the engine counts down when a submission was executed. */
  long executedAddress() {
    return gpuAddress + executedOffset();
  }

  /** How many submissions were executed, not just ended. */
  long executed() {
    return -FenceWord.read(memory, executedOffset());
  }

  private long executedOffset() {
    return executedOffset(packets, argumentBytes);
  }

  private static long executedOffset(int packets, int argumentBytes) {
    long times = Math.ceilDiv(packets * TIMES_BYTES, LINE_BYTES) * (long) LINE_BYTES;
    return (long) packets * (PACKET_BYTES + argumentBytes) + times;
  }

  /** The slot of the packet that is written next. */
  int slot() {
    return (int) (written % packets);
  }

  /** The slot of the packet written last. */
  int lastSlot() {
    return (int) ((written - 1) % packets);
  }

  /** The slot of the first packet of the run that is submitted next. */
  int runSlot() {
    return (int) (submitted % packets);
  }

  /** A packet's place in the memory. */
  long packetOffset(int slot) {
    return (long) slot * PACKET_BYTES;
  }

  private long timesOffset(int slot) {
    return (long) packets * (PACKET_BYTES + argumentBytes) + (long) slot * TIMES_BYTES;
  }

  /** Where the engine writes when a packet began and ended. */
  long timesAddress(int slot) {
    return gpuAddress + timesOffset(slot);
  }

  long startNanos(int slot) {
    return memory.get(FieldOffset.U64, timesOffset(slot));
  }

  long endNanos(int slot) {
    return memory.get(FieldOffset.U64, timesOffset(slot) + Long.BYTES);
  }
}
