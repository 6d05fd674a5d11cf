package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.opencl.WorkerRig.Buffer;
import org.paravane.host.engine.opencl.WorkerRig.Program;

/** Guests' own programs: what is told about them, what they compute, and how bad ones are refused. */
@Timeout(120)
class ProgramsTest {
  private static final String SAXPY = """
      kernel void saxpy(float alpha, global const float *x, global float *y) {
        size_t i = get_global_id(0);
        y[i] = alpha * x[i] + y[i];
      }
      """;

  private WorkerRig rig;

  @BeforeEach
  void open() {
    rig = WorkerRig.open();
  }

  @AfterEach
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  @Test
  void aKernelIsDescribed() {
    Program program = rig.built("""
        typedef struct { float a; int b[5]; } Pair;
        kernel __attribute__((reqd_work_group_size(8, 2, 1)))
        void many(global float *out, constant float *table, local float *tile, char c, float3 v, Pair pair, ulong n,
            global const int *in) {
          local float own[16];
          own[get_local_id(0)] = table[0];
          out[get_global_id(0)] = own[0] + c + v.x + pair.a + n + in[0] + tile[0];
        }
        kernel void nothing() { }
        """);
    assertThat(program.kernels()).hasSize(2);
    ProgramResult.Kernel kernel = program.kernel("many");
    assertThat(kernel.requiredWorkgroupX()).isEqualTo(8);
    assertThat(kernel.requiredWorkgroupY()).isEqualTo(2);
    assertThat(kernel.localMemoryBytes()).isGreaterThanOrEqualTo(64);
    assertThat(kernel.maxWorkgroupSize()).isGreaterThan(0);
    var arguments = program.arguments().subList(kernel.firstArgument(),
        kernel.firstArgument() + kernel.argumentCount());
    assertThat(arguments).extracting(ProgramResult.Argument::kind).containsExactly(ArgumentKind.GLOBAL.value(),
        ArgumentKind.CONSTANT.value(), ArgumentKind.LOCAL.value(), ArgumentKind.VALUE.value(),
        ArgumentKind.VALUE.value(), ArgumentKind.VALUE.value(), ArgumentKind.VALUE.value(),
        ArgumentKind.GLOBAL.value());
    assertThat(arguments).extracting(ProgramResult.Argument::sizeBytes).containsExactly(8, 8, 8, 1, 16, 24, 8, 8);
    assertThat(arguments).extracting(ProgramResult.Argument::offset).containsExactly(0, 8, 16, 24, 32, 48, 72, 80);
    assertThat(arguments).extracting(ProgramResult.Argument::access).containsExactly(3, 1, 0, 0, 0, 0, 0, 1);
    assertThat(arguments).extracting(argument -> argument.name().text()).containsExactly("out", "table", "tile", "c",
        "v", "pair", "n", "in");
    assertThat(kernel.kernargSizeBytes()).isEqualTo(88);
    assertThat(program.kernel("nothing").kernargSizeBytes()).isZero();
  }

  @Test
  void saxpyComputes() {
    Program program = rig.built(SAXPY);
    int count = 10_000;
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = i;
    }
    Buffer bufferX = rig.upload(x);
    Buffer bufferY = rig.upload(x);
    for (int run = 0; run < 20; run++) {
      rig.done(dispatch(program.kernel("saxpy"), 100, count,
          arguments(a -> a.f32(0, 1).u64(8, bufferX.address()).u64(16, bufferY.address()))));
    }
    for (int i = 0; i < count; i++) {
      assertThat(bufferY.memory().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i)).isEqualTo(21f * i);
    }
  }

  @Test
  void localMemoryReduces() {
    Program program = rig.built("""
        kernel void sum(global const int *in, global int *out, local int *tile) {
          size_t l = get_local_id(0);
          tile[l] = in[get_global_id(0)];
          barrier(CLK_LOCAL_MEM_FENCE);
          for (size_t half_ = get_local_size(0) / 2; half_ > 0; half_ /= 2) {
            if (l < half_) { tile[l] += tile[l + half_]; }
            barrier(CLK_LOCAL_MEM_FENCE);
          }
          if (l == 0) { out[get_group_id(0)] = tile[0]; }
        }
        """);
    Buffer in = rig.buffer(4 * 1024);
    Buffer out = rig.buffer(4 * 8);
    int expected = 0;
    for (int i = 0; i < 1024; i++) {
      in.word(i, i * i);
      expected += i * i;
    }
    rig.done(dispatch(program.kernel("sum"), 128, 1024,
        arguments(a -> a.u64(0, in.address()).u64(8, out.address()).u64(16, 4 * 128))));
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += out.word(i);
    }
    assertThat(sum).isEqualTo(expected);
  }

  @Test
  void atomicsCountAHistogram() {
    Program program = rig.built("""
        kernel void histogram(global const uchar *in, volatile global int *bins) {
          atomic_inc(&bins[in[get_global_id(0)]]);
        }
        """);
    byte[] bytes = new byte[100_000];
    new Random(3).nextBytes(bytes);
    int[] expected = new int[256];
    for (byte b : bytes) {
      expected[Byte.toUnsignedInt(b)]++;
    }
    Buffer in = rig.upload(bytes);
    Buffer bins = rig.buffer(4 * 256);
    rig.done(dispatch(program.kernel("histogram"), 100, bytes.length,
        arguments(a -> a.u64(0, in.address()).u64(8, bins.address()))));
    assertThat(bins.memory().toArray(ValueLayout.JAVA_INT_UNALIGNED)).isEqualTo(expected);
  }

  @Test
  void threeDimensionsMakeAStencil() {
    Program program = rig.built("""
        kernel void stencil(global const float *in, global float *out) {
          int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
          int nx = get_global_size(0), ny = get_global_size(1), nz = get_global_size(2);
          int at = (z * ny + y) * nx + x;
          float sum = in[at];
          if (x > 0) { sum += in[at - 1]; }
          if (x < nx - 1) { sum += in[at + 1]; }
          if (y > 0) { sum += in[at - nx]; }
          if (y < ny - 1) { sum += in[at + nx]; }
          if (z > 0) { sum += in[at - nx * ny]; }
          if (z < nz - 1) { sum += in[at + nx * ny]; }
          out[at] = sum;
        }
        """);
    int nx = 16;
    int ny = 12;
    int nz = 10;
    float[] in = new float[nx * ny * nz];
    for (int i = 0; i < in.length; i++) {
      in[i] = i % 17;
    }
    Buffer from = rig.upload(in);
    Buffer to = rig.buffer(4L * in.length);
    AqlPacket.KernelDispatch packet = new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 3,
        (short) 4, (short) 3, (short) 5, (short) 0, nx, ny, nz, 0, 0, program.kernel("stencil").kernelObject(),
        arguments(a -> a.u64(0, from.address()).u64(8, to.address())), 0, 0);
    rig.done(packet);
    int at = (4 * ny + 5) * nx + 6;
    assertThat(to.floats(in.length)[at]).isEqualTo(in[at] + in[at - 1] + in[at + 1] + in[at - nx] + in[at + nx]
        + in[at - nx * ny] + in[at + nx * ny]);
    assertThat(to.floats(1)[0]).isEqualTo(in[0] + in[1] + in[nx] + in[nx * ny]);
  }

  @Test
  void aStructIsPassedByValue() {
    Program program = rig.built("""
        typedef struct { int factor; short shift[3]; float offset; } Params;
        kernel void apply(Params p, global int *out) {
          out[get_global_id(0)] = p.factor * (int) get_global_id(0) + p.shift[2] + (int) p.offset;
        }
        """);
    assertThat(program.arguments().getFirst().sizeBytes()).isEqualTo(16);
    Buffer out = rig.buffer(64);
    rig.done(dispatch(program.kernel("apply"), 8, 16,
        arguments(a -> a.u32(0, 3).u32(8, 7).f32(12, 100).u64(16, out.address()))));
    assertThat(out.word(5)).isEqualTo(15 + 7 + 100);
  }

  @Test
  void aBuildErrorIsAResultWithTheLog() {
    Program program = rig.load("kernel void broken(global float *x) { x[0] = undefined_thing; }", "");
    assertThat(program.head().status()).isEqualTo(ProgramStatus.BUILD_FAILED.value());
    assertThat(program.head().program()).isZero();
    assertThat(program.log()).contains("undefined_thing", "program.cl:1:");
    assertThat(program.head().logTotalBytes()).isEqualTo(program.head().logBytes());
  }

  @Test
  void optionsReachTheCompilerIfTheyAreHarmless() {
    Program program = rig.load("kernel void k(global int *x) { x[0] = VALUE; }", "-DVALUE=42 -cl-mad-enable -w");
    assertThat(program.head().status()).isEqualTo(ProgramStatus.BUILT.value());
    Buffer x = rig.buffer(4);
    rig.done(dispatch(program.kernel("k"), 1, 1, arguments(a -> a.u64(0, x.address()))));
    assertThat(x.word(0)).isEqualTo(42);
    for (String bad : new String[]{"-I/etc", "-include /etc/passwd", "file.cl", "-D", "-DX=\"a b\"", "-o x", "-x spir",
        "-DX=/etc$", "-save-temps"}) {
      Program refused = rig.load("kernel void k() { }", bad);
      assertThat(refused.head().status()).as(bad).isEqualTo(ProgramStatus.REFUSED.value());
      assertThat(refused.log()).contains("option not allowed");
    }
  }

  @Test
  void codeThatLiesAboutItsSizeIsRefused() {
    Buffer code = rig.upload(SAXPY.getBytes(StandardCharsets.UTF_8));
    Buffer result = rig.buffer(4096);
    for (long size : new long[]{0, -1, (4 << 20) + 1, Long.MIN_VALUE}) {
      rig.done(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, code.address(), size, result.address(), 4096, 0));
      assertThat(WorkerRig.read(result.memory()).head().status()).isEqualTo(ProgramStatus.REFUSED.value());
    }
    Outcome.Fault fault = rig.fault(
        AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, code.address(), 1 << 20, result.address(), 4096, 0));
    assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
    assertThat(fault.reason()).contains("for=program code");
    assertThat(rig.fault(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, code.address(), 10, result.address(), 63, 0))
        .kind()).isEqualTo(FaultKind.BAD_PACKET);
  }

  @Test
  void spirVIsRefusedWhereTheDeviceTakesNone() {
    Program program = rig.load(CodeFormat.SPIR_V, new byte[]{3, 2, 0x23, 7, 0, 0, 1, 0}, "", 4096);
    assertThat(program.head().status()).isEqualTo(ProgramStatus.REFUSED.value());
    assertThat(program.log()).contains("spir-v");
  }

  @Test
  void aSmallResultSaysHowMuchItNeeded() {
    byte[] code = SAXPY.getBytes(StandardCharsets.UTF_8);
    Program program = rig.load(CodeFormat.OPENCL_C, code, "", 64);
    assertThat(program.head().status()).isEqualTo(ProgramStatus.BUILT.value());
    assertThat(program.kernels()).isEmpty();
    assertThat(program.head().neededBytes()).isGreaterThanOrEqualTo(64 + 128 + 3 * 64);
  }

  @Test
  void anUnloadedProgramIsGone() {
    Program program = rig.built(SAXPY);
    rig.done(AqlPacket.UnloadProgram.of(program.head().program(), 0));
    assertThat(rig.droppedPrograms).contains((int) program.head().program());
    Outcome.Fault fault = rig.fault(dispatch(program.kernel("saxpy"), 1, 1, rig.buffer(64).address()));
    assertThat(fault.kind()).isEqualTo(FaultKind.BAD_KERNEL);
    assertThat(rig.fault(AqlPacket.UnloadProgram.of(program.head().program(), 0)).kind())
        .isEqualTo(FaultKind.BAD_PACKET);
  }

  private static AqlPacket.KernelDispatch dispatch(ProgramResult.Kernel kernel, int workgroup, int grid, long kernarg) {
    return Packets.line(kernel, workgroup, grid, kernarg);
  }

  private long arguments(Consumer<Packets.Arguments> writer) {
    return Packets.arguments(rig, writer);
  }
}
