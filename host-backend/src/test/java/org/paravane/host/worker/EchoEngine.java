package org.paravane.host.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/**
 * An engine without a device. Ends every submission as done and says what else it was told by the reasons of cancelled submissions: what
 * {@code cancel} was told is answered with the calls before it.
 */
public class EchoEngine implements WorkerEngine, WorkerCalls {
  @Override
  public WorkerCalls calls() {
    return this;
  }

  private final WorkerPort port;
  private final Deque<Long> submitted = new ArrayDeque<>();
  private final Deque<Integer> queues = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();

  public EchoEngine(WorkerPort port) {
    this.port = port;
  }

  /** What echo engines say of their device. */
  public static DeviceFacts echoFacts() {
    byte[] bytes = new byte[DeviceInfo.SIZE_BYTES];
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 0, DeviceInfo.MAGIC);
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 4, DeviceInfo.VERSION);
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 8, 1);
    return new DeviceFacts(StructCodec.of(DeviceInfo.class).decode(bytes), true, "echo 1.0");
  }

  @Override
  public DeviceFacts facts() {
    return echoFacts();
  }

  @Override
  public boolean advance() {
    boolean some = !submitted.isEmpty();
    while (!submitted.isEmpty()) {
      port.ended(queues.remove(), submitted.remove(), new Outcome.Done(1, 2));
    }
    return some;
  }

  @Override
  public long idleNanos() {
    return -1;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  @Override
  public void openSpace(int space, String name, long lowestAddress, long addressLimit) {
    told.add("openSpace %d %s %d %d".formatted(space, name, lowestAddress, addressLimit));
  }

  @Override
  public void closeSpace(int space) {
    told.add("closeSpace " + space);
  }

  @Override
  public void attachStore(int store, OwnedFd file, long capacityBytes, boolean local) {
    try (SharedMapping mapping = SharedMapping.map(file, 0, capacityBytes)) {
      int first = mapping.segment().get(ValueLayout.JAVA_INT, 0);
      mapping.segment().set(ValueLayout.JAVA_INT, 4, ~first);
      told.add("attachStore %d %d %b first=%d".formatted(store, capacityBytes, local, first));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void detachStore(int store) {
    told.add("detachStore " + store);
  }

  @Override
  public void forgetRange(int store, long offset, long bytes) {
    told.add("forgetRange %d %d %d".formatted(store, offset, bytes));
  }

  @Override
  public void map(int space, long from, long to, List<MappedPiece> pieces) {
    told.add("map %d %d %d %d".formatted(space, from, to, pieces.size()));
  }

  @Override
  public void openQueue(int queue, int space, NodeKind kind, String name) {
    told.add("openQueue %d %d %s %s".formatted(queue, space, kind, name));
  }

  @Override
  public void closeQueue(int queue) {
    told.add("closeQueue " + queue);
  }

  @Override
  public void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset) {
    queues.add(queue);
    submitted.add(sequence);
  }

  /** Asks for a program whose code is as long as the queue's number in KiB, twice, so that one has to wait for the other. */
  @Override
  public void preempt(int queue) {
    for (int i = 1; i <= 2; i++) {
      MemorySegment code = MemorySegment.ofArray(new byte[queue << 10]).fill((byte) i);
      port.wantsProgram(1, i, new ProgramSource(CodeFormat.OPENCL_C, "-DN=" + i, code));
    }
  }

  @Override
  public void cancel(int queue, String reason) {
    port.ended(queue, 0, new Outcome.Cancelled(reason + ": " + String.join("; ", told), 1, 2));
    told.clear();
  }

  @Override
  public void program(int space, long request, int program, OwnedFd image, long imageBytes) {
    try (SharedMapping mapping = SharedMapping.mapCopy(image, 0, imageBytes)) {
      told.add("program %d %d %d first=%d".formatted(space, request, program,
          mapping.segment().get(ValueLayout.JAVA_BYTE, 0)));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void build(long request, ProgramSource source) {
    port.built(request, source.code());
  }
}
