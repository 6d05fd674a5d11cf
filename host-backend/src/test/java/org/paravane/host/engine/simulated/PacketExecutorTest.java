package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.memory.GpuProtection;

/** Packets: what good ones do, and how bad ones end. */
class PacketExecutorTest {
  private final NodeHarness harness = new NodeHarness(
      SimulatedGpuOptions.defaults().withTiming(new TimingModel(100, 0, 0)));
  private final TestGuest guest = harness.guest;

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void aPacketWritesTimestampsAndLetsItsSignalGoDown() {
    Buffer signal = guest.word(3);
    Buffer stamps = guest.buffer(16);
    long begin = harness.clock.nanos();
    Outcome outcome = harness.run(guest.commands(
        guest.dispatch("spin", new KernelArguments.Spin(1_000), signal.address())
            .withTimestampAddress(stamps.address())));
    assertThat(outcome).isEqualTo(new Outcome.Done(begin, begin + 1_100));
    assertThat(signal.word(0)).isEqualTo(2);
    assertThat(stamps.word(0)).isEqualTo(begin);
    assertThat(stamps.word(8)).isEqualTo(begin + 1_100);
  }

  @Test
  void aSignalGoesDownWhenThePacketEndsNotWhenItBegins() {
    Buffer signal = guest.word(1);
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(guest.commands(guest.dispatch("spin", new KernelArguments.Spin(1_000), signal.address())));
    harness.step(0);
    harness.step(1_099);
    assertThat(signal.word(0)).isOne();
    assertThat(queue.ended).isEmpty();
    harness.step(1);
    assertThat(signal.word(0)).isZero();
    assertThat(queue.ended).hasSize(1);
  }

  @Test
  void vendorPacketsFillCopyAndStamp() {
    Buffer a = guest.buffer(64);
    Buffer b = guest.buffer(64);
    Buffer signal = guest.word(3);
    Buffer stamp = guest.word(0);
    long begin = harness.clock.nanos();
    Outcome outcome = harness.run(guest.commands(AqlPacket.Fill.of(a.address(), 32, 0x01020304, signal.address()),
        AqlPacket.Copy.of(a.address(), b.address() + 1, 7, signal.address()),
        AqlPacket.Timestamp.of(stamp.address(), signal.address())));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(a.word(24)).isEqualTo(0x0102030401020304L);
    assertThat(a.word(32)).isZero();
    assertThat(b.word(0)).isEqualTo(0x0203_0401_0203_0400L);
    assertThat(signal.word(0)).isZero();
    assertThat(stamp.word(0)).isEqualTo(begin + 300);
  }

  @Test
  void barriersPassOnlyWhenTheirSignalsAreZero() {
    Buffer zero = guest.word(0);
    Buffer one = guest.word(1);
    assertThat(harness.run(guest.commands(AqlPacket.BarrierAnd.of(0)))).isInstanceOf(Outcome.Done.class);
    assertThat(harness.run(guest.commands(AqlPacket.BarrierOr.of(0)))).isInstanceOf(Outcome.Done.class);
    assertThat(harness.run(guest.commands(AqlPacket.BarrierAnd.of(0, zero.address(), zero.address()))))
        .isInstanceOf(Outcome.Done.class);
    assertThat(harness.run(guest.commands(AqlPacket.BarrierOr.of(0, one.address(), zero.address()))))
        .isInstanceOf(Outcome.Done.class);
    Outcome waiting = harness.run(guest.commands(AqlPacket.BarrierAnd.of(0, one.address(), zero.address())));
    assertThat(waiting).isInstanceOfSatisfying(Outcome.Preempted.class, p -> {
      assertThat(p.pause()).isEqualTo(Pause.BARRIER);
      assertThat(p.resumeOffset()).isZero();
    });
    assertThat(harness.run(guest.commands(AqlPacket.BarrierOr.of(0, one.address()))))
        .isInstanceOf(Outcome.Preempted.class);
  }

  @Test
  void aBarrierThatWaitsDoesNotSignal() {
    Buffer one = guest.word(1);
    Buffer signal = guest.word(1);
    harness.run(guest.commands(AqlPacket.BarrierAnd.of(signal.address(), one.address())));
    assertThat(signal.word(0)).isOne();
  }

  @Test
  void aPageFaultNamesContextAddressAccessKernelAndArgument() {
    Buffer x = guest.buffer(64);
    Buffer y = guest.buffer(64);
    long readOnly = guest.map(y, GpuProtection.READ_ONLY);
    Outcome.Fault fault = fault(guest.commands(
        guest.dispatch("saxpy", new KernelArguments.Saxpy(x.address(), readOnly, 4, 1, 0), 0)));
    assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(fault.address()).isEqualTo(readOnly);
    assertThat(fault.reason()).isEqualTo("page fault: context=test, address=0x" + Long.toHexString(readOnly)
        + ", access=write, kernel=saxpy, argument=y, cause=no right");
  }

  @Test
  void nothingIsWrittenIfAnyArgumentFaults() {
    Buffer a = guest.buffer(4096);
    Buffer c = guest.buffer(4096);
    c.floats(1, 2, 3);
    fault(guest.commands(guest.dispatch("vector_add",
        new KernelArguments.VectorAdd(a.address(), 0x7000_0000_0000L, c.address(), 3), 0)));
    assertThat(c.floats(3)).containsExactly(1, 2, 3);
    fault(guest.commands(guest.dispatch("saxpy", new KernelArguments.Saxpy(a.address(), c.address(), 1025, 1, 0), 0)));
    assertThat(c.floats(3)).containsExactly(1, 2, 3);
  }

  @Test
  void unmappedPlacesOfAllKindsAreFaults() {
    Buffer good = guest.buffer(64);
    long bad = 0x7000_0000_0000L;
    List<AqlPacket> packets = List.of(
        AqlPacket.KernelDispatch.of(object("fill"), bad, 1, 0),
        guest.dispatch("fill", new KernelArguments.Fill(good.address(), 1, 0, 0), bad),
        guest.dispatch("fill", new KernelArguments.Fill(good.address(), 1, 0, 0), 0).withTimestampAddress(bad),
        guest.dispatch("sgemm", new KernelArguments.Sgemm(bad, good.address(), good.address(), 1, 1, 1, 1, 0, 0), 0),
        guest.dispatch("reduce", new KernelArguments.Reduce(good.address(), bad, 1, 0, 0), 0),
        guest.dispatch("copy", new KernelArguments.Copy(good.address(), bad, 1), 0),
        AqlPacket.Copy.of(good.address(), bad, 1, 0), AqlPacket.Fill.of(bad, 4, 0, 0), AqlPacket.Timestamp.of(bad, 0),
        AqlPacket.BarrierAnd.of(0, bad), AqlPacket.BarrierOr.of(0, bad));
    for (AqlPacket packet : packets) {
      Outcome.Fault fault = fault(guest.commands(packet));
      assertThat(fault.kind()).as("%s", packet).isEqualTo(FaultKind.PAGE_FAULT);
      assertThat(fault.address()).isEqualTo(bad);
      assertThat(fault.reason()).startsWith("page fault: context=test, address=0x700000000000, access=");
    }
    Outcome.Fault fetch = fault(new Commands(bad, 64));
    assertThat(fetch.reason()).contains("for=packet");
  }

  @Test
  void malformedPacketsAreFaults() {
    Buffer good = guest.buffer(4096);
    AqlPacket.KernelDispatch dispatch = guest.dispatch("fill", new KernelArguments.Fill(good.address(), 1, 0, 0), 0);
    List<byte[]> packets = new ArrayList<>();
    packets.add(changed(dispatch, 0, 1)); // INVALID
    packets.add(changed(dispatch, 0, 4)); // AGENT_DISPATCH
    packets.add(changed(dispatch, 0, 77));
    packets.add(changed(dispatch, 2, 0)); // no dimension
    packets.add(changed(dispatch, 4, 0)); // empty work-group
    packets.add(changed(dispatch, 12, 0)); // empty grid
    packets.add(changed(AqlPacket.Copy.of(good.address(), good.address(), 1, 0), 2, 9)); // opcode
    packets.add(AqlPacket.Fill.of(good.address(), 5, 0, 0).encode());
    packets.add(AqlPacket.Fill.of(good.address(), -4, 0, 0).encode());
    packets.add(AqlPacket.Timestamp.of(0, 0).encode());
    packets.add(AqlPacket.Timestamp.of(good.address() + 4, 0).encode());
    packets.add(AqlPacket.BarrierAnd.of(good.address() + 1).encode());
    packets.add(AqlPacket.BarrierAnd.of(0, good.address() + 4).encode());
    packets.add(dispatch.withTimestampAddress(good.address() + 1).encode());
    for (byte[] packet : packets) {
      Outcome.Fault fault = fault(raw(packet));
      assertThat(fault.kind()).isEqualTo(FaultKind.BAD_PACKET);
      assertThat(fault.reason()).startsWith("bad packet: context=test, offset=0, ");
    }
  }

  @Test
  void unknownKernelsAreFaults() {
    for (long object : new long[]{0, 1, object("fill") + 1, object("fill") - 64, object("spin") + 64, -1}) {
      Outcome.Fault fault = fault(guest.commands(AqlPacket.KernelDispatch.of(object, guest.word(0).address(), 1, 0)));
      assertThat(fault.kind()).isEqualTo(FaultKind.BAD_KERNEL);
      assertThat(fault.reason()).contains("cause=no such kernel");
    }
  }

  @Test
  void aCopyEngineMovesBytesButRunsNoKernels() {
    Buffer buffer = guest.buffer(64);
    NodeHarness.Queue copy = harness.queue(1, "copy queue");
    copy.submit(guest.commands(AqlPacket.Fill.of(buffer.address(), 8, -1, 0)));
    harness.settle();
    assertThat(copy.last()).isInstanceOf(Outcome.Done.class);
    copy.submit(guest.commands(guest.dispatch("fill", new KernelArguments.Fill(buffer.address(), 1, 0, 0), 0)));
    harness.settle();
    assertThat(copy.last()).isInstanceOfSatisfying(Outcome.Fault.class,
        fault -> assertThat(fault.reason()).contains("this is a copy engine"));
    assertThat(buffer.word(0)).isEqualTo(-1);
  }

  @Test
  void badArgumentsAreFaults() {
    Buffer good = guest.buffer(4096);
    long address = good.address();
    List<AqlPacket> packets = List.of(
        guest.dispatch("fill", new KernelArguments.Fill(address + 2, 1, 0, 0), 0),
        guest.dispatch("fill", new KernelArguments.Fill(address, -1, 0, 0), 0),
        guest.dispatch("fill", new KernelArguments.Fill(address, Long.MAX_VALUE, 0, 0), 0),
        guest.dispatch("copy", new KernelArguments.Copy(address, address, -1), 0),
        guest.dispatch("vector_add", new KernelArguments.VectorAdd(address, address + 1, address, 1), 0),
        guest.dispatch("saxpy", new KernelArguments.Saxpy(address, address, Long.MIN_VALUE, 1, 0), 0),
        guest.dispatch("sgemm", new KernelArguments.Sgemm(address, address, address, -1, 1, 1, 1, 0, 0), 0),
        guest.dispatch("reduce", new KernelArguments.Reduce(address, address, 1, 3, 0), 0),
        guest.dispatch("spin", new KernelArguments.Spin(-1), 0),
        AqlPacket.KernelDispatch.of(object("fill"), guest.arguments(new KernelArguments.Fill(address, 1, 0, 0)) + 4, 1,
            0));
    for (AqlPacket packet : packets) {
      Outcome.Fault fault = fault(guest.commands(packet));
      assertThat(fault.kind()).as("%s", packet).isEqualTo(FaultKind.BAD_KERNARG);
      assertThat(fault.reason()).startsWith("bad kernel argument: context=test, kernel=");
    }
  }

  @Test
  void sizesThatOverflowAreFaultsNotErrors() {
    Buffer good = guest.buffer(4096);
    int huge = Integer.MAX_VALUE;
    for (AqlPacket packet : List.of(
        guest.dispatch("sgemm",
            new KernelArguments.Sgemm(good.address(), good.address(), good.address(), huge, huge, huge, 1, 0, 0), 0),
        guest.dispatch("saxpy", new KernelArguments.Saxpy(good.address(), good.address(), Long.MAX_VALUE / 4, 1, 0), 0),
        AqlPacket.Fill.of(good.address(), Long.MAX_VALUE - 3, 0, 0),
        AqlPacket.Copy.of(good.address(), good.address(), Long.MAX_VALUE, 0))) {
      assertThat(fault(guest.commands(packet)).kind()).as("%s", packet).isIn(FaultKind.PAGE_FAULT,
          FaultKind.BAD_KERNARG,
          FaultKind.BAD_PACKET);
    }
  }

  @Test
  void packetsBeforeAFaultTookEffectAndThoseAfterDidNot() {
    Buffer buffer = guest.buffer(64);
    Outcome.Fault fault = fault(guest.commands(AqlPacket.Fill.of(buffer.address(), 8, -1, 0),
        AqlPacket.Fill.of(0x7000_0000_0000L, 8, -1, 0), AqlPacket.Fill.of(buffer.address() + 8, 8, -1, 0)));
    assertThat(fault.reason()).contains("kernel=fill packet", "argument=destination");
    assertThat(buffer.word(0)).isEqualTo(-1);
    assertThat(buffer.word(8)).isZero();
  }

  @Test
  void programsAreRefusedWithAReason() {
    Buffer code = guest.buffer(64);
    Buffer result = guest.buffer(256);
    Buffer signal = guest.word(1);
    assertThat(harness.run(guest.commands(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, code.address(), 64,
        result.address(), 256, signal.address())))).isInstanceOf(Outcome.Done.class);
    ProgramResult head = StructCodec.of(ProgramResult.class).read(result.memory(), 0);
    assertThat(head.magic()).isEqualTo(ProgramResult.MAGIC);
    assertThat(head.status()).isEqualTo(ProgramStatus.REFUSED.value());
    assertThat(head.program()).isZero();
    byte[] log = result.memory().asSlice(head.logOffset(), head.logBytes()).toArray(ValueLayout.JAVA_BYTE);
    assertThat(new String(log, StandardCharsets.UTF_8)).isEqualTo("this engine runs built-in kernels only");
    assertThat(signal.word(0)).isZero();
    assertThat(fault(guest.commands(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, code.address(), 64,
        result.address(), 63, 0))).kind()).isEqualTo(FaultKind.BAD_PACKET);
    assertThat(fault(guest.commands(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, 0x7000_0000_0000L, 64,
        result.address(), 64, 0))).kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(fault(guest.commands(AqlPacket.UnloadProgram.of(1, 0))).reason()).contains("unknown program=0x1");
  }

  @Test
  void reservedFieldsAreIgnored() {
    Buffer buffer = guest.buffer(64);
    byte[] packet = AqlPacket.Fill.of(buffer.address(), 8, -1, 0).encode();
    for (int i = 24; i < 48; i++) {
      packet[i] = (byte) i;
    }
    assertThat(harness.run(raw(packet))).isInstanceOf(Outcome.Done.class);
    assertThat(AqlHeader.of(AqlType.INVALID).type()).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytesNeverGetBeyondAFault(long seed) {
    Random random = new Random(seed * 7919);
    Buffer buffer = guest.buffer(4096);
    for (int i = 0; i < 3_000; i++) {
      byte[] packet = new byte[64];
      random.nextBytes(packet);
      packet[0] = (byte) random.nextInt(7);
      if (random.nextBoolean()) {
        packet[2] = (byte) random.nextInt(5);
        packet[3] = 0;
      }
      for (int field = 8; field < 64; field += 8) {
        if (random.nextInt(3) == 0) {
          long value = random.nextBoolean() ? buffer.address() + random.nextInt(5000) : random.nextInt(6000);
          MemorySegment.ofArray(packet).set(ValueLayout.JAVA_LONG_UNALIGNED, field,
              value);
        }
      }
      Outcome outcome = harness.run(raw(packet));
      assertThat(outcome).isInstanceOfAny(Outcome.Done.class, Outcome.Fault.class, Outcome.Preempted.class);
      if (outcome instanceof Outcome.Fault fault) {
        assertThat(fault.kind()).as(fault.reason()).isNotEqualTo(FaultKind.INTERNAL);
      }
    }
  }

  private Outcome.Fault fault(Commands commands) {
    Outcome outcome = harness.run(commands);
    assertThat(outcome).isInstanceOf(Outcome.Fault.class);
    return (Outcome.Fault) outcome;
  }

  private long object(String kernel) {
    return harness.gpu.kernels().byName(kernel).orElseThrow().kernelObject();
  }

  private static byte[] changed(AqlPacket packet, int offset, int value) {
    byte[] bytes = packet.encode();
    bytes[offset] = (byte) value;
    bytes[offset + 1] = 0;
    if (offset >= 12) {
      bytes[offset + 2] = 0;
      bytes[offset + 3] = 0;
    }
    return bytes;
  }

  private Commands raw(byte[] packet) {
    Commands commands = guest.commands(AqlPacket.BarrierAnd.of(0));
    Buffer place = guest.word(0);
    MemorySegment.copy(packet, 0, place.memory(), ValueLayout.JAVA_BYTE, 0,
        packet.length);
    return new Commands(place.address(), commands.length());
  }
}
