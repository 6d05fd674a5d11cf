package org.paravane.host.engine.packet;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.host.engine.KernelCatalog;

/** The kernel objects that packets name built-in kernels by, the same on each engine. Immutable. */
public final class BuiltInObjects implements KernelCatalog {
  /** Kernel objects look like addresses, but nothing is there: a guest cannot guess code by arithmetic. */
  public static final long FIRST_OBJECT = 0x5056_4b00_0000_0000L;
  public static final long OBJECT_STEP = 0x40;
  public static final int KERNARG_ALIGNMENT = 8;

  private final BuiltInKernel[] kernels = BuiltInKernel.values();

  @Override
  public List<KernelDescription> kernels() {
    return Stream.of(kernels).map(kernel -> new KernelDescription(kernel.kernelName(), objectOf(kernel),
        kernel.kernargSizeBytes(), KERNARG_ALIGNMENT)).toList();
  }

  public static long objectOf(BuiltInKernel kernel) {
    return FIRST_OBJECT + OBJECT_STEP * List.of(BuiltInKernel.values()).indexOf(kernel);
  }

  /** Index in {@link #kernels} of the kernel behind an object, or -1. */
  public int indexOf(long object) {
    long distance = object - FIRST_OBJECT;
    return distance >= 0 && distance % OBJECT_STEP == 0 && distance / OBJECT_STEP < kernels.length
        ? (int) (distance / OBJECT_STEP)
        : -1;
  }

  /** The kernel behind an object, or null. */
  public @Nullable BuiltInKernel find(long object) {
    int index = indexOf(object);
    return index < 0 ? null : kernels[index];
  }
}
