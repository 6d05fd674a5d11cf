package org.paravane.host.engine;

import java.util.List;
import java.util.Optional;

/** The kernels that an adapter has built in; immutable. */
public interface KernelCatalog {
  /** All of them, in a fixed order. */
  List<KernelDescription> kernels();

  /** The kernel with this name. */
  default Optional<KernelDescription> byName(String name) {
    return kernels().stream().filter(kernel -> kernel.name().equals(name)).findFirst();
  }

  /**
   * One kernel.
   *
   * @param name as in docs/virtual-accelerator.md, e.g. {@code saxpy}
   * @param kernelObject value for the kernel object field of a dispatch packet; not 0
   * @param kernargBytes size of the kernarg segment
   * @param kernargAlignment alignment of the kernarg segment
   */
  record KernelDescription(String name, long kernelObject, int kernargBytes, int kernargAlignment) {
  }
}
