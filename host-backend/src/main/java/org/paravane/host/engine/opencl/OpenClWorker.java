package org.paravane.host.engine.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.paravane.abi.Result;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerReplies;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does: takes the host's calls and runs command buffers on one OpenCL device. All calls, and {@link #advance}, come from
 * one thread, the worker's event loop; answers go out during them. Nothing here waits for the device, except {@link #build}.
 *
 * <p>The loop: take calls, {@link #advance} until nothing goes on, and then {@link #prepareSleep} and sleep.
 */
public final class OpenClWorker implements WorkerCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenClWorker.class);
  private static final int MAX_MAPPINGS = 1 << 20;

  private final WorkerReplies replies;
  private final OpenClContext context;
  private final Map<Integer, WorkerStore> stores = new HashMap<>();
  private final Map<Integer, WorkerSpace> spaces = new HashMap<>();
  private final Map<Integer, WorkQueue> queues = new HashMap<>();
  private final List<WorkQueue> turn = new ArrayList<>();
  private final DeviceMemory memory;
  private final WorkerParts parts;
  private final EventWaker waker = new EventWaker();
  private long versions;

  /**
   * Opens the device; {@link #announce} tells the host.
   *
   * @throws OpenClException if the driver cannot
   */
  public OpenClWorker(OpenClDevice device, WorkerReplies replies) {
    this.replies = replies;
    this.context = new OpenClContext(device);
    this.memory = device.inPlace() ? new InPlaceMemory(context, stores) : new StagedMemory(context, stores);
    this.parts = new WorkerParts(context, memory, replies);
  }

  /** Says {@link WorkerReplies#ready}. */
  public void announce() {
    replies.ready(facts());
  }

  public DeviceFacts facts() {
    return context.device().facts();
  }

  /** Goes on everywhere as far as that is possible without waiting; whether anything was done. */
  public boolean advance() {
    boolean any = false;
    for (int i = 0; i < turn.size(); i++) {
      any |= turn.get(i).advance();
    }
    return any;
  }

  /**
   * To be called before sleeping, when {@link #advance} had nothing to do: arranges that what happens on the device next wakes the
   * loop. It may do so before this returns; advance once more before sleeping if that takes a wake-up back.
   *
   * @param wake called on any thread
   * @return when to advance in any case, a time of {@link System#nanoTime}; {@link Long#MAX_VALUE} for never
   */
  public long prepareSleep(Runnable wake) {
    waker.target(wake);
    long due = Long.MAX_VALUE;
    for (int i = 0; i < turn.size(); i++) {
      WorkQueue queue = turn.get(i);
      queue.wakeBy(waker);
      due = Math.min(due, queue.canGoOn() ? System.nanoTime() : queue.dueNanos());
    }
    return due;
  }

  /** Whether nothing is in flight. */
  public boolean isIdle() {
    return turn.stream().allMatch(WorkQueue::isIdle);
  }

  /** How many kernels ran in the calling thread so far, rather than on the device's own. */
  public long inlineLaunches() {
    return turn.stream().mapToLong(queue -> queue.launcher().inlineLaunches()).sum();
  }

  @Override
  public void openSpace(int space, String name, long lowestAddress, long addressLimit) {
    spaces.put(space, new WorkerSpace(space, new GpuAddressSpace(name, lowestAddress, addressLimit, MAX_MAPPINGS),
        memory, () -> ++versions));
  }

  @Override
  public void closeSpace(int space) {
    WorkerSpace closed = spaces.remove(space);
    if (closed != null) {
      closeQueues(closed);
      closed.close();
    }
  }

  @Override
  public void attachStore(int store, OwnedFd file, long capacityBytes, boolean local) {
    if (local && memory.copies()) {
      stores.put(store, new WorkerStore(store, null, capacityBytes, true)); // lives on the device
      return;
    }
    try {
      stores.put(store, new WorkerStore(store, SharedMapping.map(file, 0, capacityBytes), capacityBytes, local));
    } catch (LinuxException e) {
      // What is mapped of it is not there: a page fault of whoever uses it.
      LOG.error("store cannot be mapped: store={}, capacity={}", store, capacityBytes, e);
    }
  }

  @Override
  public void detachStore(int store) {
    WorkerStore detached = stores.remove(store);
    if (detached != null) {
      memory.detach(store);
      SharedMapping mapping = detached.mapping();
      if (mapping != null) {
        mapping.close();
      }
    }
  }

  @Override
  public void forgetRange(int store, long offset, long bytes) {
    memory.forget(store, offset, bytes);
  }

  @Override
  public void map(int space, long from, long to, List<MappedPiece> pieces) {
    space(space).map(from, to, pieces, stores);
  }

  @Override
  public void openQueue(int queue, int space, NodeKind kind, String name) {
    WorkQueue opened = new WorkQueue(queue, space(space), kind, name, parts);
    queues.put(queue, opened);
    turn.add(opened);
  }

  @Override
  public void closeQueue(int queue) {
    WorkQueue closed = queues.remove(queue);
    if (closed != null) {
      turn.remove(closed);
      closed.close();
    }
  }

  @Override
  public void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset) {
    queue(queue).submit(sequence, address, lengthBytes, resumeOffset);
  }

  @Override
  public void preempt(int queue) {
    queue(queue).preempt();
  }

  @Override
  public void cancel(int queue, String reason) {
    queue(queue).cancel(reason);
  }

  @Override
  public void program(int space, long request, int program, OwnedFd image, long imageBytes) {
    WorkerSpace known = spaces.get(space);
    if (known != null) {
      parts.answer(known, request, program, read(image, imageBytes));
    }
  }

  @Override
  public void build(long request, ProgramSource source) {
    ProgramImage image;
    try {
      image = new ProgramBuilder(context).build(source);
    } catch (OpenClException e) {
      image = ProgramImage.without(ProgramStatus.REFUSED, "the driver failed: " + e.getMessage());
    }
    replies.built(request, MemorySegment.ofArray(image.encode()));
  }

  /** Waits for what is enqueued, and gives everything back. Nothing is reported any more. */
  @Override
  public void close() {
    turn.forEach(WorkQueue::close);
    turn.clear();
    queues.clear();
    spaces.values().forEach(WorkerSpace::close);
    parts.close();
    memory.close();
    waker.close();
    stores.keySet().stream().toList().forEach(this::detachStore);
    context.close();
  }

  private void closeQueues(WorkerSpace space) {
    for (Iterator<WorkQueue> all = queues.values().iterator(); all.hasNext();) {
      WorkQueue queue = all.next();
      if (queue.space() == space) {
        all.remove();
        turn.remove(queue);
        queue.close();
      }
    }
  }

  private static ProgramImage read(OwnedFd file, long bytes) {
    if (bytes <= 0 || bytes > ProgramImage.MAX_BYTES) {
      return ProgramImage.without(ProgramStatus.REFUSED, "no program image: size=" + bytes);
    }
    try (SharedMapping mapping = SharedMapping.mapCopy(file, 0, bytes)) {
      byte[] copy = mapping.segment().toArray(ValueLayout.JAVA_BYTE);
      Result<ProgramImage> image = ProgramImage.decode(MemorySegment.ofArray(copy));
      return switch (image) {
        case Result.Ok<ProgramImage>(ProgramImage value) -> value;
        case Result.Failed<ProgramImage> failed -> ProgramImage.without(ProgramStatus.REFUSED, failed.reason());
      };
    } catch (LinuxException e) {
      return ProgramImage.without(ProgramStatus.REFUSED, "program image cannot be read: " + e.getMessage());
    }
  }

  private WorkerSpace space(int number) {
    WorkerSpace found = spaces.get(number);
    if (found == null) {
      throw new IllegalStateException("no such space: space=" + number);
    }
    return found;
  }

  private WorkQueue queue(int number) {
    WorkQueue found = queues.get(number);
    if (found == null) {
      throw new IllegalStateException("no such queue: queue=" + number);
    }
    return found;
  }
}
