package org.paravane.runtime;

import java.util.List;
import org.paravane.abi.Luid;

/** What an accelerator is. */
public record AcceleratorInfo(String description, Luid luid, List<EngineInfo> engines, List<Kernel> kernels) {
  public AcceleratorInfo {
    engines = List.copyOf(engines);
    kernels = List.copyOf(kernels);
  }
}
