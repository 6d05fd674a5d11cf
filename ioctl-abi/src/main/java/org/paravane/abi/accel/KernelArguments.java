package org.paravane.abi.accel;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;

/**
 * Arguments of a built-in kernel: a naturally aligned C struct at the kernarg address of the dispatch. Addresses are GPU
 * virtual addresses; matrices are row-major without gaps. The grid of the dispatch does not decide how much is done.
 */
public sealed interface KernelArguments {

  /** {@code destination[i] = value} for {@code count} 32-bit words. */
  @CStruct(name = "paravane_kernarg_fill", size = 24)
  record Fill(long destination, long count, int value, int reserved) implements KernelArguments {
  }

  /** Copies {@code sizeBytes} bytes. */
  @CStruct(name = "paravane_kernarg_copy", size = 24)
  record Copy(long destination, long source, long sizeBytes) implements KernelArguments {
  }

  /** {@code result[i] = a[i] + b[i]} for {@code count} floats. */
  @CStruct(name = "paravane_kernarg_vector_add", size = 32)
  record VectorAdd(long a, long b, long result, long count) implements KernelArguments {
  }

  /** {@code y[i] = alpha * x[i] + y[i]} for {@code count} floats. */
  @CStruct(name = "paravane_kernarg_saxpy", size = 32)
  record Saxpy(long x, long y, long count, float alpha, int reserved) implements KernelArguments {
  }

  /** {@code c = alpha * a * b + beta * c} with a of m × k, b of k × n and c of m × n floats. */
  @CStruct(name = "paravane_kernarg_sgemm", size = 48)
  record Sgemm(long a, long b, long c, int m, int n, int k, float alpha, float beta, int reserved)
      implements
        KernelArguments {
  }

  /** Reduces {@code count} floats to one. */
  @CStruct(name = "paravane_kernarg_reduce", size = 32)
  record Reduce(
      long input,
      long output,
      long count,
      @Enumerated(ReduceOperation.class) int operation,
      int reserved) implements KernelArguments {
  }

  /** Keeps the engine busy for {@code nanos} of its time. */
  @CStruct(name = "paravane_kernarg_spin", size = 8)
  record Spin(long nanos) implements KernelArguments {
  }
}
