package org.paravane.host.engine;

/**
 * What an engine is given: a command buffer, i.e. an array of AQL packets in GPU memory, see docs/virtual-accelerator.md. An
 * interface, so that the scheduler's own slots can be passed without making an object for each.
 */
public interface EnginePacket {
  /** Number of this packet in its queue; consecutive. A resumed packet keeps its number. */
  long sequence();

  /** GPU virtual address of the command buffer. */
  long address();

  /** Length of the command buffer in bytes. */
  int lengthBytes();

  /** Offset in bytes at which to begin: 0, or where an earlier run was preempted. */
  int resumeOffset();

  /** Nanoseconds on the adapter's clock at which this packet first began, or {@link Long#MIN_VALUE} if it never did. */
  long firstStartNanos();
}
