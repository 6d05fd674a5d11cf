package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.paravane.abi.render.FactsComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane conformance abi}: every row of a file of compiled facts against what the records say. */
@Command(name = "abi", mixinStandardHelpOptions = true, description = "Compares every row of a CSV file of compiled facts with our records.")
final class AbiConformanceCommand implements Callable<Integer> {
  private static final int SHOWN = 50;

  @Option(names = "--facts", required = true, paramLabel = "FILE", description = "rows of kind,name,number,struct,size,field,offset,fieldsize,bits")
  private Path facts;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return ConformanceCommand.reading(spec, facts, () -> {
      FactsComparison.Report report = FactsComparison.compare(Files.readString(facts));
      report.compared().forEach((kind, rows) -> out.printf("%-24s %6d rows%n", kind, rows));
      report.mismatches().stream().limit(SHOWN)
          .forEach(wrong -> out.printf("MISMATCH line %d: %s: %s%n", wrong.line(), wrong.reason(), wrong.text()));
      if (report.mismatches().size() > SHOWN) {
        out.printf("… and %d more%n", report.mismatches().size() - SHOWN);
      }
      out.printf("%d rows compared, %d mismatches%n", report.rows(), report.mismatches().size());
      return report.passed() && report.rows() > 0;
    });
  }
}
