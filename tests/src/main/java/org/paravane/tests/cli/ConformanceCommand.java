package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.paravane.vmbus.message.conformance.MessageConformance;
import org.paravane.vmbus.message.conformance.MessageVectors;
import org.paravane.vmbus.ring.conformance.RingVectors;
import org.paravane.vmbus.ring.conformance.VectorReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane conformance}: compares what we do with files of facts and vectors. */
@Command(name = "conformance", mixinStandardHelpOptions = true, description = "Compares Paravane with files of facts and golden vectors.", subcommands = {
    AbiConformanceCommand.class, ConformanceCommand.Ring.class, ConformanceCommand.Messages.class,
    WakeupCommand.class, StressCommand.class, StormCommand.class,
    KillsCommand.class, SoakCommands.Hotplug.class, SoakCommands.Nodes.class,
    SoakCommands.FuzzNative.class, EngineCommands.Shared.class,
    EngineCommands.Hostile.class}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:everything conforms", "1:something differs", "66:the file cannot be read"})
final class ConformanceCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }

  /** Golden ring vectors. */
  @Command(name = "ring", mixinStandardHelpOptions = true, description = "Runs golden ring vectors against our rings.")
  static final class Ring implements Callable<Integer> {
    @Option(names = "--vectors", required = true, paramLabel = "FILE", description = "vectors in the format of vmbus-ring.json")
    private Path vectors;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      return reading(spec, vectors, () -> {
        VectorReport report = RingVectors.run(vectors);
        report.failures()
            .forEach(failed -> out.printf("FAIL %s %s: %s%n", failed.kind(), failed.name(), failed.failure()));
        int total = report.outcomes().size();
        out.printf("ring vectors: %d passed, %d failed%n", report.passed(), total - report.passed());
        return report.allPassed() && total > 0;
      });
    }
  }

  /** Golden control messages. */
  @Command(name = "messages", mixinStandardHelpOptions = true, description = "Runs golden channel messages against our encoder and parser.")
  static final class Messages implements Callable<Integer> {
    @Option(names = "--vectors", required = true, paramLabel = "FILE", description = "vectors in the format of vmbus-messages.json")
    private Path vectors;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      return reading(spec, vectors, () -> {
        MessageConformance report = MessageVectors.check(vectors);
        report.outcomes().stream().filter(outcome -> !outcome.passed())
            .forEach(outcome -> out.printf("FAIL %s: %s%n", outcome.name(), String.join("; ", outcome.differences())));
        out.printf("message vectors: %d passed, %d failed%n", report.passed(), report.failed());
        return report.conforms() && report.passed() > 0;
      });
    }
  }

  /** A comparison that reads a file. */
  interface Comparison {
    boolean conforms() throws IOException;
  }

  /** Runs a comparison; a file that cannot be read, or is not of the format, is the user's mistake and says so. */
  static int reading(CommandSpec spec, Path file, Comparison comparison) {
    if (!Files.isReadable(file)) {
      spec.commandLine().getErr().println("paravane: cannot read file: path=" + file);
      return ExitStatus.NO_INPUT;
    }
    try {
      return comparison.conforms() ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (IOException | RuntimeException e) {
      spec.commandLine().getErr().println("paravane: file is not of the format: path=" + file + ", reason=" + e);
      return ExitStatus.NO_INPUT;
    } finally {
      spec.commandLine().getOut().flush();
    }
  }
}
