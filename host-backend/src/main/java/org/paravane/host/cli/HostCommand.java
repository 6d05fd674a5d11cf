package org.paravane.host.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.host.Host;
import org.paravane.host.HostControl;
import org.paravane.host.HostOptions;
import org.paravane.host.control.ControlClient;
import org.paravane.host.control.ControlSocket;
import org.paravane.host.control.Json;
import org.paravane.host.engine.simulated.TimingModel;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.host.scheduler.SchedulerOptions;
import org.paravane.linux.EndRequest;
import org.paravane.linux.SystemdNotify;
import org.paravane.vmbus.SpinThenPark;
import org.paravane.vmbus.VmbusException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code paravane host}: runs a host in the foreground until it is told to end. */
@Command(name = "host", mixinStandardHelpOptions = true, description = {
    "Owns compute devices, OpenCL ones or simulated ones, and serves them to guests.",
    "Runs in the foreground until SIGTERM, SIGINT or 'paravane host shutdown'. Guests connect to SOCKET;"
        + " 'paravane host stats' and the other commands below use SOCKET.ctl."}, sortOptions = false, exitCodeOnInvalidInput = 64, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:ended as asked, or the command was carried out", "1:the host could not start, or the command failed",
            "64:bad arguments",
            "69:no host listens on the socket"}, subcommands = {ControlCommands.Stats.class,
                ControlCommands.Objects.class,
                ControlCommands.AddDevice.class, ControlCommands.RemoveDevice.class, ControlCommands.InjectFault.class,
                ControlCommands.Shutdown.class})
public final class HostCommand implements Callable<Integer> {
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--socket", paramLabel = "SOCKET", description = "where guests connect; only this user may (required)")
  private @Nullable Path socket;

  @Option(names = "--devices", paramLabel = "N", description = "devices at the start, 0 to 1024; several may share one OpenCL device (default: one for each OpenCL device, or 1 that is simulated)")
  private @Nullable Integer devices;

  @Option(names = "--memory", paramLabel = "SIZE", converter = ByteSize.class, description = "local memory of each device, such as 512M (default: 1G)")
  private long memoryBytes = 1L << 30;

  @Option(names = "--shared-memory", paramLabel = "SIZE", converter = ByteSize.class, description = "guest memory that each device may use in all (default: 8G)")
  private long sharedMemoryBytes = 8L << 30;

  @Option(names = "--partition-memory", paramLabel = "SIZE", converter = ByteSize.class, description = "memory of each kind that one guest may use on one device (default: 1G)")
  private long partitionMemoryBytes = 1L << 30;

  @Option(names = "--compute-nodes", paramLabel = "N", description = "engines of each device that run kernels, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int computeNodes = 1;

  @Option(names = "--copy-nodes", paramLabel = "N", description = "engines of each device that only copy, 0 to 16 (default: ${DEFAULT-VALUE})")
  private int copyNodes = 1;

  @ArgGroup(exclusive = false, heading = "Engine:%n")
  private EngineArguments engine = new EngineArguments();

  @Option(names = "--timing", paramLabel = "MODEL", description = {
      "what work costs in the simulated engine: 'none' is as fast as possible;",
      "'model' is 2 us a packet, 100 GB/s and 10 TFLOP/s;",
      "or NANOS:NANOS_PER_BYTE:NANOS_PER_FLOP (default: ${DEFAULT-VALUE})"})
  private String timing = "none";

  @Option(names = "--packet-timeout", paramLabel = "MILLIS", description = "how long one packet may run before its context is lost, 10 to 3600000 (default: ${DEFAULT-VALUE})")
  private int packetTimeoutMillis = 2000;

  @Option(names = "--no-spin", description = "sleep at once while waiting for guests' requests, instead of polling for a moment")
  private boolean sleepAtOnce;

  @Option(names = "--json", description = "print one JSON object on one line when ready, nothing else")
  private boolean json;

  @Override
  public Integer call() {
    Path place = socket;
    if (place == null) {
      throw new ParameterException(spec().commandLine(), "Missing required option: '--socket=SOCKET'");
    }
    HostOptions options = options();
    try (EndRequest end = EndRequest.listen(END_PATIENCE)) {
      return serve(place, options, end);
    }
  }

  private int serve(Path place, HostOptions options, EndRequest end) {
    try (Host host = Host.listen(place, options);
        ControlSocket control = ControlSocket.listen(ControlClient.pathFor(place), new HostControl(host, end::ask))) {
      announce(place, host, control);
      SystemdNotify manager = SystemdNotify.fromEnvironment();
      manager.ready("serves " + host.adapters().all().size() + " devices at " + place.toAbsolutePath());
      end.await();
      manager.stopping();
      return 0;
    } catch (IOException | VmbusException | IllegalStateException e) {
      spec().commandLine().getErr().println("host cannot start: socket=" + place + ", reason=" + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private HostOptions options() {
    TimingModel model = timing.equals("model") ? new TimingModel(2000, 0.01, 0.0001) : TimingModel.parse(timing);
    int count = devices == null ? -1 : devices;
    if (model == null || (devices != null && count < 0) || count > HostOptions.MAX_DEVICES || !engine.areInRange()
        || computeNodes < 1 || computeNodes > 16
        || copyNodes < 0 || copyNodes > 16 || packetTimeoutMillis < 10 || packetTimeoutMillis > 3_600_000) {
      throw new ParameterException(spec().commandLine(),
          "Out of range: see --devices, --compute-nodes, --copy-nodes, --timing, --packet-timeout, --spare-workers and"
              + " --workers");
    }
    PartitionPolicy policy = PartitionPolicy.defaults().withMemoryBytes(partitionMemoryBytes);
    HostOptions defaults = HostOptions.defaults();
    HostOptions options = sleepAtOnce
        ? defaults.withServer(defaults.server().withSpin(SpinThenPark.parkAtOnce()))
        : defaults;
    SchedulerOptions scheduler = defaults.scheduler();
    return options.withEngine(engine.options()).withScheduler(scheduler.withTimeouts(scheduler.quantum(),
        Duration.ofMillis(packetTimeoutMillis), scheduler.cancelGrace())).withDevices(count)
        .withMemoryBytes(memoryBytes)
        .withSharedMemoryBytes(sharedMemoryBytes).withNodes(computeNodes, copyNodes).withTiming(model)
        .withPolicy(policy);
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("command was not made by picocli");
    }
    return spec;
  }

  private void announce(Path place, Host host, ControlSocket control) {
    if (json) {
      List<Json> list = host.adapters().all().stream().map(HostControl::identity).toList();
      print(
          new Json().put("ready", true).put("pid", ProcessHandle.current().pid()).put("socket", place.toAbsolutePath())
              .put("control", control.path().toAbsolutePath()).put("devices", list).toString());
    } else {
      print("host ready: socket=" + place.toAbsolutePath() + ", control=" + control.path().toAbsolutePath()
          + ", devices=" + host.adapters().all().size());
    }
  }

  private void print(String line) {
    spec().commandLine().getOut().println(line);
    spec().commandLine().getOut().flush();
  }
}
