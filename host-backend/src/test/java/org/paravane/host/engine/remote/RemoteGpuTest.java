package org.paravane.host.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Bytes;
import org.paravane.abi.Result;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineProcess;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.AddressRequest;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.MemoryBudget;
import org.paravane.host.memory.ProcessMemory;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RemoteGpuTest {
  private static final long LOCAL = 1L << 20;

  private final FakeWorkers workers = new FakeWorkers();
  private final List<Outcome> outcomes = new ArrayList<>();

  private record Packet(long sequence, long address, int lengthBytes, int resumeOffset,
      long firstStartNanos) implements EnginePacket {
    Packet(long sequence) {
      this(sequence, 0x10000, 128, 0, Long.MIN_VALUE);
    }
  }

  private RemoteGpu gpu = gpu(Isolation.PROCESS);

  private RemoteGpu gpu(Isolation isolation) {
    Bytes text = Bytes.text("device", 48);
    DeviceInfo info = new DeviceInfo(DeviceInfo.MAGIC, DeviceInfo.VERSION, EngineKind.OPENCL.value(), true, true, false,
        0, 2, 1024, 1024, 1024, 1024, 1, 4096, 256, 1 << 16, 1L << 30, 1L << 30, 1 << 20, Bytes.text("device", 128),
        Bytes.text("", 64), Bytes.text("", 64), Bytes.text("", 64), text);
    return new RemoteGpu(new RemoteGpuOptions(1, 1, LOCAL, isolation, null, null),
        new DeviceFacts(info, true, "device 1"),
        List::of, workers);
  }

  @AfterEach
  void close() {
    gpu.close();
    assertThat(workers.closed).isTrue();
  }

  private static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T> failed -> throw new AssertionError(failed.reason());
    };
  }

  private GpuAddressSpace space(String name) {
    return new GpuAddressSpace(name, 1L << 16, 1L << 47, 1000);
  }

  private EngineQueue queue(GpuAddressSpace space, String name) {
    return gpu.nodes().getFirst().openQueue(name, space);
  }

  @Test
  void aWorkerComesWithTheFirstQueueAndIsToldWhatIsMapped() {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    AdapterMemory memory = new AdapterMemory(gpu.localMemory(), 1L << 20);
    ProcessMemory own = memory.openPartition("1", new MemoryBudget(LOCAL, LOCAL)).openProcess("1/process 1", space,
        process.localMemory());
    Allocation allocation = ok(own.allocate(new AllocationRequest(8192, 0, AllocationRequest.Placement.LOCAL, false)));
    long address = ok(
        space.map(new MapRequest(AddressRequest.anywhere(8192), allocation, 0, GpuProtection.READ_WRITE)));
    assertThat(workers.started).isEmpty();

    EngineQueue queue = queue(space, "context");
    String at = "0x%x-0x%x@".formatted(address, address + 8192);
    assertThat(workers.newest().told()).containsExactly("openSpace 1 1/process 1", "attachStore 2 local",
        "map 1 " + at + "2:0", "openQueue 3 1 COMPUTE");

    queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    ok(own.free(allocation));
    assertThat(workers.newest().told()).containsExactly("submit 3 0 0x10000+128", "map 1");
    assertThat(memory.heldAllocations()).isEqualTo(1);

    workers.newest().replies.ended(3, 0, new Outcome.Done(1, 2));
    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Done.class);
    assertThat(memory.heldAllocations()).isZero();
    assertThat(workers.newest().told()).containsExactly("forgetRange 2 0+8192");

    queue.close();
    process.close();
    assertThat(workers.newest().told()).containsExactly("closeQueue 3", "closeSpace 1", "detachStore 2");
    assertThat(workers.newest().killed).isEqualTo("its guest is gone");
  }

  @Test
  void aKernelThatEndsItsWorkerIsAFaultAndTheNextPacketGetsAnotherWorker() {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue first = queue(space, "first");
    EngineQueue second = queue(space, "second");
    first.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    first.submit(new Packet(1), (sequence, outcome) -> outcomes.add(outcome));
    workers.newest().die(true, "signal=SIGSEGV");
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.getFirst()).isInstanceOfSatisfying(Outcome.Fault.class, fault -> {
      assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
      assertThat(fault.reason()).contains("context=first", "signal=SIGSEGV");
    });
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Lost.class);

    first.close();
    second.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(workers.started).hasSize(2);
    assertThat(workers.newest().told()).containsExactly("openSpace 1 1/process 1", "map 1", "openQueue 2 1 COMPUTE",
        "submit 2 0 0x10000+128");
    workers.newest().replies.ended(2, 0, new Outcome.Preempted(64, 0, 0, Pause.BUILD));
    assertThat(outcomes.getLast()).isInstanceOfSatisfying(Outcome.Preempted.class,
        preempted -> assertThat(preempted.pause()).isEqualTo(Pause.BUILD));
    second.close();
    process.close();
  }

  @Test
  void aPacketWaitsForItsWorkerOutsideOfTheNodeAndIsTheFirstThen() {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue queue = queue(space, "context");
    workers.newest().ready = false;
    workers.newest().told();
    queue.submit(new Packet(7), (sequence, outcome) -> outcomes.add(outcome));
    workers.newest().ready = true;
    queue.submit(new Packet(8), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(outcomes).extracting(outcome -> ((Outcome.Preempted) outcome).pause())
        .containsExactly(Pause.START, Pause.NONE);
    assertThat(workers.newest().told()).isEmpty();
    queue.submit(new Packet(7), (sequence, outcome) -> outcomes.add(outcome));
    queue.submit(new Packet(8), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(workers.newest().told()).containsExactly("submit 2 7 0x10000+128", "submit 2 8 0x10000+128");
    workers.newest().die(false, "told so");
    queue.close();
    process.close();
  }

  @Test
  void aWorkerThatDoesNotStartIsToldToTheNextPacket() {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue queue = queue(space, "context");
    workers.newest().ready = false;
    queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    workers.newest().die(false, "no such driver");
    queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(outcomes.getLast()).isInstanceOfSatisfying(Outcome.Lost.class,
        lost -> assertThat(lost.reason()).contains("worker does not start", "no such driver"));
    queue.close();
    process.close();
  }

  @Test
  void anOutcomeThatCannotBeEndsTheWorker() {
    for (int i = 0; i < 4; i++) {
      GpuAddressSpace space = space("1/process " + i);
      EngineProcess process = ok(gpu.openProcess("1", space));
      EngineQueue queue = queue(space, "context");
      queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
      FakeWorkers.FakeWorker worker = workers.newest();
      switch (i) {
        case 0 -> worker.replies.ended(2, 1, new Outcome.Done(0, 0));
        case 1 -> worker.replies.ended(77, 0, new Outcome.Done(0, 0));
        case 2 -> worker.replies.ended(2, 0, new Outcome.Preempted(128, 0, 0, Pause.NONE));
        default -> worker.replies.built(1, MemorySegment.NULL);
      }
      assertThat(worker.killed).startsWith("protocol broken");
      assertThat(outcomes.removeLast()).isInstanceOf(Outcome.Lost.class);
      queue.close();
      process.close();
    }
  }

  @Test
  void whoGetsNoWorkerIsToldSo() {
    workers.most = 0;
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue queue = queue(space, "context");
    queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Lost.class,
        lost -> assertThat(lost.reason()).contains("too many workers"));
    queue.close();
    process.close();
  }

  @Test
  void processesOfAPartitionShareAWorkerIfThatIsTheIsolation() {
    gpu.close();
    workers.closed = false;
    gpu = gpu(Isolation.PARTITION);
    List<EngineProcess> processes = new ArrayList<>();
    for (String partition : List.of("1", "1", "2")) {
      GpuAddressSpace space = space(partition + "/process");
      processes.add(ok(gpu.openProcess(partition, space)));
      queue(space, "context").close();
      queue(space, "context again").close();
    }
    assertThat(workers.started).hasSize(2);
    processes.getFirst().close();
    assertThat(workers.started.getFirst().killed).isEmpty();
    processes.get(1).close();
    assertThat(workers.started.getFirst().killed).isNotEmpty();
    processes.get(2).close();
  }

  @Test
  void aResetEndsTheWorkersThatDoNotGiveBackWhatWasCancelled() {
    GpuAddressSpace guilty = space("1/process 1");
    GpuAddressSpace innocent = space("1/process 2");
    EngineProcess first = ok(gpu.openProcess("1", guilty));
    EngineProcess second = ok(gpu.openProcess("1", innocent));
    EngineQueue hanging = queue(guilty, "hanging");
    EngineQueue working = queue(innocent, "working");
    hanging.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    working.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    hanging.cancel("timeout");
    gpu.nodes().getFirst().reset("packet did not end");
    assertThat(workers.started.getFirst().killed).contains("packet did not end");
    assertThat(workers.started.get(1).killed).isEmpty();
    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Lost.class);
    workers.newest().replies.ended(2, 0, new Outcome.Done(0, 0));
    hanging.close();
    working.close();
    first.close();
    second.close();
  }

  @Test
  void aProgramIsBuiltOnceByAWorkerThatEndsAndIsToldToTheNextWorkerOfItsProcess() throws InterruptedException {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue queue = queue(space, "context");
    FakeWorkers.FakeWorker worker = workers.newest();
    worker.told();
    ProgramSource source = new ProgramSource(CodeFormat.OPENCL_C, "-w",
        MemorySegment.ofArray("kernel void k() {}".getBytes(StandardCharsets.UTF_8)));
    worker.replies.wantsProgram(1, 5, source);
    while (workers.started.size() < 2 || workers.newest().told.isEmpty()) {
      Thread.sleep(1);
    }
    FakeWorkers.FakeWorker builder = workers.newest();
    assertThat(builder.told()).containsExactly("build 1 -w");
    byte[] image = new ProgramImage(ProgramStatus.BUILT, "", List.of(), List.of(),
        MemorySegment.ofArray(new byte[]{1})).encode();
    builder.replies.built(1, MemorySegment.ofArray(image));
    while (worker.told.isEmpty()) {
      Thread.sleep(1);
    }
    assertThat(worker.told()).containsExactly("program 1 5 1");
    assertThat(builder.killed).isNotEmpty();

    worker.replies.wantsProgram(1, 6, source);
    assertThat(worker.told()).containsExactly("program 1 6 2");
    assertThat(gpu.figures().programsBuilt()).isEqualTo(1);
    assertThat(gpu.figures().programsFromCache()).isEqualTo(1);

    worker.replies.droppedProgram(1, 1);
    worker.die(true, "signal=SIGSEGV");
    queue.submit(new Packet(0), (sequence, outcome) -> outcomes.add(outcome));
    assertThat(workers.newest().told()).contains("program 1 0 2").doesNotContain("program 1 0 1");
    workers.newest().die(false, "test ends");
    queue.close();
    process.close();
  }

  @Test
  void aQueuesProcessorTimeIsThatOfItsWorker() {
    GpuAddressSpace space = space("1/process 1");
    EngineProcess process = ok(gpu.openProcess("1", space));
    EngineQueue queue = queue(space, "context");
    assertThat(queue.processorTime()).contains(Duration.ofNanos(7));
    workers.newest().die(false, "told so");
    assertThat(queue.processorTime()).isEmpty();
    queue.close();
    process.close();
  }
}
