package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import org.paravane.host.engine.Outcome;

/** What a worker tells its host. Called by one thread; a host checks every number and every size. */
public interface WorkerReplies {
  /** The worker is ready; the first of its messages. */
  void ready(DeviceFacts facts);

  /** A command buffer has ended. */
  void ended(int queue, long sequence, Outcome outcome);

  /** A queue asks for a program; answered by {@link WorkerCalls#program} with the same request number. */
  void wantsProgram(int space, long request, ProgramSource source);

  /** A program was unloaded. */
  void droppedProgram(int space, int program);

  /** The answer to {@link WorkerCalls#build}: a {@link ProgramImage}, only valid during the call. */
  void built(long request, MemorySegment image);

  /** Bytes that were copied because memory could not be used in place, since the last time. */
  void copied(int space, long bytes);
}
