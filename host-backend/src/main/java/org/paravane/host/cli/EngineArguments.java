package org.paravane.host.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.paravane.host.EngineOptions;
import org.paravane.host.engine.remote.Isolation;
import org.paravane.host.engine.worker.SandboxMode;
import org.paravane.host.engine.worker.WorkerSettings.MemoryMode;
import picocli.CommandLine.Option;

/** The options of {@code paravane host} that say what executes packets. */
final class EngineArguments {
  @Option(names = "--engine", paramLabel = "ENGINE", converter = Spelling.OfEngine.class, description = {
      "auto: every OpenCL device that there is, and the simulated one where there is none;",
      "opencl or simulated: that one (default: auto)"})
  private EngineOptions.Choice choice = EngineOptions.Choice.AUTO;

  @Option(names = "--isolation", paramLabel = "UNIT", converter = Spelling.OfIsolation.class, description = {
      "who shares the worker process in which guest code runs: process, partition (a guest connection),",
      "or in-process: all, inside the host, for trusted guests only (default: process on CPUs, else partition)"})
  private @Nullable Isolation isolation;

  @Option(names = "--engine-memory", paramLabel = "WAY", converter = Spelling.OfMemory.class, description = "how memory reaches an OpenCL device: auto, in-place or staged (default: auto)")
  private MemoryMode memory = MemoryMode.AUTO;

  @Option(names = "--worker-sandbox", paramLabel = "HOW", converter = Spelling.OfSandbox.class, description = {
      "strict: do not start where a worker cannot be restricted fully;",
      "best-effort: restrict it as far as possible, and say what is missing;",
      "off: not at all, to find out what a driver lacks (default: best-effort)"})
  private SandboxMode sandbox = SandboxMode.BEST_EFFORT;

  @Option(names = "--opencl-device", paramLabel = "TEXT", description = "only OpenCL devices whose name or platform contains this text")
  private String device = "";

  @Option(names = "--program-cache", paramLabel = "DIR", description = "where built programs are kept between runs (default: paravane/programs in the user's cache directory)")
  private @Nullable Path programCache;

  @Option(names = "--no-program-cache", description = "keep built programs in memory only")
  private boolean noProgramCache;

  @Option(names = "--spare-workers", paramLabel = "N", description = "workers that are kept ready for each device, 0 to 16 (default: ${DEFAULT-VALUE})")
  private int spareWorkers = 1;

  @Option(names = "--workers", paramLabel = "N", description = "most workers of each device, 1 to 1024 (default: ${DEFAULT-VALUE})")
  private int workers = 64;

  @Option(names = "--no-inline", description = "never run small launches in a worker's own thread")
  private boolean noInline;

  boolean areInRange() {
    return spareWorkers >= 0 && spareWorkers <= 16 && workers >= 1 && workers <= 1024;
  }

  EngineOptions options() {
    return new EngineOptions(choice, isolation, memory, sandbox, device, noProgramCache ? null : cache(), spareWorkers,
        workers, !noInline);
  }

  private Path cache() {
    Path given = programCache;
    if (given != null) {
      return given;
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base = xdg == null || !xdg.startsWith("/") ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    return base.resolve("paravane").resolve("programs");
  }
}
