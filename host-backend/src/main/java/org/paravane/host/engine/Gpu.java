package org.paravane.host.engine;

import java.util.List;
import org.paravane.abi.Result;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.PageStore;

/**
 * One adapter's hardware, simulated or real. The scheduler is its only customer: it opens an {@link EngineQueue} for each
 * work queue and decides when which command buffer may run. An engine that runs guest code natively keeps it in a process
 * of its own behind this interface; every call here returns without waiting for the hardware.
 */
public interface Gpu extends AutoCloseable {
  /** What the adapter is and can do; never changes. */
  GpuDescription description();

  /** What guests are told of the device behind the adapter; never changes. */
  DeviceInfo deviceInfo();

  /** The engine nodes; the list index is the node ordinal. */
  List<EngineNode> nodes();

  /** The local segment: memory that belongs to the adapter, not to a guest. */
  PageStore localMemory();

  /**
   * A guest process begins to use the adapter.
   *
   * @param partition name of its guest connection
   * @param space its addresses; queues that are opened with it belong to the process
   * @return ENOMEM or another errno of the system if there is no room for it
   */
  default Result<EngineProcess> openProcess(String partition, GpuAddressSpace space) {
    return Result.ok(new EngineProcess.Shared(localMemory()));
  }

  /** The kernels that are built in. */
  KernelCatalog kernels();

  /** What the sensors read now. */
  default SensorReadings sensors() {
    return SensorReadings.NONE;
  }

  /** The clock in which outcomes, timestamps and timeouts are measured. */
  GpuClock clock();

  /**
   * Says once when the whole adapter is gone, on a thread of the engine. From then on every packet, running or new, ends as
   * {@link Outcome.Lost}.
   */
  void onDeviceLost(DeviceLostListener listener);

  /** Stops all nodes; packets still in flight end as {@link Outcome.Lost}. Local memory is released. */
  @Override
  void close();

  /** Told when an adapter is lost. */
  @FunctionalInterface
  interface DeviceLostListener {
    /**
     * The adapter is gone.
     *
     * @param reason in {@code lower case: key=value} form
     */
    void deviceLost(String reason);
  }
}
