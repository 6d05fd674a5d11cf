package org.paravane.guest.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import org.paravane.guest.observe.TreePlace;
import org.paravane.guest.observe.TreeState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reads a mounted tree with plain files: it opens no device, and works while one is held or forbidden. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    ExitCode.OK_TEXT, "1:something is not well", ExitCode.USAGE_TEXT, "69:no tree is served there"})
abstract class TreeCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 1e9;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--root", paramLabel = "DIR", description = "where the tree is mounted (default: $PARAVANE_ROOT, then $XDG_RUNTIME_DIR/paravane if a tree is there, then /run/paravane)")
  private @Nullable Path root;

  @Option(names = "--json", description = "print one JSON object on a line for each thing shown")
  private boolean json;

  /** Does the work on a tree that is served; answers the exit code. */
  abstract int call(MountedTree tree) throws InterruptedException;

  /** Finds what is wrong with the command line before anything is looked at. */
  void checkArguments() {
  }

  @Override
  public final Integer call() {
    checkArguments();
    MountedTree tree = new MountedTree(root());
    TreeState state = tree.state();
    if (state != TreeState.SERVED && needsTree()) {
      complain("no tree is served: root=" + tree.root() + ", found=" + why(state));
      return ExitCode.HOST_UNREACHABLE;
    }
    try {
      return call(tree);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      complain("interrupted");
      return ExitCode.NOT_VERIFIED;
    }
  }

  /** Whether there is nothing to do without a tree. */
  boolean needsTree() {
    return true;
  }

  private static String why(TreeState state) {
    return switch (state) {
      case SERVED -> "a tree";
      case ABSENT -> "nothing; start 'paravane guest --host SOCKET', or name its place with --root";
      case STALE -> "a mount whose guest driver is gone; start 'paravane guest' again, which replaces it";
      case FORBIDDEN -> "a tree that this user may not see";
      case FOREIGN -> "something that is not a tree";
    };
  }

  final Path root() {
    Path told = root;
    return told == null ? TreePlace.toRead(System.getenv()) : told;
  }

  /** The devices that a user names, all if none. */
  final List<ObservedDevice> devices(MountedTree tree, List<String> named) {
    if (named.isEmpty()) {
      return tree.devices();
    }
    List<ObservedDevice> chosen = new ArrayList<>();
    for (String name : named) {
      chosen.add(tree.find(name)
          .orElseThrow(() -> usage("No such device: " + name + "; there are: " + tree.names())));
    }
    return chosen;
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

  final void print(Object line) {
    PrintWriter out = spec().commandLine().getOut();
    out.println(line);
    out.flush();
  }

  final void complain(String line) {
    spec().commandLine().getErr().println("paravane " + spec().name() + ": " + line);
  }

  private CommandSpec spec() {
    CommandSpec mine = spec;
    if (mine == null) {
      throw new IllegalStateException("command was not made by picocli");
    }
    return mine;
  }
}
