package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.packet.BuiltInObjects;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerReplies;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MemfdStore;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;

/** Host, scheduler and guest of one worker, in one thread: maps memory files, answers requests for programs, tries again after pauses. */
final class WorkerRig implements AutoCloseable {
  static final int SPACE = 1;
  static final int VISIBLE = 1;
  static final int LOCAL = 2;
  static final int PAGE = 4096;

  private static final long CAPACITY = 1L << 30;
  private static final long TIMEOUT_NANOS = 30_000_000_000L;
  private static final long FIRST_ADDRESS = 0x10_0000;

  /** Memory that is mapped, as the test sees it. */
  record Buffer(long address, long storeOffset, MemorySegment memory) {
    float[] floats(int count) {
      return memory.asSlice(0, 4L * count).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    void floats(float... values) {
      MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
    }

    int word(int index) {
      return memory.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * index);
    }

    void word(int index, int value) {
      memory.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * index, value);
    }

    long word64(int index) {
      return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * index);
    }

    void word64(int index, long value) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * index, value);
    }
  }

  /** A command buffer. */
  record Commands(long address, int length) {
  }

  private static final Commands NONE = new Commands(0, 0);

  /** A loaded program as the guest knows it. */
  record Program(ProgramResult head, List<ProgramResult.Kernel> kernels, List<ProgramResult.Argument> arguments,
      String log) {
    ProgramResult.Kernel kernel(String name) {
      return kernels.stream().filter(kernel -> kernel.name().text().equals(name)).findFirst().orElseThrow();
    }
  }

  /** A queue of the rig's own making, with what ended in it. */
  final class Queue {
    final int number;
    final List<Outcome> ended = new ArrayList<>();
    private final List<Commands> submitted = new ArrayList<>();

    Queue(int number, NodeKind kind, String name) {
      this.number = number;
      queues.put(number, this);
      worker.openQueue(number, SPACE, kind, name);
    }

    /** Submits without waiting; its sequence number. */
    long submit(Commands commands) {
      submitted.add(commands);
      long sequence = submitted.size() - 1L;
      worker.submit(number, sequence, commands.address(), commands.length(), 0);
      return sequence;
    }

    private long nextSequence() {
      submitted.add(NONE);
      return submitted.size() - 1L;
    }

    void resubmit(long sequence, int resumeOffset) {
      Commands commands = submitted.get((int) sequence);
      worker.submit(number, sequence, commands.address(), commands.length(), resumeOffset);
    }

    /** Runs one command buffer to its end, trying again after pauses. */
    Outcome run(Commands commands) {
      long sequence = submit(commands);
      int seen = ended.size();
      while (true) {
        int waited = seen;
        advanceUntil(() -> ended.size() > waited);
        Outcome outcome = ended.get(seen++);
        if (outcome instanceof Outcome.Preempted paused && paused.pause() != Pause.NONE) {
          resubmit(sequence, paused.resumeOffset());
        } else {
          return outcome;
        }
      }
    }
  }

  final OpenClWorker worker;
  long copiedBytes;
  final List<Integer> droppedPrograms = new ArrayList<>();
  private final OpenClWorker builder;
  private final Map<Integer, Queue> queues = new HashMap<>();
  private final List<Runnable> hostWork = new ArrayList<>();
  private final MemfdStore[] stores = new MemfdStore[3];
  private final long[] used = new long[3];
  private long nextAddress = FIRST_ADDRESS;
  private int nextProgram = 1;
  private int nextQueue = 1;
  private final Queue main;
  private long asked;

  private WorkerRig(OpenClDevice device) throws LinuxException {
    worker = new OpenClWorker(device, new Replies());
    builder = new OpenClWorker(device, new Replies());
    worker.openSpace(SPACE, "guest", PAGE, 1L << 47);
    for (int store : new int[]{VISIBLE, LOCAL}) {
      stores[store] = MemfdStore.create("test store", CAPACITY);
      worker.attachStore(store, stores[store].file(), CAPACITY, store == LOCAL);
    }
    main = queue("test");
  }

  /** A rig on the first device; the test is skipped where there is none. */
  static WorkerRig open() {
    return open(device());
  }

  static WorkerRig open(OpenClDevice device) {
    try {
      return new WorkerRig(device);
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  static OpenClDevice device() {
    try {
      List<OpenClDevice> devices = OpenClDevices.list();
      assumeTrue(!devices.isEmpty(), "no OpenCL device on this machine");
      return devices.getFirst();
    } catch (UnsatisfiedLinkError e) {
      return abort("no OpenCL loader on this machine: " + e.getMessage());
    }
  }

  Queue queue(String name) {
    return new Queue(nextQueue++, NodeKind.COMPUTE, name);
  }

  Queue copyQueue(String name) {
    return new Queue(nextQueue++, NodeKind.COPY, name);
  }

  /** Visible memory, readable and writable, at an address of its own. */
  Buffer buffer(long bytes) {
    return buffer(VISIBLE, bytes);
  }

  Buffer buffer(int store, long bytes) {
    long length = pages(bytes);
    long offset = used[store];
    used[store] += length + PAGE; // a page between two, so that they are not in one piece
    long address = nextAddress;
    nextAddress += length + 16 * PAGE;
    map(address, length, store, offset, GpuProtection.READ_WRITE);
    return new Buffer(address, offset, stores[store].hostView().asSlice(offset, bytes));
  }

  void map(long address, long bytes, int store, long offset, GpuProtection protection) {
    worker.map(SPACE, address, address + bytes,
        List.of(new MappedPiece(address, address + bytes, protection.zero() ? MappedPiece.ZEROS : store, offset,
            protection)));
  }

  void unmap(long address, long bytes) {
    worker.map(SPACE, address, address + bytes, List.of());
  }

  /** A range of addresses that nothing is mapped in. */
  long freeAddresses(long bytes) {
    long address = nextAddress;
    nextAddress += pages(bytes) + 16 * PAGE;
    return address;
  }

  /** Another mapping of the same memory file. */
  MemorySegment otherMapping(int store) throws LinuxException {
    return SharedMapping.map(stores[store].file(), 0, CAPACITY).segment();
  }

  Buffer upload(float... values) {
    Buffer buffer = buffer(4L * values.length + 4);
    buffer.floats(values);
    return buffer;
  }

  Buffer upload(byte... bytes) {
    Buffer buffer = buffer(Math.max(1, bytes.length));
    MemorySegment.copy(bytes, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    return buffer;
  }

  Commands commands(AqlPacket... packets) {
    Buffer place = buffer(Math.max(1, packets.length) * (long) AqlPacket.SIZE_BYTES);
    for (int i = 0; i < packets.length; i++) {
      packets[i].write(place.memory(), (long) i * AqlPacket.SIZE_BYTES);
    }
    return new Commands(place.address(), packets.length * AqlPacket.SIZE_BYTES);
  }

  <T extends Record> AqlPacket.KernelDispatch dispatch(BuiltInKernel kernel, T arguments, long completionSignal) {
    StructCodec<T> codec = StructCodec.ofValue(arguments);
    Buffer place = buffer(codec.size());
    codec.write(arguments, place.memory(), 0);
    return AqlPacket.KernelDispatch.of(BuiltInObjects.objectOf(kernel), place.address(), 64, completionSignal);
  }

  /** Runs packets on the rig's own queue. */
  Outcome run(AqlPacket... packets) {
    return main.run(commands(packets));
  }

  /** Runs a command buffer that needs no second attempt, as fast as possible. */
  void runFast(Commands commands) {
    main.ended.clear();
    worker.submit(main.number, main.nextSequence(), commands.address(), commands.length(), 0);
    while (main.ended.isEmpty()) {
      worker.advance();
    }
  }

  void done(AqlPacket... packets) {
    Outcome outcome = run(packets);
    assertThat(outcome).as("%s", outcome).isInstanceOf(Outcome.Done.class);
  }

  /** Runs packets on a queue of their own, which is lost by it. */
  Outcome.Fault fault(AqlPacket... packets) {
    Queue queue = queue("test");
    Outcome outcome = queue.run(commands(packets));
    worker.closeQueue(queue.number);
    assertThat(outcome).isInstanceOf(Outcome.Fault.class);
    return (Outcome.Fault) outcome;
  }

  Program load(String source, String options) {
    return load(CodeFormat.OPENCL_C, source.getBytes(StandardCharsets.UTF_8), options, 1 << 16);
  }

  Program load(CodeFormat format, byte[] code, String options, int resultBytes) {
    Buffer codeBuffer = upload(code);
    Buffer result = buffer(resultBytes);
    Buffer optionBuffer = upload(options.getBytes(StandardCharsets.UTF_8));
    done(AqlPacket.LoadProgram.of(format, codeBuffer.address(), code.length, result.address(), resultBytes, 0)
        .withOptions(options.isEmpty() ? 0 : optionBuffer.address(), options.length()));
    return read(result.memory());
  }

  /** Loads source that compiles. */
  Program built(String source) {
    Program program = load(source, "");
    assertThat(program.log() + program.head().status()).endsWith("1");
    return program;
  }

  static Program read(MemorySegment memory) {
    ProgramResult head = StructCodec.of(ProgramResult.class).read(memory, 0);
    List<ProgramResult.Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < head.kernelCount(); i++) {
      kernels.add(StructCodec.of(ProgramResult.Kernel.class).read(memory,
          head.kernelsOffset() + (long) i * ProgramResult.Kernel.SIZE_BYTES));
    }
    List<ProgramResult.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < head.argumentCount(); i++) {
      arguments.add(StructCodec.of(ProgramResult.Argument.class).read(memory,
          head.argumentsOffset() + (long) i * ProgramResult.Argument.SIZE_BYTES));
    }
    byte[] log = memory.asSlice(head.logOffset(), head.logBytes()).toArray(ValueLayout.JAVA_BYTE);
    return new Program(head, kernels, arguments, new String(log, StandardCharsets.UTF_8));
  }

  /** Lets the worker work until something is so; the test fails if it takes too long. */
  void advanceUntil(java.util.function.BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (!worker.advance()) {
        Thread.onSpinWait();
      }
      if (!hostWork.isEmpty()) {
        List<Runnable> work = List.copyOf(hostWork);
        hostWork.clear();
        work.forEach(Runnable::run);
      }
      if (System.nanoTime() - begin > TIMEOUT_NANOS) {
        throw new AssertionError("worker did not get that far");
      }
    }
  }

  @Override
  public void close() {
    worker.close();
    builder.close();
    for (MemfdStore store : stores) {
      if (store != null) {
        store.close();
      }
    }
  }

  private static long pages(long bytes) {
    return Math.max(PAGE, (bytes + PAGE - 1) / PAGE * PAGE);
  }

  private final class Replies implements WorkerReplies {
    @Override
    public void ready(DeviceFacts facts) {
    }

    @Override
    public void ended(int queue, long sequence, Outcome outcome) {
      Objects.requireNonNull(queues.get(queue)).ended.add(outcome);
    }

    @Override
    public void wantsProgram(int wantedSpace, long wantedRequest, ProgramSource source) {
      byte[] code = source.code().toArray(ValueLayout.JAVA_BYTE);
      hostWork.add(() -> {
        asked = wantedRequest;
        builder.build(wantedRequest, new ProgramSource(source.format(), source.options(),
            MemorySegment.ofArray(code)));
      });
    }

    @Override
    public void droppedProgram(int droppedSpace, int program) {
      droppedPrograms.add(program);
    }

    @Override
    public void built(long builtRequest, MemorySegment image) {
      try (Memfd file = Memfd.create("image", image.byteSize()); var mapping = file.map(image.byteSize())) {
        mapping.segment().copyFrom(image);
        boolean ok = image.get(ValueLayout.JAVA_INT_UNALIGNED, 8) == 1;
        worker.program(SPACE, asked, ok ? nextProgram++ : 0, file.fd(), image.byteSize());
      } catch (LinuxException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void copied(int copiedSpace, long bytes) {
      copiedBytes += bytes;
    }
  }
}
