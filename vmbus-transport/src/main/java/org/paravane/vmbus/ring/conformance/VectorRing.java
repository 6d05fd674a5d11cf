package org.paravane.vmbus.ring.conformance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingMemory;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;

/** The memory of a ring as a vector describes it. */
record VectorRing(MemorySegment segment, RingMemory memory) {

  static VectorRing of(int dataBytes) throws Mismatch {
    if (dataBytes <= 0 || dataBytes % RingLayout.PAGE != 0 || dataBytes > 1 << 28) {
      throw new Mismatch("bad ring size: ringSize=" + dataBytes);
    }
    MemorySegment segment = MemorySegment.ofArray(new long[(RingLayout.PAGE + dataBytes) / Long.BYTES]);
    return new VectorRing(segment, RingMemory.of(segment));
  }

  void set(int field, int value) {
    memory.storeRelease(field, value);
  }

  int get(int field) {
    return memory.loadAcquire(field);
  }

  MemorySegment data() {
    return segment.asSlice(RingLayout.PAGE);
  }

  byte[] dataBytes() {
    return data().toArray(ValueLayout.JAVA_BYTE);
  }

  byte[] controlBytes() {
    return segment.asSlice(0, RingLayout.PAGE).toArray(ValueLayout.JAVA_BYTE);
  }

  VectorRing copy() throws Mismatch {
    VectorRing copy = of(memory.size().dataBytes());
    copy.segment.copyFrom(segment);
    return copy;
  }
}
