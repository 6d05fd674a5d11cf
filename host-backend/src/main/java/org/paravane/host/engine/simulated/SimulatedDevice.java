package org.paravane.host.engine.simulated;

import org.paravane.abi.Bytes;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;

/** What a simulated GPU tells guests of itself: it has the built-in kernels and takes no programs. */
final class SimulatedDevice {
  private static final int MAX_WORKGROUP = 0xffff;

  private SimulatedDevice() {
  }

  static DeviceInfo info(SimulatedGpuOptions options) {
    return new DeviceInfo(DeviceInfo.MAGIC, DeviceInfo.VERSION, EngineKind.SIMULATED.value(), true, false, false, 0,
        options.computeNodes(), MAX_WORKGROUP, MAX_WORKGROUP, MAX_WORKGROUP, MAX_WORKGROUP, Integer.BYTES,
        0, 0, 0, options.localBytes(), 0, 0, Bytes.text(options.name(), 128),
        Bytes.text("Paravane", 64), Bytes.text("1", 64), Bytes.text("simulated", 64), Bytes.zero(48));
  }
}
