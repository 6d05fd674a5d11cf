package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import org.paravane.host.engine.Outcome;

/** For a worker that was told nothing yet: whatever it answers, it is not an answer. */
abstract class NoReplies implements WorkerReplies {
  @Override
  public void ended(int queue, long sequence, Outcome outcome) {
    throw new UnaskedReplyException("ended");
  }

  @Override
  public void wantsProgram(int space, long request, ProgramSource source) {
    throw new UnaskedReplyException("wants program");
  }

  @Override
  public void droppedProgram(int space, int program) {
    throw new UnaskedReplyException("dropped program");
  }

  @Override
  public void built(long request, MemorySegment image) {
    throw new UnaskedReplyException("built");
  }

  @Override
  public void copied(int space, long bytes) {
    throw new UnaskedReplyException("copied");
  }
}
