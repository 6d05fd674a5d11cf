package org.paravane.guest.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.device.RegistryOptions;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.dxg.NodeRights;
import org.paravane.guest.fuse.mount.Rights;
import org.paravane.guest.observe.TreePlace;
import org.paravane.linux.EndRequest;
import org.paravane.vmbus.ClientOptions;
import org.paravane.vmbus.SpinThenPark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code paravane guest}: serves the devices of a host as files, in the foreground until it is told to end. */
@Command(name = "guest", mixinStandardHelpOptions = true, description = {
    "Connects to a host and mounts a tree of its devices: nodes, attributes and events.",
    "Runs in the foreground until SIGTERM or SIGINT, and unmounts then. Waits for a host that is not there, and finds one"
        + " that comes back. A mount that a killed guest driver left behind is replaced."}, sortOptions = false, exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:ended as asked, and unmounted", "1:the tree cannot be mounted, or somebody else unmounted it",
            ExitCode.USAGE_TEXT}, subcommands = {RunCommand.class})
public final class GuestCommand implements Callable<Integer> {
  private static final Duration END_PATIENCE = Duration.ofSeconds(25);
  private static final double MAX_WAIT_SECONDS = 1e6;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--host", paramLabel = "SOCKET", description = "where the host listens (required)")
  private @Nullable Path host;

  @Option(names = "--root", paramLabel = "DIR", description = "where to mount; made if it is not there (default: /run/paravane for root, $XDG_RUNTIME_DIR/paravane for others)")
  private @Nullable Path root;

  @Option(names = "--mode", paramLabel = "MODE", converter = NodeMode.class, description = "permission bits of the nodes (default: 0666)")
  private int mode = 0666;

  @Option(names = "--group", paramLabel = "NAME", description = "group of the nodes, a name or a number (default: the group of this process)")
  private @Nullable String group;

  @Option(names = "--debugfs", description = "show sys/kernel/debug too; what is in it may change")
  private boolean debug;

  @Option(names = "--legacy-dxg", description = "serve dev/dxg too: one node that lists all adapters, for unmodified D3DKMT programs")
  private boolean legacy;

  @Option(names = "--name", paramLabel = "NAME", description = "name of this guest, for logs (default: ${DEFAULT-VALUE})")
  private String name = "guest";

  @Option(names = "--wait", paramLabel = "SECONDS", description = "how long to wait for the host's devices before telling that the tree is ready (default: ${DEFAULT-VALUE})")
  private double waitSeconds = 10;

  @Option(names = "--no-spin", description = "sleep at once while waiting for the host's answers, instead of polling for a moment")
  private boolean sleepAtOnce;

  @Option(names = "--json", description = "print one JSON object on one line when ready, nothing else")
  private boolean json;

  @Override
  public Integer call() {
    GuestService service = new GuestService(settings(), line -> print(line), line -> complain(line));
    try (EndRequest end = EndRequest.listen(END_PATIENCE)) {
      return service.serve(end) ? ExitCode.OK : ExitCode.NOT_VERIFIED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.NOT_VERIFIED;
    }
  }

  private GuestService.Settings settings() {
    Path socket = host;
    if (socket == null) {
      throw usage("Missing required option: '--host=SOCKET'");
    }
    if (name.isBlank()) {
      throw usage("Invalid value for option '--name': it is empty");
    }
    if (!(waitSeconds >= 0 && waitSeconds <= MAX_WAIT_SECONDS)) {
      throw usage("Invalid value for option '--wait': " + waitSeconds + " is no number of seconds");
    }
    Rights ids = Rights.ofThisProcess();
    RegistryOptions registry = RegistryOptions.defaults();
    ClientOptions client = ClientOptions.defaults();
    GuestOptions options = GuestOptions.defaults()
        .withClient(sleepAtOnce ? client.withSpin(SpinThenPark.parkAtOnce()) : client).withName(name)
        .withLegacyNode(legacy)
        .withRegistry(debug ? registry.withDebugTree() : registry);
    return new GuestService.Settings(socket, place(ids), json, Duration.ofNanos((long) (waitSeconds * 1e9)),
        options.withDriver(options.driver().withRights(new NodeRights(mode, ids.userId(), groupId(ids)))));
  }

  private Path place(Rights ids) {
    Path told = root;
    Optional<Path> place = told == null ? TreePlace.toServe(ids.userId(), System.getenv()) : Optional.of(told);
    return place.orElseThrow(() -> usage("Missing option: '--root=DIR', because XDG_RUNTIME_DIR is not set"))
        .toAbsolutePath()
        .normalize();
  }

  private int groupId(Rights ids) {
    String wanted = group;
    if (wanted == null) {
      return ids.groupId();
    }
    OptionalInt id = GroupFile.ofSystem().id(wanted);
    if (id.isEmpty()) {
      throw usage("Invalid value for option '--group': no such group: " + wanted);
    }
    return id.getAsInt();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private void print(String line) {
    spec().commandLine().getOut().println(line);
    spec().commandLine().getOut().flush();
  }

  private void complain(List<String> lines) {
    lines.forEach(line -> spec().commandLine().getErr().println("paravane guest: " + line));
    spec().commandLine().getErr().flush();
  }

  private CommandSpec spec() {
    CommandSpec mine = spec;
    if (mine == null) {
      throw new IllegalStateException("command was not made by picocli");
    }
    return mine;
  }
}
