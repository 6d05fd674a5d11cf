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
        .hasMessage("wrong argument: kernel=saxpy, position=3, name=alpha, takes=F32, got=U32");
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
