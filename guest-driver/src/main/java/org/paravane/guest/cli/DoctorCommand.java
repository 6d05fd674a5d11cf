package org.paravane.guest.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.doctor.Doctor;
import org.paravane.guest.doctor.Finding;
import org.paravane.guest.doctor.LinuxSystem;
import org.paravane.guest.doctor.SystemView;
import org.paravane.guest.observe.MountedTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paravane doctor}. */
@Command(name = "doctor", description = {
    "Looks at what Paravane needs of this machine, this user, a host and a mounted tree, and says how to mend what is missing.",
    "Each thing is ok, absent, forbidden, unsupported or broken. Exit code 0 when all that is needed is ok, 1 otherwise."})
public final class DoctorCommand extends TreeCommand {
  private final SystemView system;

  @Option(names = "--host", paramLabel = "SOCKET", description = "a host to try")
  private @Nullable Path host;

  /** Looks at this machine. */
  public DoctorCommand() {
    this(new LinuxSystem(System.getenv().getOrDefault("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin")));
  }

  DoctorCommand(SystemView system) {
    this.system = system;
  }

  @Override
  boolean needsTree() {
    return false;
  }

  @Override
  int call(MountedTree tree) {
    List<Finding> findings = Doctor.of(tree.root(), Optional.ofNullable(host)).examine(system);
    if (isJson()) {
      findings.forEach(finding -> print(row(finding)));
    } else {
      Table table = new Table("CHECK", "VERDICT", "NEEDED", "DETAIL");
      findings.forEach(finding -> table.add(finding.subject(), finding.verdict().text(),
          finding.needed() ? "yes" : "no", finding.detail()));
      table.lines().forEach(this::print);
      findings.stream().filter(finding -> !finding.repair().isEmpty())
          .forEach(finding -> print("repair " + finding.subject() + ": " + finding.repair()));
    }
    return findings.stream().allMatch(Finding::isBearable) ? ExitCode.OK : ExitCode.NOT_VERIFIED;
  }

  private static JsonRow row(Finding finding) {
    return new JsonRow().put("check", finding.subject()).put("verdict", finding.verdict().text())
        .put("needed", finding.needed()).put("detail", finding.detail()).put("repair", finding.repair());
  }
}
