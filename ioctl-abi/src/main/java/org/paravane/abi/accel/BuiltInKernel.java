package org.paravane.abi.accel;

import java.util.Optional;
import org.paravane.abi.StructCodec;

/** The kernels that each engine has, with the name under which {@link KernelObjectTable} lists them. */
public enum BuiltInKernel {
  FILL("fill", KernelArguments.Fill.class), //
  COPY("copy", KernelArguments.Copy.class), //
  VECTOR_ADD("vector_add", KernelArguments.VectorAdd.class), //
  SAXPY("saxpy", KernelArguments.Saxpy.class), //
  SGEMM("sgemm", KernelArguments.Sgemm.class), //
  REDUCE("reduce", KernelArguments.Reduce.class), //
  SPIN("spin", KernelArguments.Spin.class);

  private final String kernelName;
  private final Class<? extends Record> arguments;

  <T extends Record & KernelArguments> BuiltInKernel(String kernelName, Class<T> arguments) {
    this.kernelName = kernelName;
    this.arguments = arguments;
  }

  public String kernelName() {
    return kernelName;
  }

  /** The record of its arguments. */
  public Class<? extends Record> arguments() {
    return arguments;
  }

  /** Bytes of its arguments. */
  public int kernargSizeBytes() {
    return StructCodec.of(arguments).size();
  }

  public static Optional<BuiltInKernel> named(String kernelName) {
    for (BuiltInKernel kernel : values()) {
      if (kernel.kernelName.equals(kernelName)) {
        return Optional.of(kernel);
      }
    }
    return Optional.empty();
  }
}
