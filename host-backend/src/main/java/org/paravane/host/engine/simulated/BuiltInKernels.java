package org.paravane.host.engine.simulated;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.KernelCatalog;

/** The kernels of the simulated GPU and the objects that packets name them by. Immutable. */
final class BuiltInKernels implements KernelCatalog {
  /** Kernel objects look like addresses, but nothing is there: a guest cannot guess code by arithmetic. */
  static final long FIRST_OBJECT = 0x5056_4b00_0000_0000L;
  static final long OBJECT_STEP = 0x40;
  static final int KERNARG_ALIGNMENT = 8;

  private final KernelCode[] code = {new MoveKernels.Fill(), new MoveKernels.Copy(), new VectorKernels.VectorAdd(),
      new VectorKernels.Saxpy(), new SgemmKernel(), new VectorKernels.Reduce(), new VectorKernels.Spin()};
  private final List<KernelDescription> descriptions = new ArrayList<>();

  BuiltInKernels() {
    for (int i = 0; i < code.length; i++) {
      descriptions.add(new KernelDescription(code[i].kernel().kernelName(), FIRST_OBJECT + OBJECT_STEP * i,
          code[i].kernel().kernargSizeBytes(), KERNARG_ALIGNMENT));
    }
  }

  @Override
  public List<KernelDescription> kernels() {
    return List.copyOf(descriptions);
  }

  /** The code behind a kernel object, or null. */
  @Nullable
  KernelCode find(long object) {
    long distance = object - FIRST_OBJECT;
    return distance >= 0 && distance % OBJECT_STEP == 0 && distance / OBJECT_STEP < code.length
        ? code[(int) (distance / OBJECT_STEP)]
        : null;
  }
}
