package org.paravane.runtime;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.KernelObjectTable;

/**
 * A kernel: what a dispatch starts. It is built into the accelerator, or part of a {@link Program}. Immutable; good for as long as
 * its accelerator, or its program, is open.
 */
public final class Kernel {
  private static final Set<String> NUMBERS = Set.of("count", "sizeBytes", "nanos");

  private final String name;
  private final long kernelObject;
  private final int argumentBytes;
  private final List<Parameter> parameters;
  private final List<ScalarClass> scalarClasses;
  private final Limits limits;
  private final @Nullable Program program;

  Kernel(String name, long kernelObject, int argumentBytes, List<Parameter> parameters) {
    this(name, kernelObject, argumentBytes, parameters, Limits.NONE, null);
  }

  Kernel(String name, long kernelObject, int argumentBytes, List<Parameter> parameters, Limits limits,
      @Nullable Program program) {
    this.name = name;
    this.kernelObject = kernelObject;
    this.argumentBytes = argumentBytes;
    this.parameters = List.copyOf(parameters);
    this.scalarClasses = parameters.stream().map(parameter -> ScalarClass.of(parameter.typeName())).toList();
    this.limits = limits;
    this.program = program;
  }

  /**
   * An argument that the kernel takes.
   *
   * @param name as the source has it; empty if the compiler does not tell
   * @param typeName as the source has it: {@code float}, {@code float4*}
   * @param kind whether it is a pointer, local memory or a value
   * @param offset where it lies among the arguments
   * @param sizeBytes how many bytes it has there
   */
  public record Parameter(String name, String typeName, ArgumentKind kind, int offset, int sizeBytes) {
  }

  /**
   * What a kernel needs and how it may be started; 0 where there is no such limit.
   *
   * @param workgroupSize most work items in a work-group
   * @param workgroupMultiple a work-group size that is a multiple of this suits the device
   * @param requiredX work-group size that the code demands, 0 if it does not
   * @param localMemoryBytes local memory that it uses besides its arguments
   * @param privateMemoryBytes private memory of a work item, as far as the device tells
   * @param deviceLocalBytes most local memory that a work-group can have
   */
  public record Limits(int workgroupSize, int workgroupMultiple, int requiredX, int requiredY, int requiredZ,
      long localMemoryBytes, long privateMemoryBytes, long deviceLocalBytes) {
    static final Limits NONE = new Limits(0, 0, 0, 0, 0, 0, 0, 0);
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
    int offset = 0;
    for (RecordComponent component : kernel.arguments().getRecordComponents()) {
      if (!component.getName().startsWith("reserved")) {
        Class<?> type = component.getType();
        int size = type == long.class ? Long.BYTES : Integer.BYTES;
        boolean pointer = type == long.class && !NUMBERS.contains(component.getName());
        String typeName = pointer ? "void*" : type == long.class ? "ulong" : type == int.class ? "uint" : "float";
        offset = Math.ceilDiv(offset, size) * size;
        found.add(
            new Parameter(component.getName(), typeName, pointer ? ArgumentKind.GLOBAL : ArgumentKind.VALUE, offset,
                size));
        offset += size;
      }
    }
    return found;
  }

  /** As the accelerator lists it, or as the program's source has it. */
  public String name() {
    return name;
  }

  /** What packets name it by. */
  public long kernelObject() {
    return kernelObject;
  }

  /** Size of its arguments. */
  public int argumentBytes() {
    return argumentBytes;
  }

  /** What its arguments are, in order; empty if that is not known, then nothing is checked but the size. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What it needs and how it may be started. */
  public Limits limits() {
    return limits;
  }

  /** No arguments yet: to be filled in order. */
  public Arguments arguments() {
    return new Arguments(this);
  }

  /** All arguments of a built-in kernel at once. */
  public Arguments arguments(KernelArguments record) {
    return new Arguments(this, (Record) record);
  }

  ScalarClass scalarClass(int position) {
    return scalarClasses.get(position);
  }

  /** The place of a parameter; -1 if there is none of that name. */
  int position(String parameterName) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameterName)) {
        return i;
      }
    }
    return -1;
  }

  /** Refuses a start that the device would refuse, before anything is sent. */
  void checkStart(Grid grid) {
    if (program == null) {
      return;
    }
    program.requireOpen();
    if (!grid.isWholeGroups()) {
      throw badGrid("grid is not whole work-groups; round it up and check for the end in the kernel", grid);
    }
    if (limits.workgroupSize() > 0 && grid.itemsPerGroup() > limits.workgroupSize()) {
      throw badGrid("work-group is too large, most=" + limits.workgroupSize(), grid);
    }
    if (limits.requiredX() > 0 && (grid.workgroupX() != limits.requiredX() || grid.workgroupY() != limits.requiredY()
        || grid.workgroupZ() != limits.requiredZ())) {
      throw badGrid("kernel demands another work-group size, takes=%d x %d x %d".formatted(limits.requiredX(),
          limits.requiredY(), limits.requiredZ()), grid);
    }
  }

  private IllegalArgumentException badGrid(String what, Grid grid) {
    return new IllegalArgumentException(what + ": kernel=" + name + ", " + grid.text());
  }

  @Override
  public String toString() {
    return "kernel " + name + parameters.stream().map(each -> each.typeName() + " " + each.name()).toList();
  }
}
