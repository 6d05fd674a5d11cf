package org.paravane.host.engine.opencl;

import static org.paravane.host.engine.packet.PacketFields.offset;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.host.engine.packet.FetchedPacket;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.engine.packet.ProgramWish;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.memory.MemoryAccess;

/** The packets of one queue that load and unload programs. */
final class ProgramPackets implements AutoCloseable {
  private static final int PROGRAM = offset(AqlPacket.UnloadProgram.class, "program");

  private final WorkerParts parts;
  private final WorkerSpace space;
  private final MemoryAccess access;
  private final ProgramWish wish = new ProgramWish();
  private @Nullable PendingLoad pending;

  ProgramPackets(WorkerParts parts, WorkerSpace space, MemoryAccess access) {
    this.parts = parts;
    this.space = space;
    this.access = access;
  }

  /** Asks for the program, or answers the guest if it is there; whether it did. */
  boolean load(FetchedPacket packet, long sequence, int offset) throws PacketFault {
    wish.read(packet, access);
    PendingLoad load = pending;
    if (load != null && load.isFor(sequence, offset)) {
      ProgramImage answer = load.answer();
      if (answer == null) {
        return false;
      }
      wish.answer(load.program(), answer);
      pending = null;
      return true;
    }
    close();
    String refusal = wish.refusal(packet);
    if (refusal == null && space.programs() >= KernelObjects.MAX_PROGRAMS) {
      refusal = "too many programs: limit=" + KernelObjects.MAX_PROGRAMS;
    }
    if (refusal == null) {
      ProgramSource source = wish.copy(packet);
      refusal = BuildOptions.refusal(source.options());
      if (refusal == null) {
        pending = parts.request(space, source, sequence, offset);
        return false;
      }
    }
    wish.refuse(refusal);
    return true;
  }

  void unload(FetchedPacket packet) throws PacketFault {
    long program = packet.u64(PROGRAM);
    if (!parts.unload(space, program)) {
      throw packet.bad("unknown program=0x" + Long.toHexString(program));
    }
  }

  /** Gives up what was asked for: if it comes, nobody wants it. */
  @Override
  public void close() {
    PendingLoad load = pending;
    if (load != null) {
      pending = null;
      parts.abandon(space, load);
    }
  }
}
