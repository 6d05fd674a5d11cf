package org.paravane.host.engine.opencl;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The same bits if memory is copied to the device and back. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StagedBuiltInKernelsTest extends BuiltInKernelsTest {
  @Override
  WorkerRig openRig() {
    return WorkerRig.open(WorkerRig.device().staged());
  }
}
