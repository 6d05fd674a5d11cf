package org.paravane.runtime;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.KernelObjectTable;

/**
 * A kernel of an accelerator: what a dispatch starts. Immutable; good for as long as its accelerator is open.
 *
 * @param name as the accelerator lists it
 * @param kernelObject what packets name it by
 * @param argumentBytes size of its arguments
 * @param parameters what its arguments are, in order; empty if that is not known, then nothing is checked but the size
 */
public record Kernel(String name, long kernelObject, int argumentBytes, List<Parameter> parameters) {

  public Kernel {
    parameters = List.copyOf(parameters);
  }

  /** The type of an argument; each lies at a multiple of its size, as in C. */
  public enum Type {
    /** 64-bit number or GPU virtual address. */
    U64(8),
    /** 32-bit number. */
    U32(4),
    /** 32-bit float. */
    F32(4);

    private final int sizeBytes;

    Type(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }

    public int sizeBytes() {
      return sizeBytes;
    }
  }

  /** An argument that the kernel takes. */
  public record Parameter(String name, Type type) {
  }

  /** The kernel of an entry of the accelerator's table. */
  static Kernel of(KernelObjectTable.Entry entry) {
    String name = entry.name().text();
    List<Parameter> parameters = BuiltInKernel.named(name)
        .filter(known -> known.kernargSizeBytes() == entry.kernargSizeBytes()).map(Kernel::parametersOf)
        .orElse(List.of());
    return new Kernel(name, entry.kernelObject(), entry.kernargSizeBytes(), parameters);
  }

  private static List<Parameter> parametersOf(BuiltInKernel kernel) {
    List<Parameter> found = new ArrayList<>();
    for (RecordComponent component : kernel.arguments().getRecordComponents()) {
      if (!component.getName().startsWith("reserved")) {
        found.add(new Parameter(component.getName(), typeOf(component.getType())));
      }
    }
    return found;
  }

  private static Type typeOf(Class<?> type) {
    return type == long.class ? Type.U64 : type == int.class ? Type.U32 : Type.F32;
  }

  /** No arguments yet: to be filled in order. */
  public Arguments arguments() {
    return new Arguments(this);
  }

  /** All arguments of a built-in kernel at once. */
  public Arguments arguments(KernelArguments record) {
    return new Arguments(this, (Record) record);
  }
}
