package org.paravane.host.engine.opencl;

import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.ProgramImage;

/** A load packet whose program was asked for. Belongs to the command buffer and the place in it. */
final class PendingLoad {
  private final long request;
  private final long sequence;
  private final int offset;
  private @Nullable ProgramImage answer;
  private int program;

  PendingLoad(long request, long sequence, int offset) {
    this.request = request;
    this.sequence = sequence;
    this.offset = offset;
  }

  long request() {
    return request;
  }

  boolean isFor(long packetSequence, int packetOffset) {
    return sequence == packetSequence && offset == packetOffset;
  }

  /** What came of it, with kernel objects; null as long as it is not there. */
  @Nullable
  ProgramImage answer() {
    return answer;
  }

  /** Number of the program, 0 unless built. */
  int program() {
    return program;
  }

  void answered(int newProgram, ProgramImage image) {
    program = newProgram;
    answer = image;
  }
}
