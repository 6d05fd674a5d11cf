package org.paravane.host.engine.worker;

import java.util.List;
import org.paravane.host.engine.NodeKind;
import org.paravane.linux.OwnedFd;

/**
 * What a host tells a worker. Calls take effect in their order: a mapping that was told before a submission is there when the
 * submission runs. Numbers (spaces, stores, queues) are the host's, unique in the worker, and not used again. Nothing is answered
 * unless it says so. None of the calls waits for the worker.
 */
public interface WorkerCalls {
  /**
   * A guest process comes: an empty GPU address space.
   *
   * @param name for reasons and logs
   * @param lowestAddress first usable address
   * @param addressLimit first address behind the space
   */
  void openSpace(int space, String name, long lowestAddress, long addressLimit);

  /** A guest process is gone: its queues are closed already; mappings and programs are forgotten. */
  void closeSpace(int space);

  /**
   * A memory file that mappings refer to. It may be shorter than its capacity and grow; what is mapped of it is there.
   *
   * @param file duplicated by this call if it is sent; still the caller's
   * @param local whether it is memory of the device (the local segment of one guest process), which no CPU of the guest sees
   */
  void attachStore(int store, OwnedFd file, long capacityBytes, boolean local);

  /** No mapping refers to the store any more. */
  void detachStore(int store);

  /** Memory of a store was freed: a copy that a device has of it is worthless, and is zero when the range is mapped again. */
  void forgetRange(int store, long offset, long bytes);

  /**
   * Replaces what is mapped in a range of addresses.
   *
   * @param pieces sorted, disjoint, inside the range; what they leave out is not mapped
   */
  void map(int space, long from, long to, List<MappedPiece> pieces);

  /**
   * A work queue.
   *
   * @param name who this is for, in fault reasons
   */
  void openQueue(int queue, int space, NodeKind kind, String name);

  /** Nothing of the queue is in flight. */
  void closeQueue(int queue);

  /** A command buffer; answered by {@link WorkerReplies#ended}. See {@link org.paravane.host.engine.EngineQueue} for the order. */
  void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset);

  /** Asks what runs in the queue to stop at its next packet boundary, and what is behind it not to begin. */
  void preempt(int queue);

  /** Asks everything in the queue to end soon, and for good. */
  void cancel(int queue, String reason);

  /**
   * A program that the space asked for, or (request 0) one that an earlier worker of this space had. Its kernels become
   * {@link KernelObjects#of} this program number.
   *
   * @param program number of the program in the space, 0 if there is none because the build failed or was refused
   * @param image a {@link ProgramImage}, duplicated by this call if it is sent
   */
  void program(int space, long request, int program, OwnedFd image, long imageBytes);

  /** Build a program (only told to a worker that has no guest); answered by {@link WorkerReplies#built}. */
  void build(long request, ProgramSource source);
}
