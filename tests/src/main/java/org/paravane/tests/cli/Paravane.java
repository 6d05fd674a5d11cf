package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.paravane.guest.cli.CdiCommand;
import org.paravane.guest.cli.DoctorCommand;
import org.paravane.guest.cli.GuestCommand;
import org.paravane.guest.cli.HealthCommand;
import org.paravane.guest.cli.InfoCommand;
import org.paravane.guest.cli.ListCommand;
import org.paravane.guest.cli.MonitorCommand;
import org.paravane.guest.cli.StatsCommand;
import org.paravane.host.cli.HostCommand;
import org.paravane.tests.process.LifeLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line. */
@Command(name = "paravane", mixinStandardHelpOptions = true, version = "Paravane 0.1.0", description = {
    "A paravirtual GPU and compute bridge: guest programs use engines that a host process owns and shares."}, subcommands = {
        DemoCommand.class, HostCommand.class, GuestCommand.class, ListCommand.class, InfoCommand.class,
        HealthCommand.class, StatsCommand.class, MonitorCommand.class, DoctorCommand.class, CdiCommand.class,
        AbiCommand.class, ConformanceCommand.class, BenchCommand.class, ExampleCommand.class,
        CommandLine.HelpCommand.class}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:all well",
            "1:something ran and did not hold",
            "64:the command line makes no sense", "66:an input file cannot be read", "69:something needed is not there",
            "70:a bug of ours"})
public final class Paravane {
  private Paravane() {
  }

  /** Runs one command and exits with its status. */
  public static void main(String[] arguments) {
    LifeLine.holdIfAsked();
    System.exit(run(new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
  }

  /** Runs one command in this process. */
  static int run(PrintWriter output, PrintWriter errors, String... arguments) {
    CommandLine line = new CommandLine(new Paravane()).setOut(output).setErr(errors);
    line.setParameterExceptionHandler((exception, given) -> {
      CommandLine command = exception.getCommandLine();
      command.getErr().println("paravane: " + exception.getMessage());
      command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
      return ExitStatus.USAGE;
    });
    line.setExecutionExceptionHandler((exception, command, result) -> {
      command.getErr().println("paravane: " + exception);
      exception.printStackTrace(command.getErr());
      return ExitStatus.SOFTWARE;
    });
    if (arguments.length == 0) {
      line.usage(line.getOut());
      return ExitStatus.USAGE;
    }
    return line.execute(arguments);
  }
}
