package org.paravane.vmbus.ring.model;

import org.paravane.vmbus.ring.RingLayout;

/**
 * A state of the whole world, packed small because there are many.
 *
 * @param writer node of the writer
 * @param reader node of the reader
 * @param memory the four control words, 8 bits each
 * @param writerBuffer stores of the writer that are not visible yet, newest first, 11 bits each (3 field and 1, 8 value)
 * @param readerBuffer the same of the reader
 * @param signals bit 0: the writer has an unseen signal; bit 1: the reader has
 */
record State(int writer, int reader, int memory, long writerBuffer, long readerBuffer, int signals) {
  private static final int ENTRY_BITS = 11;
  private static final int PRESENT = 1 << 10;

  /** Both sides attached to an empty ring: the reader's mask is set. */
  static State initial() {
    return new State(0, 0, put(0, RingLayout.INTERRUPT_MASK, 1), 0, 0, 0);
  }

  int node(Program side) {
    return side == Program.WRITER ? writer : reader;
  }

  long buffer(Program side) {
    return side == Program.WRITER ? writerBuffer : readerBuffer;
  }

  boolean signalled(Program side) {
    return (signals & side.signalBit()) != 0;
  }

  State at(Program side, int node) {
    return side == Program.WRITER
        ? new State(node, reader, memory, writerBuffer, readerBuffer, signals)
        : new State(writer, node, memory, writerBuffer, readerBuffer, signals);
  }

  State withSignal(Program side, boolean set) {
    int bit = side.signalBit();
    return new State(writer, reader, memory, writerBuffer, readerBuffer, set ? signals | bit : signals & ~bit);
  }

  private State with(Program side, long buffer, int newMemory) {
    return side == Program.WRITER
        ? new State(writer, reader, newMemory, buffer, readerBuffer, signals)
        : new State(writer, reader, newMemory, writerBuffer, buffer, signals);
  }

  /** What the side sees: its own newest store, or memory. */
  int load(Program side, int field) {
    for (long entries = buffer(side); entries != 0; entries >>>= ENTRY_BITS) {
      if ((int) ((entries >>> 8) & 3) == field / Integer.BYTES) {
        return (int) (entries & 0xff);
      }
    }
    return (memory >>> (field / Integer.BYTES * 8)) & 0xff;
  }

  State store(Program side, int field, int value, MemoryModel model) {
    if (model == MemoryModel.SEQUENTIAL) {
      return with(side, 0, put(memory, field, value));
    }
    long buffer = buffer(side);
    if (buffer >>> (63 - ENTRY_BITS) != 0) {
      throw new IllegalStateException("store buffer of the model is full");
    }
    return with(side, (buffer << ENTRY_BITS) | PRESENT | ((long) (field / Integer.BYTES) << 8) | value, memory);
  }

  /** The oldest store of the side becomes visible. */
  State drainOne(Program side) {
    long buffer = buffer(side);
    int shift = (63 - Long.numberOfLeadingZeros(buffer)) / ENTRY_BITS * ENTRY_BITS;
    int entry = (int) (buffer >>> shift) & ((1 << ENTRY_BITS) - 1);
    return with(side, buffer & ((1L << shift) - 1), put(memory, ((entry >>> 8) & 3) * Integer.BYTES, entry & 0xff));
  }

  private static int put(int memory, int field, int value) {
    int shift = field / Integer.BYTES * 8;
    return (memory & ~(0xff << shift)) | (value << shift);
  }
}
