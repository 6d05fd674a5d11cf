package org.paravane.tests.cli;

import java.util.concurrent.Callable;
import org.paravane.abi.render.AbiCHeader;
import org.paravane.abi.render.AbiCsv;
import org.paravane.abi.render.AbiMarkdown;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane abi}: prints the ABI as the records have it. */
@Command(name = "abi", mixinStandardHelpOptions = true, description = "Prints the ABI, derived from the records that the programs use.")
final class AbiCommand implements Callable<Integer> {
  /** What to print; exactly one. */
  static final class What {
    @Option(names = "--csv", required = true, description = "ioctls, structs, enumerations and constants, a row each")
    boolean csv;
    @Option(names = "--wire-csv", required = true, description = "the same of the messages between guest and host")
    boolean wireCsv;
    @Option(names = "--libdxg-csv", required = true, description = "the same with the names of the user library")
    boolean libdxgCsv;
    @Option(names = "--markdown", required = true, description = "the support table of the ioctls")
    boolean markdown;
    @Option(names = "--messages", required = true, description = "the table of messages, in Markdown")
    boolean messages;
    @Option(names = "--c-header", required = true, description = "a header that C and C++ programs compile against")
    boolean cHeader;

    String render() {
      return csv
          ? AbiCsv.ioctls()
          : wireCsv
              ? AbiCsv.wire()
              : libdxgCsv
                  ? AbiCsv.libdxg()
                  : markdown ? AbiMarkdown.support() : messages ? AbiMarkdown.messages() : AbiCHeader.render();
    }
  }

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(what.render());
    spec.commandLine().getOut().flush();
    return ExitStatus.OK;
  }
}
