package org.paravane.guest.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.paravane.runtime.Accelerator;

/**
 * The kernels that can be run and verified, built in or in OpenCL C. The order of operations of each is part of its definition
 * (docs/virtual-accelerator.md), so the results have to be equal bit by bit; there is no tolerance.
 */
public enum Workload {
  SAXPY("saxpy"), //
  SGEMM("sgemm"), //
  VECTOR_ADD("vector_add"), //
  REDUCE("reduce"), //
  FILL("fill"), //
  COPY("copy"), //
  OPENCL_SAXPY("opencl_saxpy");

  private final String kernelName;

  Workload(String kernelName) {
    this.kernelName = kernelName;
  }

  /** The name of the kernel, which is that of the workload. */
  public String kernelName() {
    return kernelName;
  }

  public static Optional<Workload> named(String kernelName) {
    return Arrays.stream(values()).filter(workload -> workload.kernelName.equals(kernelName)).findFirst();
  }

  /** The names of all. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Workload::kernelName).toList();
  }

  /** Whether it brings a program in OpenCL C, which not every device takes. */
  public boolean needsPrograms() {
    return this == OPENCL_SAXPY;
  }

  /** Whether an accelerator can run it. */
  public boolean runsOn(Accelerator accelerator) {
    return !needsPrograms() || accelerator.device().openClC();
  }

  /**
   * Makes buffers and a queue for many rounds on an accelerator.
   *
   * @param elements how many floats a result has, more than 0; matrices are square and have at most so many
   * @param seed of the input
   */
  public Rounds open(Accelerator accelerator, int elements, long seed) {
    RoundsSetting setting = new RoundsSetting(accelerator, elements, seed);
    return switch (this) {
      case SAXPY -> VectorRounds.saxpy(setting);
      case SGEMM -> new MatrixRounds(setting);
      case VECTOR_ADD -> VectorRounds.vectorAdd(setting);
      case REDUCE -> new ReduceRounds(setting);
      case FILL -> MoveRounds.fill(setting);
      case COPY -> MoveRounds.copy(setting);
      case OPENCL_SAXPY -> VectorRounds.openClSaxpy(setting);
    };
  }
}
