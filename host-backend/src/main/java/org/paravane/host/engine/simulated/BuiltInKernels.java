package org.paravane.host.engine.simulated;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.host.engine.KernelCatalog;
import org.paravane.host.engine.packet.BuiltInObjects;

/** The kernels of the simulated GPU, in Java. Immutable. */
final class BuiltInKernels implements KernelCatalog {
  private final BuiltInObjects objects = new BuiltInObjects();
  private final KernelCode[] code = Stream.of(BuiltInKernel.values()).map(BuiltInKernels::codeOf)
      .toArray(KernelCode[]::new);

  @Override
  public List<KernelDescription> kernels() {
    return objects.kernels();
  }

  /** The code behind a kernel object, or null. */
  @Nullable
  KernelCode find(long object) {
    int index = objects.indexOf(object);
    return index < 0 ? null : code[index];
  }

  private static KernelCode codeOf(BuiltInKernel kernel) {
    return switch (kernel) {
      case FILL -> new MoveKernels.Fill();
      case COPY -> new MoveKernels.Copy();
      case VECTOR_ADD -> new VectorKernels.VectorAdd();
      case SAXPY -> new VectorKernels.Saxpy();
      case SGEMM -> new SgemmKernel();
      case REDUCE -> new VectorKernels.Reduce();
      case SPIN -> new VectorKernels.Spin();
    };
  }
}
