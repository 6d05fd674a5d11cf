package org.paravane.host.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.host.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that a running host carries out. Each prints the host's answer: one JSON object on one line. */
final class ControlCommands {
  private ControlCommands() {
  }

  /** A command of the control socket. */
  @Command(mixinStandardHelpOptions = true, exitCodeOnInvalidInput = 64, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
      "0:the command was carried out", "1:the command failed, and the answer says why", "64:bad arguments",
      "69:no host listens on the socket"})
  abstract static class Remote implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--socket", paramLabel = "SOCKET", required = true, description = "the socket that the host was started with")
    private Path socket = Path.of("");

    /** The command and its arguments as the control socket takes them. */
    abstract List<String> words();

    @Override
    public Integer call() {
      CommandSpec mine = spec;
      if (mine == null) {
        throw new IllegalStateException("command was not made by picocli");
      }
      try (ControlClient client = ControlClient.connect(ControlClient.pathFor(socket))) {
        String answer = client.send(words());
        mine.commandLine().getOut().println(answer);
        mine.commandLine().getOut().flush();
        return ControlClient.isOk(answer) ? 0 : 1;
      } catch (IOException e) {
        mine.commandLine().getErr().println("no host there: socket=" + socket + ", reason=" + e.getMessage());
        return 69;
      }
    }
  }

  @Command(name = "stats", description = "Prints what the host has and did: objects, commands, devices, guests.")
  static final class Stats extends Remote {
    @Override
    List<String> words() {
      return List.of("stats");
    }
  }

  @Command(name = "objects", description = "Prints the processes of each guest, with their handles and memory.")
  static final class Objects extends Remote {
    @Override
    List<String> words() {
      return List.of("objects");
    }
  }

  @Command(name = "add-device", description = "Adds a device like the others; every guest is offered it.")
  static final class AddDevice extends Remote {
    @Override
    List<String> words() {
      return List.of("add-device");
    }
  }

  @Command(name = "remove-device", description = "Takes a device away from every guest.")
  static final class RemoveDevice extends Remote {
    @Parameters(paramLabel = "ID", description = "the device's number, as 'stats' shows it")
    private int id;

    @Override
    List<String> words() {
      return List.of("remove-device", Integer.toString(id));
    }
  }

  @Command(name = "inject-fault", description = "Makes the next packet on a device go wrong.")
  static final class InjectFault extends Remote {
    @Parameters(index = "0", paramLabel = "ID", description = "the device's number")
    private int id;

    @Parameters(index = "1", paramLabel = "KIND", description = "fail, page-fault, hang, stuck, slow or device-lost")
    private String kind = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "QUEUE", description = "only in queues whose name contains this text")
    private String queue = "";

    @Override
    List<String> words() {
      List<String> words = new ArrayList<>(List.of("inject-fault", Integer.toString(id), kind));
      if (!queue.isBlank()) {
        words.add(queue);
      }
      return words;
    }
  }

  @Command(name = "shutdown", description = "Ends the host in order.")
  static final class Shutdown extends Remote {
    @Override
    List<String> words() {
      return List.of("shutdown");
    }
  }
}
