package org.paravane.host;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.remote.Isolation;
import org.paravane.host.engine.worker.SandboxMode;
import org.paravane.host.engine.worker.WorkerSettings.MemoryMode;

/**
 * What executes the packets of a host's adapters.
 *
 * @param choice which engine
 * @param isolation who shares a worker; null: by process where the device is a CPU, by partition otherwise
 * @param memory how guest memory reaches an OpenCL device
 * @param sandbox how much a worker must be restricted for the host to start
 * @param device only OpenCL devices whose name or platform contains this text; empty for all
 * @param programCache directory where built programs are kept between runs; null for nowhere
 * @param spareWorkers workers that are kept ready for each device
 * @param workers most workers of each adapter
 * @param inlineLaunches whether small launches may run in a worker's own thread where the device allows it
 */
public record EngineOptions(Choice choice, @Nullable Isolation isolation, MemoryMode memory, SandboxMode sandbox,
    String device,
    @Nullable Path programCache, int spareWorkers, int workers, boolean inlineLaunches) {
  /** Which engine an adapter has. */
  public enum Choice {
    /** Each OpenCL device that there is; the simulated one where there is none. */
    AUTO,
    /** Each OpenCL device that there is; without one the host does not start. */
    OPENCL,
    /** The simulated engine. */
    SIMULATED
  }

  /** The simulated engine. */
  public static EngineOptions simulated() {
    return new EngineOptions(Choice.SIMULATED, null, MemoryMode.AUTO, SandboxMode.BEST_EFFORT, "", null, 1, 64, true);
  }

  public EngineOptions withChoice(Choice newChoice) {
    return new EngineOptions(newChoice, isolation, memory, sandbox, device, programCache, spareWorkers, workers,
        inlineLaunches);
  }

  public EngineOptions withIsolation(@Nullable Isolation newIsolation) {
    return new EngineOptions(choice, newIsolation, memory, sandbox, device, programCache, spareWorkers, workers,
        inlineLaunches);
  }

  public EngineOptions withMemory(MemoryMode newMemory) {
    return new EngineOptions(choice, isolation, newMemory, sandbox, device, programCache, spareWorkers, workers,
        inlineLaunches);
  }

  public EngineOptions withProgramCache(@Nullable Path directory) {
    return new EngineOptions(choice, isolation, memory, sandbox, device, directory, spareWorkers, workers,
        inlineLaunches);
  }
}
