package org.paravane.host;

import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.scheduler.AdapterScheduler;
import org.paravane.linux.LinuxException;

/**
 * Makes adapters with the simulated engine.
 *
 * @param options what each is like
 */
public record SimulatedAdapters(HostOptions options) implements AdapterFactory {
  @Override
  public Result<HostAdapter> create(int id, Guid instanceId) {
    SimulatedGpuOptions gpuOptions = SimulatedGpuOptions.defaults().withName("Paravane simulated GPU " + id)
        .withNodes(options.computeNodes(), options.copyNodes()).withLocalBytes(options.memoryBytes())
        .withTiming(options.timing());
    try {
      SimulatedGpu gpu = SimulatedGpu.create(gpuOptions);
      AdapterMemory memory = new AdapterMemory(gpu.localMemory(), options.sharedMemoryBytes());
      return Result.ok(new HostAdapter(id, instanceId, gpu, memory, AdapterScheduler.start(gpu, options.scheduler())));
    } catch (LinuxException e) {
      return Result.failed(Errno.ENOMEM, "no memory file for an adapter: adapter=" + id + ", reason=" + e.getMessage());
    }
  }
}
