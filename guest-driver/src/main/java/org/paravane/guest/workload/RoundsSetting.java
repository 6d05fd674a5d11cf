package org.paravane.guest.workload;

import org.paravane.runtime.Accelerator;

/** Where rounds run, how much is computed, and what the input comes from. */
record RoundsSetting(Accelerator accelerator, int elements, long seed) {
  RoundsSetting {
    if (elements <= 0) {
      throw new IllegalArgumentException("no elements: elements=" + elements);
    }
  }
}
