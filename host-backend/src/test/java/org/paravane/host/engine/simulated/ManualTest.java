package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.CEnum;
import org.paravane.abi.CField;
import org.paravane.abi.StructCodec;
import org.paravane.abi.StructLayout;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.abi.accel.VendorOpcode;
import org.paravane.host.engine.KernelCatalog.KernelDescription;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.scheduler.SchedulerOptions;
import org.paravane.host.scheduler.WorkQueue;

/** docs/virtual-accelerator.md says what the code does. */
class ManualTest {
  private static final List<Class<? extends Record>> STRUCTS = List.of(AqlHeader.class, AqlPacket.KernelDispatch.class,
      AqlPacket.BarrierAnd.class, AqlPacket.Copy.class, AqlPacket.Fill.class, AqlPacket.Timestamp.class,
      AqlPacket.LoadProgram.class, AqlPacket.UnloadProgram.class, DeviceInfo.class, ProgramResult.class,
      ProgramResult.Kernel.class, ProgramResult.Argument.class,
      KernelObjectTable.class, KernelObjectTable.Entry.class, KernelArguments.Fill.class, KernelArguments.Copy.class,
      KernelArguments.VectorAdd.class, KernelArguments.Saxpy.class, KernelArguments.Sgemm.class,
      KernelArguments.Reduce.class, KernelArguments.Spin.class, AllocationDescription.class);
  private static final Pattern HEADING = Pattern.compile("### `(\\w+)`, (\\d+) bytes");
  private static final Pattern FIELD = Pattern.compile("\\| (\\d+) \\| (\\d+) \\| ([^|]+) \\| `(\\w+)` \\|.*");
  private static final Pattern BITS = Pattern.compile("\\| (\\d+-\\d+) \\| `(\\w+)` \\|.*");

  private record Field(int offset, int size, String type, String name) {
  }

  private record Table(int size, List<Field> fields, Map<String, String> bits) {
  }

  private final String manual = read();
  private final Map<String, Table> tables = parse(manual);

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "virtual-accelerator.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Table> parse(String text) {
    Map<String, Table> tables = new LinkedHashMap<>();
    Optional<Table> current = Optional.empty();
    for (String line : text.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      Matcher field = FIELD.matcher(line);
      Matcher bits = BITS.matcher(line);
      if (line.startsWith("#")) {
        current = Optional.empty();
      }
      if (heading.matches()) {
        Table table = new Table(Integer.parseInt(heading.group(2)), new ArrayList<>(), new LinkedHashMap<>());
        tables.put(heading.group(1), table);
        current = Optional.of(table);
      } else if (field.matches()) {
        current.ifPresent(table -> table.fields().add(new Field(Integer.parseInt(field.group(1)),
            Integer.parseInt(field.group(2)), field.group(3).strip(), field.group(4))));
      } else if (bits.matches()) {
        current.ifPresent(table -> table.bits().put(bits.group(2), bits.group(1)));
      }
    }
    return tables;
  }

  static Stream<Class<? extends Record>> structs() {
    return STRUCTS.stream();
  }

  @ParameterizedTest
  @MethodSource("structs")
  void eachTableShowsTheLayoutOfItsStruct(Class<? extends Record> struct) {
    StructLayout layout = StructCodec.of(struct).layout();
    Table table = tables.getOrDefault(layout.name(), new Table(0, List.of(), Map.of()));
    assertThat(table.size()).as("size of %s", layout.name()).isEqualTo(layout.size());
    List<CField> fields = layout.fields().stream().filter(field -> !field.name().contains(".")).toList();
    if (struct == AqlHeader.class) {
      assertThat(table.bits()).hasSize(fields.size());
      fields.forEach(field -> assertThat(table.bits().get(field.name())).isEqualTo(String.valueOf(field.bits())));
      return;
    }
    assertThat(table.fields()).extracting(Field::name)
        .containsExactlyElementsOf(fields.stream().map(CField::name).toList());
    for (int i = 0; i < fields.size(); i++) {
      CField field = fields.get(i);
      Field shown = table.fields().get(i);
      String type = field.type().split(" ", 2)[0];
      assertThat(shown).as("%s.%s", layout.name(), field.name())
          .isEqualTo(new Field(field.offset(), field.size(), type, field.name()));
    }
  }

  @Test
  void noTableIsLeftOverAndNoneIsMissing() {
    assertThat(tables.keySet()).containsExactlyInAnyOrderElementsOf(
        STRUCTS.stream().map(struct -> StructCodec.of(struct).layout().name()).toList());
  }

  @Test
  void barrierOrReallyHasTheLayoutOfBarrierAnd() {
    assertThat(StructCodec.of(AqlPacket.BarrierOr.class).layout().fields())
        .isEqualTo(StructCodec.of(AqlPacket.BarrierAnd.class).layout().fields());
  }

  @Test
  void codesAreThoseOfTheEnumerations() {
    assertThat(manual).contains("0 vendor specific, 2 kernel dispatch, 3 barrier-AND, 5 barrier-OR");
    assertThat(AqlType.VENDOR_SPECIFIC.value()).isZero();
    assertThat(AqlType.KERNEL_DISPATCH.value()).isEqualTo(2);
    assertThat(AqlType.BARRIER_AND.value()).isEqualTo(3);
    assertThat(AqlType.BARRIER_OR.value()).isEqualTo(5);
    assertThat(List.of(VendorOpcode.COPY.value(), VendorOpcode.FILL.value(), VendorOpcode.TIMESTAMP.value(),
        VendorOpcode.LOAD_PROGRAM.value(), VendorOpcode.UNLOAD_PROGRAM.value())).containsExactly(1, 2, 3, 4, 5);
    assertThat(manual).contains("Copies bytes. Type 0, opcode 1.", "32-bit pattern. Type 0, opcode 2.",
        "engine's clock. Type 0, opcode 3.", "loads it. Type 0, opcode 4.",
        "Forgets a program. Type 0, opcode 5.", "0 sum, 1 minimum, 2 maximum");
    assertThat(List.of(ReduceOperation.SUM.value(), ReduceOperation.MINIMUM.value(), ReduceOperation.MAXIMUM.value()))
        .containsExactly(0, 1, 2);
    assertThat(manual).contains("0x" + Integer.toHexString(KernelObjectTable.MAGIC),
        "0x" + Integer.toHexString(AllocationDescription.MAGIC), "0x" + Integer.toHexString(DeviceInfo.MAGIC),
        "0x" + Integer.toHexString(ProgramResult.MAGIC));
  }

  @Test
  void codesOfProgramsAreThoseOfTheEnumerations() {
    assertThat(manual).contains(
        numbered(CodeFormat.values(), "OpenCL C source", "SPIR-V module"),
        numbered(ProgramStatus.values(), "built", "build failed", "refused"),
        numbered(ArgumentKind.values(), "global pointer", "constant pointer", "local memory", "value"),
        numbered(EngineKind.values(), "simulated in the host", "an OpenCL device"));
    assertThat(ProgramResult.Argument.READS).isEqualTo(1);
    assertThat(ProgramResult.Argument.WRITES).isEqualTo(2);
  }

  private static String numbered(CEnum[] values, String... words) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i].value() + " " + words[i])
        .collect(Collectors.joining(", "));
  }

  @Test
  void everyBuiltInKernelHasItsSection() {
    for (BuiltInKernel kernel : BuiltInKernel.values()) {
      assertThat(manual).contains("Kernel `" + kernel.kernelName() + "`:");
    }
  }

  @Test
  void limitsAreThoseOfTheCode() {
    SchedulerOptions options = SchedulerOptions.defaults();
    assertThat(limit("length of a command buffer")).isEqualTo((WorkQueue.MAX_COMMAND_BYTES >> 20) + " MiB");
    assertThat(limit("operations queued in one context")).isEqualTo("%,d".formatted(options.operationsPerContext()));
    assertThat(limit("hardware queues of a context, beside its own")).isEqualTo("" + options.queuesPerContext());
    assertThat(limit("objects in one wait or signal")).isEqualTo("" + WorkQueue.MAX_POINTS);
    assertThat(limit("CPU waits pending on one fence")).isEqualTo("%,d".formatted(options.waitersPerObject()));
    assertThat(limit("time for the host to take a submission")).isEqualTo(options.publishWait().toMillis() + " ms");
    assertThat(limit("packet timeout")).isEqualTo(options.packetTimeout().toSeconds() + " s");
    assertThat(limit("packet timeout where the device is a processor that is busy otherwise"))
        .isEqualTo(SchedulerOptions.MOST_TIMEOUTS * options.packetTimeout().toSeconds() + " s");
    assertThat(limit("kernel arguments")).isEqualTo(PacketExecutor.MAX_KERNARG_BYTES + " bytes");
    assertThat(limit("code of a program")).isEqualTo((ProgramSource.MAX_CODE_BYTES >> 20) + " MiB");
    assertThat(limit("options of the compiler")).isEqualTo("%,d bytes".formatted(ProgramSource.MAX_OPTIONS_BYTES));
    assertThat(limit("programs of a process")).isEqualTo("" + KernelObjects.MAX_PROGRAMS);
    assertThat(limit("kernels of a program")).isEqualTo("%,d".formatted(KernelObjects.MAX_KERNELS));
    assertThat(limit("log of a compiler that is kept")).isEqualTo((ProgramImage.MAX_LOG_BYTES >> 10) + " KiB");
    assertThat(limit("pieces of memory behind one argument")).isEqualTo("65,536");
    assertThat(manual).contains("quantum\n  (" + options.quantum().toMillis() + " ms)");
    assertThat(manual).contains("again after " + options.barrierRetry().toNanos() / 1000 + " µs");
    assertThat(GpuAddressSpace.CHOSEN_ALIGNMENT).isEqualTo(64 << 10);
  }

  @Test
  void theExampleIsWhatAnEncoderWrites() {
    BuiltInKernels kernels = new BuiltInKernels();
    KernelDescription saxpy = kernels.byName("saxpy").orElseThrow();
    AqlPacket packet = AqlPacket.KernelDispatch.of(saxpy.kernelObject(), 0x100100, 1000, 0x100200);
    KernelArguments.Saxpy arguments = new KernelArguments.Saxpy(0x200000, 0x210000, 1000, 2, 0);
    assertThat(manual).contains("kernel\nobject 0x" + Long.toHexString(saxpy.kernelObject()));
    assertThat(dumps()).startsWith(hex(StructCodec.ofValue(arguments).encode(arguments)), hex(packet.encode()));
  }

  @Test
  void theExampleOfAProgramIsWhatAnEncoderWrites() {
    String source = "kernel void add(global int *data, int what){data[get_global_id(0)] += what;}";
    assertThat(manual).contains("The source, " + source.length() + " bytes").contains(source);
    ProgramResult result = new ProgramResult(ProgramResult.MAGIC, ProgramResult.VERSION, ProgramStatus.BUILT.value(), 1,
        1, 2, 64, 64 + ProgramResult.Kernel.SIZE_BYTES,
        64 + ProgramResult.Kernel.SIZE_BYTES + 2 * ProgramResult.Argument.SIZE_BYTES, 0, 0,
        64 + ProgramResult.Kernel.SIZE_BYTES + 2 * ProgramResult.Argument.SIZE_BYTES, 0);
    assertThat(dumps()).hasSize(6).endsWith(
        hex(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, 0x300000, source.length(), 0x301000, 4096, 0x100200)
            .encode()),
        hex(StructCodec.of(ProgramResult.class).encode(result)), "0000200000000000" + "0500000000000000",
        hex(AqlPacket.KernelDispatch.of(KernelObjects.of(1, 0), 0x100100, 1024, 0x100200).encode()));
  }

  @Test
  void theExampleRuns() {
    try (NodeHarness harness = new NodeHarness()) {
      var x = harness.guest.buffer(4000);
      var y = harness.guest.buffer(4000);
      var signal = harness.guest.word(1);
      x.floats(1, 2, 3);
      y.floats(10, 20, 30);
      harness.run(harness.guest.commands(harness.guest.dispatch("saxpy",
          new KernelArguments.Saxpy(x.address(), y.address(), 1000, 2, 0), signal.address())));
      assertThat(signal.word(0)).isZero();
      assertThat(y.floats(3)).containsExactly(12, 24, 36);
    }
  }

  private String limit(String what) {
    Matcher matcher = Pattern.compile("\\| " + Pattern.quote(what) + " \\| ([^|]+) \\|.*").matcher(manual);
    return matcher.find() ? matcher.group(1).strip() : "not in the manual: " + what;
  }

  /** The hexadecimal blocks, as plain strings of digits. */
  private List<String> dumps() {
    List<String> found = new ArrayList<>();
    Matcher block = Pattern.compile("```\n([0-9a-f \n]+)```").matcher(manual);
    while (block.find()) {
      found.add(block.group(1).replaceAll("\\s", ""));
    }
    return found;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
