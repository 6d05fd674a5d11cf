package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.opencl.WorkerRig.Buffer;
import org.paravane.host.engine.opencl.WorkerRig.Program;
import org.paravane.host.engine.packet.BuiltInObjects;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.memory.GpuProtection;

/** What is refused before the device sees it, with a reason that names kernel and argument. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
  private static final long NOWHERE = 0x7000_0000_0000L;

  private WorkerRig rig;
  private Program program;
  private ProgramResult.Kernel scale;

  @BeforeAll
  void open() {
    rig = WorkerRig.open();
    program = rig.built("""
        kernel void scale(global float *out, global const float *in, constant float *table, local float *tile, int n) {
          size_t i = get_global_id(0);
          tile[get_local_id(0)] = in[i] * table[0];
          out[i] = tile[get_local_id(0)] * n;
        }
        kernel __attribute__((reqd_work_group_size(4, 2, 1))) void shaped(global int *x) {
          x[get_global_id(0)] = 1;
        }
        """);
    scale = program.kernel("scale");
  }

  @AfterAll
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  private AqlPacket scale(long out, long in, long table, long localBytes) {
    return Packets.line(scale, 4, 8,
        Packets.arguments(rig, a -> a.u64(0, out).u64(8, in).u64(16, table).u64(24, localBytes).u32(32, 2)));
  }

  @Test
  void argumentsOutsideTheMappingsArePageFaults() {
    long good = rig.buffer(4096).address();
    for (String argument : List.of("out", "in", "table")) {
      Outcome.Fault fault = rig.fault(scale(argument.equals("out") ? NOWHERE : good,
          argument.equals("in") ? NOWHERE : good, argument.equals("table") ? NOWHERE : good, 64));
      assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
      assertThat(fault.address()).isEqualTo(NOWHERE);
      assertThat(fault.reason()).isEqualTo("page fault: context=test, address=0x700000000000, access="
          + (argument.equals("out") ? "write" : "read") + ", kernel=scale, argument=" + argument
          + ", cause=not mapped");
    }
    rig.done(scale(good, good + 1024, good + 2048, 64));
  }

  @Test
  void onlyConstPointersMayBeReadOnly() {
    Buffer memory = rig.buffer(4096);
    long readOnly = rig.freeAddresses(4096);
    rig.map(readOnly, 4096, WorkerRig.VISIBLE, memory.storeOffset(), GpuProtection.READ_ONLY);
    rig.done(scale(memory.address(), readOnly + 1024, readOnly + 2048, 64));
    Outcome.Fault fault = rig.fault(scale(readOnly, memory.address(), memory.address(), 64));
    assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(fault.reason()).contains("argument=out", "cause=no right", "access=write");
  }

  @Test
  void localMemoryBeyondTheDeviceIsRefused() {
    long good = rig.buffer(4096).address();
    for (long bytes : new long[]{0, -1, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Outcome.Fault fault = rig.fault(scale(good, good, good, bytes));
      assertThat(fault.kind()).isEqualTo(FaultKind.BAD_KERNARG);
      assertThat(fault.reason()).contains("kernel=scale", "argument=tile", "local memory=");
    }
  }

  @Test
  void shapesThatTheDeviceCannotDoAreRefused() {
    Buffer good = rig.buffer(1 << 20);
    long kernarg = Packets.arguments(rig,
        a -> a.u64(0, good.address()).u64(8, good.address()).u64(16, good.address()).u64(24, 64).u32(32, 1));
    Outcome.Fault remainder = rig.fault(Packets.line(scale, 4, 9, kernarg));
    assertThat(remainder.kind()).isEqualTo(FaultKind.BAD_PACKET);
    assertThat(remainder.reason()).contains("grid is no multiple of the work-group", "grid=9", "work-group=4");
    Outcome.Fault large = rig.fault(Packets.line(scale, 32768, 32768, kernarg));
    assertThat(large.reason()).contains("work-group too large");
    Outcome.Fault product = rig.fault(new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 3,
        (short) 64, (short) 64, (short) 64, (short) 0, 64, 64, 64, 0, 0, scale.kernelObject(), kernarg, 0, 0));
    assertThat(product.reason()).contains("work-group too large: kernel=scale, size=262144");
    Outcome.Fault shape = rig.fault(Packets.line(program.kernel("shaped"), 8, 8, kernarg));
    assertThat(shape.reason()).contains("not the required work-group", "required=4x2x1");
    rig.done(Packets.line(scale, 64, 8, kernarg)); // one partial work-group is as large as the grid
  }

  @Test
  void kernelArgumentsHaveToBeThere() {
    Outcome.Fault misaligned = rig.fault(Packets.line(scale, 1, 1, rig.buffer(64).address() + 4));
    assertThat(misaligned.kind()).isEqualTo(FaultKind.BAD_KERNARG);
    assertThat(misaligned.reason()).contains("kernel=scale", "misaligned kernarg");
    Outcome.Fault missing = rig.fault(Packets.line(scale, 1, 1, NOWHERE));
    assertThat(missing.kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(missing.reason()).contains("kernarg segment, kernel=scale");
    Buffer end = rig.buffer(4096);
    assertThat(rig.fault(Packets.line(scale, 1, 1, end.address() + 4096 - 8)).kind())
        .isEqualTo(FaultKind.PAGE_FAULT);
  }

  @Test
  void unknownKernelsAreFaults() {
    long kernarg = rig.buffer(64).address();
    for (long object : new long[]{0, 1, -1, BuiltInObjects.FIRST_OBJECT + 1, KernelObjects.of(200, 0),
        scale.kernelObject() + 2, scale.kernelObject() + 1000}) {
      Outcome.Fault fault = rig.fault(AqlPacket.KernelDispatch.of(object, kernarg, 1, 0));
      assertThat(fault.kind()).isEqualTo(FaultKind.BAD_KERNEL);
      assertThat(fault.reason()).contains("no such kernel");
    }
    WorkerRig.Queue copy = rig.copyQueue("copy");
    assertThat(copy.run(rig.commands(Packets.line(scale, 1, 1, kernarg))))
        .isInstanceOfSatisfying(Outcome.Fault.class,
            fault -> assertThat(fault.reason()).contains("this is a copy engine"));
  }

  @Test
  void memoryThatWasUnmappedIsGone() {
    Buffer buffer = rig.buffer(4096);
    long good = rig.buffer(4096).address();
    AqlPacket packet = scale(buffer.address(), good, good + 64, 64);
    rig.done(packet);
    rig.unmap(buffer.address(), 4096);
    assertThat(rig.fault(packet).kind()).isEqualTo(FaultKind.PAGE_FAULT);
    rig.map(buffer.address(), 4096, WorkerRig.VISIBLE, buffer.storeOffset(), GpuProtection.READ_WRITE);
    rig.done(packet);
  }

  @Test
  void neighboursInTheStoreAreOnePiece() {
    Buffer memory = rig.buffer(4 * 4096);
    long address = rig.freeAddresses(4 * 4096);
    for (int page = 0; page < 4; page++) {
      rig.map(address + page * 4096L, 4096, WorkerRig.VISIBLE, memory.storeOffset() + page * 4096L,
          GpuProtection.READ_WRITE);
    }
    rig.done(rig.dispatch(BuiltInKernel.SAXPY,
        new KernelArguments.Saxpy(address, address + 8192, 2048, 1, 0), 0));
    rig.map(address + 4096, 4096, WorkerRig.VISIBLE, memory.storeOffset(), GpuProtection.READ_WRITE);
    Outcome.Fault fault = rig.fault(rig.dispatch(BuiltInKernel.SAXPY,
        new KernelArguments.Saxpy(address, address + 8192, 2048, 1, 0), 0));
    assertThat(fault.reason()).contains("kernel=saxpy", "argument=x", "cause=not in one piece");
  }

  @Test
  void zeroPagesAreNoMemoryForKernelsButCanBeCopied() {
    long zeros = rig.freeAddresses(4096);
    rig.map(zeros, 4096, 0, 0, GpuProtection.ZERO);
    Buffer to = rig.buffer(4096);
    to.memory().fill((byte) 1);
    rig.done(AqlPacket.Copy.of(zeros, to.address(), 100, 0));
    assertThat(to.word(0)).isZero();
    assertThat(rig.fault(scale(to.address(), zeros, to.address(), 64)).reason())
        .contains("argument=in", "zero pages have no memory");
  }

  @Test
  void badBuiltInArgumentsAreFaultsLikeOnTheSimulatedEngine() {
    long address = rig.buffer(4096).address();
    List<AqlPacket> packets = List.of(
        rig.dispatch(BuiltInKernel.FILL, new KernelArguments.Fill(address + 2, 1, 0, 0), 0),
        rig.dispatch(BuiltInKernel.FILL, new KernelArguments.Fill(address, -1, 0, 0), 0),
        rig.dispatch(BuiltInKernel.COPY, new KernelArguments.Copy(address, address, -1), 0),
        rig.dispatch(BuiltInKernel.VECTOR_ADD, new KernelArguments.VectorAdd(address, address + 1, address, 1), 0),
        rig.dispatch(BuiltInKernel.SAXPY, new KernelArguments.Saxpy(address, address, Long.MIN_VALUE, 1, 0), 0),
        rig.dispatch(BuiltInKernel.SGEMM, new KernelArguments.Sgemm(address, address, address, -1, 1, 1, 1, 0, 0), 0),
        rig.dispatch(BuiltInKernel.REDUCE, new KernelArguments.Reduce(address, address, 1, 3, 0), 0),
        rig.dispatch(BuiltInKernel.SPIN, new KernelArguments.Spin(-1), 0));
    for (AqlPacket packet : packets) {
      Outcome.Fault fault = rig.fault(packet);
      assertThat(fault.kind()).as("%s", packet).isEqualTo(FaultKind.BAD_KERNARG);
      assertThat(fault.reason()).startsWith("bad kernel argument: context=test, kernel=");
    }
    Outcome.Fault fault = rig.fault(rig.dispatch(BuiltInKernel.SAXPY,
        new KernelArguments.Saxpy(address, address, 1025, 1, 0), 0));
    assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(fault.address()).isEqualTo(address + 4096);
  }
}
