package org.paravane.tests.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.paravane.abi.render.AbiCHeader;
import org.paravane.abi.render.AbiCsv;
import org.paravane.abi.render.AbiMarkdown;
import org.paravane.guest.AttributeTable;
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
    private Supplier<String> rendering = AbiCsv::ioctls;

    @Option(names = "--csv", required = true, description = "ioctls, structs, enumerations and constants, a row each")
    void csv(boolean chosen) {
      rendering = AbiCsv::ioctls;
    }

    @Option(names = "--wire-csv", required = true, description = "the same of the messages between guest and host")
    void wireCsv(boolean chosen) {
      rendering = AbiCsv::wire;
    }

    @Option(names = "--libdxg-csv", required = true, description = "the same with the names of the user library")
    void libdxgCsv(boolean chosen) {
      rendering = AbiCsv::libdxg;
    }

    @Option(names = "--extension-csv", required = true, description = "the same of our own ioctls")
    void extensionCsv(boolean chosen) {
      rendering = AbiCsv::extension;
    }

    @Option(names = "--markdown", required = true, description = "the support table of the ioctls")
    void markdown(boolean chosen) {
      rendering = AbiMarkdown::support;
    }

    @Option(names = "--messages", required = true, description = "the table of messages, in Markdown")
    void messages(boolean chosen) {
      rendering = AbiMarkdown::messages;
    }

    @Option(names = "--extension", required = true, description = "the table of our own ioctls, in Markdown")
    void extension(boolean chosen) {
      rendering = AbiMarkdown::extension;
    }

    @Option(names = "--attributes", required = true, description = "the table of the tree's attributes, in Markdown")
    void attributes(boolean chosen) {
      rendering = AttributeTable::markdown;
    }

    @Option(names = "--c-header", required = true, description = "a header that C and C++ programs compile against")
    void cHeader(boolean chosen) {
      rendering = AbiCHeader::render;
    }

    String render() {
      return rendering.get();
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
