package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a guest driver of this user can reach into its callers, as pointers in ioctls need. */
final class CallerCheck implements Check {
  private static final String SUBJECT = "memory of callers";
  private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  @Override
  public List<Finding> look(SystemView system) {
    Optional<String> scope = system.text(SCOPE).map(String::strip);
    boolean capable = Capability.CAP_SYS_PTRACE.isIn(system.capabilities());
    String detail = "ptrace_scope=" + scope.orElse("none") + ", CAP_SYS_PTRACE=" + (capable ? "yes" : "no");
    if (scope.filter("3"::equals).isPresent()) {
      return List.of(Finding.needed(SUBJECT, Verdict.FORBIDDEN, detail,
          "set kernel.yama.ptrace_scope to 2 or less at the next start of the machine"));
    }
    if (capable) {
      return List.of(Finding.ok(SUBJECT, detail));
    }
    return List.of(scope.isEmpty() || scope.get().equals("0")
        ? Finding.optional(SUBJECT, Verdict.OK, detail + ": programs of this user only", "")
        : Finding.needed(SUBJECT, Verdict.FORBIDDEN, detail,
            "serve the tree as root, or as root: sysctl kernel.yama.ptrace_scope=0; otherwise ioctls with pointers"
                + " answer EPERM or EFAULT"));
  }
}
