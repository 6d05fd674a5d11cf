package org.paravane.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.engine.packet.BuiltInObjects;
import org.paravane.host.engine.remote.DeviceSearch;
import org.paravane.host.engine.remote.FoundDevice;
import org.paravane.host.engine.remote.Isolation;
import org.paravane.host.engine.remote.LaunchedWorkers;
import org.paravane.host.engine.remote.RemoteGpu;
import org.paravane.host.engine.remote.RemoteGpuOptions;
import org.paravane.host.engine.worker.Confinement;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.LauncherOptions;
import org.paravane.host.engine.worker.LocalWorker;
import org.paravane.host.engine.worker.RemoteWorker;
import org.paravane.host.engine.worker.SandboxReport;
import org.paravane.host.engine.worker.SpareWorkers;
import org.paravane.host.engine.worker.WorkerCommand;
import org.paravane.host.engine.worker.WorkerLauncher;
import org.paravane.host.engine.worker.WorkerSettings;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.scheduler.AdapterScheduler;
import org.paravane.host.worker.WorkerMain;
import org.paravane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes adapters on the OpenCL devices of this machine, one after the other in turn. */
public final class OpenClAdapters implements AdapterFactory {
  private static final Logger LOG = LoggerFactory.getLogger(OpenClAdapters.class);
  private static final long START_SECONDS = 60;

  private final HostOptions options;
  private final List<FoundDevice> devices;
  private final WorkerLauncher launcher;
  private final Map<FoundDevice, DeviceFacts> facts = new ConcurrentHashMap<>();
  /** All adapters of a device share them. */
  private final Map<FoundDevice, SpareWorkers> spares = new ConcurrentHashMap<>();
  private int made;

  private OpenClAdapters(HostOptions options, List<FoundDevice> devices, WorkerLauncher launcher) {
    this.options = options;
    this.devices = devices;
    this.launcher = launcher;
  }

  /**
   * Looks for devices.
   *
   * @return ENODEV if there is none, or none of the wanted name
   */
  public static Result<OpenClAdapters> find(HostOptions options) {
    WorkerCommand command = WorkerCommand.ofThisProcess();
    String wanted = options.engine().device().toLowerCase(Locale.ROOT);
    return DeviceSearch.search(command)
        .map(found -> found.stream().filter(device -> device.name().toLowerCase(Locale.ROOT).contains(wanted)).toList())
        .flatMap(found -> found.isEmpty()
            ? Result.failed(Errno.ENODEV,
                "no OpenCL device" + (wanted.isEmpty() ? "" : " of that name: text=" + wanted))
            : launcher(command, options).map(launcher -> new OpenClAdapters(options, found, launcher)));
  }

  private static Result<WorkerLauncher> launcher(WorkerCommand command, HostOptions options) {
    try {
      return Result.ok(WorkerLauncher.create(command, LauncherOptions.of(options.engine().sandbox())));
    } catch (IOException e) {
      return Result.failed(Errno.EIO, "workers cannot be started: reason=" + e.getMessage());
    }
  }

  /** How workers are restricted here. */
  public SandboxReport sandbox() {
    return launcher.sandbox();
  }

  /** How many devices there are. */
  public int deviceCount() {
    return devices.size();
  }

  @Override
  public Result<HostAdapter> create(int id, Guid instanceId) {
    FoundDevice device;
    synchronized (this) {
      device = devices.get(made++ % devices.size());
    }
    return facts(device).map(facts -> {
      RemoteGpu gpu = new RemoteGpu(new RemoteGpuOptions(options.computeNodes(), options.copyNodes(),
          options.memoryBytes(), isolation(device),
          isolation(device) == Isolation.IN_PROCESS ? null : sandbox(), options.engine().programCache()), facts,
          new BuiltInObjects(),
          workers(device));
      AdapterMemory memory = new AdapterMemory(gpu.localMemory(), options.sharedMemoryBytes());
      return new HostAdapter(id, instanceId, gpu, memory, AdapterScheduler.start(gpu, options.scheduler()));
    });
  }

  private LaunchedWorkers workers(FoundDevice device) {
    int most = options.engine().workers();
    if (isolation(device) == Isolation.IN_PROCESS) {
      return new LaunchedWorkers(() -> start(device), most, () -> {
      });
    }
    SpareWorkers ready = spares.computeIfAbsent(device,
        kind -> SpareWorkers.keep(launcher, settings(kind), options.engine().spareWorkers()));
    return new LaunchedWorkers(ready::take, most, () -> {
    });
  }

  private Isolation isolation(FoundDevice device) {
    Isolation wanted = options.engine().isolation();
    if (wanted != null) {
      return wanted;
    }
    return device.cpu() ? Isolation.PROCESS : Isolation.PARTITION;
  }

  private RemoteWorker start(FoundDevice device) throws LinuxException, IOException {
    return isolation(device) == Isolation.IN_PROCESS
        ? LocalWorker.start("opencl worker", settings(device), WorkerMain.loop())
        : launcher.start(settings(device));
  }

  private WorkerSettings settings(FoundDevice device) {
    EngineOptions engine = options.engine();
    return new WorkerSettings(device.selector(), engine.memory(),
        engine.inlineLaunches(), Path.of(System.getProperty("java.io.tmpdir")),
        WorkerSettings.Role.WORKER, Confinement.NONE,
        WorkerSettings.DEFAULT_SPINS);
  }

  /** What the device is, as a worker finds it. */
  private Result<DeviceFacts> facts(FoundDevice device) {
    DeviceFacts known = facts.get(device);
    if (known != null) {
      return Result.ok(known);
    }
    RemoteWorker probe = null;
    try {
      probe = start(device);
      DeviceFacts found = probe.ready().get(START_SECONDS, TimeUnit.SECONDS);
      facts.put(device, found);
      return Result.ok(found);
    } catch (LinuxException | IOException | ExecutionException | CompletionException | TimeoutException e) {
      return Result.failed(Errno.EIO, "no worker for a device: device=" + device.name() + ", reason=" + cause(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.failed(Errno.EINTR, "interrupted while a worker started");
    } finally {
      close(probe);
    }
  }

  private static String cause(Exception e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e : cause.getMessage());
  }

  private static void close(@Nullable RemoteWorker worker) {
    if (worker != null) {
      worker.close();
    }
  }

  @Override
  public void close() {
    spares.values().forEach(SpareWorkers::close);
    try {
      launcher.close();
    } catch (IOException e) {
      LOG.warn("directory of the workers not deleted: reason={}", e.toString());
    }
  }
}
