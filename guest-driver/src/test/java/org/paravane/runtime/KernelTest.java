package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.KernelObjectTable;

class KernelTest {
  private static Kernel builtIn(BuiltInKernel kernel) {
    return Kernel.of(KernelObjectTable.Entry.of(0x100, kernel.kernargSizeBytes(), kernel.kernelName()));
  }

  private static byte[] bytes(Arguments arguments) {
    byte[] bytes = new byte[arguments.kernel().argumentBytes()];
    arguments.copyTo(MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(BuiltInKernel.class)
  void parametersOfBuiltInKernelsAreKnown(BuiltInKernel known) {
    Kernel kernel = builtIn(known);
    assertThat(kernel.parameters()).isNotEmpty().noneMatch(parameter -> parameter.name().contains("reserved"));
    assertThat(kernel.kernelObject()).isEqualTo(0x100);
  }

  @ParameterizedTest
  @EnumSource(BuiltInKernel.class)
  void argumentsLieWhereTheRecordHasThem(BuiltInKernel known) throws ReflectiveOperationException {
    Kernel kernel = builtIn(known);
    Arguments arguments = kernel.arguments();
    Object[] values = Arrays.stream(known.arguments().getRecordComponents())
        .map(component -> component.getType() == long.class
            ? (Object) (component.getName().hashCode() * 3L)
            : component.getType() == int.class ? (Object) 77 : (Object) 1.5f)
        .toArray();
    for (int i = 0; i < kernel.parameters().size(); i++) {
      switch (values[i]) {
        case Long number -> arguments.u64(number);
        case Integer number -> arguments.u32(number);
        case Float number -> arguments.f32(number);
        default -> throw new AssertionError(values[i]);
      }
    }
    for (int i = kernel.parameters().size(); i < values.length; i++) {
      values[i] = 0;
    }
    Record record = (Record) known.arguments().getDeclaredConstructors()[0].newInstance(values);

    assertThat(bytes(arguments)).isEqualTo(StructCodec.ofValue(record).encode(record));
    assertThat(bytes(kernel.arguments((KernelArguments) record))).isEqualTo(bytes(arguments));
  }

  @Test
  void aWrongTypeNamesTheArgument() {
    Arguments arguments = builtIn(BuiltInKernel.SAXPY).arguments().u64(1).u64(2).u64(3);
    assertThatThrownBy(() -> arguments.u32(2)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong argument: kernel=saxpy, position=3, name=alpha, takes=float of 4 bytes, got=u32");
    assertThat(bytes(arguments.f32(2))).hasSize(32);
  }

  @Test
  void tooManyAndTooFewAreRefused() {
    Arguments arguments = builtIn(BuiltInKernel.SPIN).arguments();
    assertThatThrownBy(() -> bytes(arguments)).hasMessage("argument is missing: kernel=spin, position=0, name=nanos");
    arguments.u64(1);
    assertThatThrownBy(() -> arguments.u64(2)).hasMessage("too many arguments: kernel=spin, takes=1");
    assertThat(bytes(arguments.rewind().u64(9))[0]).isEqualTo((byte) 9);
  }

  @Test
  void aRecordOfAnotherKernelIsRefused() {
    Kernel saxpy = builtIn(BuiltInKernel.SAXPY);
    assertThatThrownBy(() -> saxpy.arguments(new KernelArguments.Spin(1)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Spin");
  }

  @Test
  void anUnknownKernelIsAlignedByTheRulesOfC() {
    Kernel kernel = new Kernel("mine", 1, 24, List.of());
    Arguments arguments = kernel.arguments().u32(1).u64(2).f32(3);
    byte[] bytes = bytes(arguments);
    MemorySegment memory = MemorySegment.ofArray(bytes);
    assertThat(memory.get(FieldOffset.U32, 0)).isEqualTo(1);
    assertThat(memory.get(FieldOffset.U64, 8)).isEqualTo(2);
    assertThat(memory.get(FieldOffset.F32, 16)).isEqualTo(3);
    assertThatThrownBy(() -> arguments.u64(1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes=24 bytes");
  }

  @Test
  void anotherVersionOfABuiltInKernelHasUnknownParameters() {
    assertThat(Kernel.of(KernelObjectTable.Entry.of(1, 40, "saxpy")).parameters()).isEmpty();
  }

  private static Kernel ofProgram() {
    return new Kernel("mine", 1, 48, List.of(new Kernel.Parameter("data", "float*", ArgumentKind.GLOBAL, 0, 8),
        new Kernel.Parameter("table", "int*", ArgumentKind.CONSTANT, 8, 8),
        new Kernel.Parameter("scratch", "float*", ArgumentKind.LOCAL, 16, 8),
        new Kernel.Parameter("offset", "float2", ArgumentKind.VALUE, 24, 8),
        new Kernel.Parameter("scale", "double", ArgumentKind.VALUE, 32, 8),
        new Kernel.Parameter("shift", "short", ArgumentKind.VALUE, 40, 2),
        new Kernel.Parameter("flag", "uchar", ArgumentKind.VALUE, 42, 1)),
        new Kernel.Limits(64, 8, 0, 0, 0, 1024, 0, 4096), null);
  }

  @Test
  void argumentsOfAProgramLieWhereItsCompilerPutThem() {
    MemorySegment memory = MemorySegment.ofArray(bytes(ofProgram().arguments().u64(0x1000).u64(0).local(256)
        .value(MemorySegment.ofArray(new float[]{1, 2})).f64(3).u16((short) 4).u8((byte) 5)));

    assertThat(memory.get(FieldOffset.U64, 0)).isEqualTo(0x1000);
    assertThat(memory.get(FieldOffset.U64, 16)).isEqualTo(256);
    assertThat(memory.get(FieldOffset.F32, 28)).isEqualTo(2);
    assertThat(memory.get(FieldOffset.F64, 32)).isEqualTo(3);
    assertThat(memory.get(FieldOffset.U16, 40)).isEqualTo((short) 4);
    assertThat(memory.get(FieldOffset.U8, 42)).isEqualTo((byte) 5);
  }

  @Test
  void oneArgumentIsSetByItsName() {
    Arguments arguments = ofProgram().arguments().at("shift").u16((short) 7).at("data").u64(1).u64(2).local(8);
    assertThatThrownBy(() -> bytes(arguments)).hasMessage("argument is missing: kernel=mine, position=3, name=offset");
    arguments.value(MemorySegment.ofArray(new float[2])).f64(1).at(6).u8((byte) 1);

    assertThat(MemorySegment.ofArray(bytes(arguments)).get(FieldOffset.U16, 40)).isEqualTo((short) 7);
    assertThat(MemorySegment.ofArray(bytes(arguments.at("data").u64(9))).get(FieldOffset.U64, 0)).isEqualTo(9);
    assertThatThrownBy(() -> arguments.at("nothing"))
        .hasMessageContaining("no such argument: kernel=mine, name=nothing")
        .hasMessageContaining("scratch");
    assertThatThrownBy(() -> arguments.at(7)).hasMessage("no such argument: kernel=mine, position=7, takes=7");
  }

  @Test
  void whatAnArgumentIsNotIsRefused() {
    assertThatThrownBy(() -> ofProgram().arguments().f64(1))
        .hasMessage("wrong argument: kernel=mine, position=0, name=data, takes=global float* of 8 bytes, got=f64");
    assertThatThrownBy(() -> ofProgram().arguments().at("scratch").u64(1)).hasMessageContaining("name=scratch");
    assertThatThrownBy(() -> ofProgram().arguments().at("scale").u64(1)).hasMessageContaining("takes=double");
    assertThatThrownBy(() -> ofProgram().arguments().at("data").local(1)).hasMessageContaining("got=local memory");
    assertThatThrownBy(() -> ofProgram().arguments().at("scratch").local(3073))
        .hasMessage("local memory is out of range: kernel=mine, position=2, bytes=3073, most=3072");
    assertThatThrownBy(() -> ofProgram().arguments().at("scratch").local(0)).hasMessageContaining("bytes=0");
    assertThatThrownBy(() -> ofProgram().arguments().at("offset").value(MemorySegment.ofArray(new float[3])))
        .hasMessageContaining("name=offset");
  }

  @Test
  void addressesAreNoNumbers() {
    Arguments saxpy = builtIn(BuiltInKernel.SAXPY).arguments().u64(1).u64(2);
    assertThat(builtIn(BuiltInKernel.SAXPY).parameters().get(2).kind()).isEqualTo(ArgumentKind.VALUE);
    assertThatThrownBy(() -> saxpy.local(4)).hasMessageContaining("name=count, takes=ulong");
  }

  @Test
  void gridsAreRoundedUpToWholeGroups() {
    assertThat(Grid.of(1000).roundedUp()).isEqualTo(Grid.of(1024));
    assertThat(Grid.of(1, 9).roundedUp()).isEqualTo(Grid.of(8, 16));
    assertThat(Grid.of(5, 4, 1).roundedUp()).isEqualTo(Grid.of(8, 4, 4));
    assertThat(Grid.of(1000).isWholeGroups()).isFalse();
  }

  @Test
  void gridsAreChecked() {
    assertThat(Grid.of(7)).isEqualTo(new Grid(1, 7, 1, 1, 64, 1, 1));
    assertThatThrownBy(() -> Grid.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Grid.of(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Grid(1, 1, 2, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Grid(4, 1, 1, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Grid.of(1).inGroupsOf(65536, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Grid.of(1).inGroupsOf(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
