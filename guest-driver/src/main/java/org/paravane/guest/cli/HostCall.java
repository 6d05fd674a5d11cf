package org.paravane.guest.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.vmbus.VmbusException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that needs a host: connects, does its work, leaves. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    ExitCode.OK_TEXT, ExitCode.NOT_VERIFIED_TEXT, ExitCode.USAGE_TEXT, ExitCode.HOST_UNREACHABLE_TEXT})
abstract class HostCall implements Callable<Integer> {
  private static final double MAX_SECONDS = 1e9;

  /** How a guest comes to be. */
  @FunctionalInterface
  interface GuestMaker {
    GuestStack connect(Path socket, GuestOptions options) throws VmbusException;
  }

  private final GuestMaker guests;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--socket", paramLabel = "SOCKET", required = true, description = "where the host listens")
  private Path socket = Path.of("");

  @Option(names = "--name", paramLabel = "NAME", description = "name of this guest, for logs (default: ${DEFAULT-VALUE})")
  private String name = "guest0";

  @Option(names = "--wait", paramLabel = "SECONDS", description = "how long to wait for the host (default: ${DEFAULT-VALUE})")
  private double waitSeconds = 5;

  @Option(names = "--json", description = "print one JSON object on a line for each thing shown")
  private boolean json;

  HostCall(GuestMaker guests) {
    this.guests = guests;
  }

  /** Does the work; answers the exit code. */
  abstract int call(GuestStack guest) throws InterruptedException;

  @Override
  public final Integer call() {
    checkArguments();
    Duration patience = seconds("--wait", waitSeconds);
    GuestOptions options = GuestOptions.defaults().withName(name).withPatience(patience);
    try (GuestStack guest = guests.connect(socket, options)) {
      return call(guest);
    } catch (VmbusException e) {
      complain("host not reachable: socket=" + socket + ", " + e.getMessage());
      return ExitCode.HOST_UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      complain("interrupted");
      return ExitCode.NOT_VERIFIED;
    }
  }

  /** Finds what is wrong with the command line before anything is connected. */
  void checkArguments() {
    if (name.isBlank()) {
      throw usage("Invalid value for option '--name': it is empty");
    }
  }

  final Duration seconds(String option, double value) {
    if (!(value >= 0 && value <= MAX_SECONDS)) {
      throw usage("Invalid value for option '" + option + "': " + value + " is no number of seconds");
    }
    return Duration.ofNanos((long) (value * 1e9));
  }

  final ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  final boolean isJson() {
    return json;
  }

  final String name() {
    return name;
  }

  final void print(Object line) {
    PrintWriter out = spec().commandLine().getOut();
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  final void complain(String line) {
    spec().commandLine().getErr().println("paravane guest: " + line);
  }

  private CommandSpec spec() {
    CommandSpec mine = spec;
    if (mine == null) {
      throw new IllegalStateException("command was not made by picocli");
    }
    return mine;
  }
}
