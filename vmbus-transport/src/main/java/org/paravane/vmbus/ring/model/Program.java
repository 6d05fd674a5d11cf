package org.paravane.vmbus.ring.model;

import java.lang.foreign.MemorySegment;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingViolationException;

/** What each side does with our rings, as any user of them would. */
enum Program {
  WRITER(1) {
    @Override
    void run(ScriptedMemory memory, int packets) throws RingViolationException {
      OutgoingRing ring = OutgoingRing.attach(memory);
      memory.start();
      for (int i = 0; i < packets; i++) {
        while (ring.inBand(0, false, MemorySegment.NULL, 0, 0) == Write.FULL) {
          if (ring.requestRoom(ScriptedMemory.PACKET_BYTES) == Room.WAIT) {
            memory.sleep();
            ring.cancelRoom();
          }
        }
        if (ring.publish()) {
          memory.ring();
        }
      }
      require(ring.violation() == null);
    }
  },
  READER(2) {
    @Override
    void run(ScriptedMemory memory, int packets) throws RingViolationException {
      IncomingRing ring = IncomingRing.attach(memory);
      memory.start();
      int got = 0;
      while (got < packets) {
        while (ring.poll() == Poll.PACKET) {
          got++;
        }
        if (ring.release()) {
          memory.ring();
        }
        if (got < packets && ring.goIdle() == Idle.SLEEP) {
          memory.sleep();
        }
      }
      require(ring.violation() == null);
    }
  };

  private final int signalBit;

  Program(int signalBit) {
    this.signalBit = signalBit;
  }

  /** Bit of this side in {@link State#signals}. */
  int signalBit() {
    return signalBit;
  }

  abstract void run(ScriptedMemory memory, int packets) throws RingViolationException;

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("a ring of the model is corrupt");
    }
  }
}
