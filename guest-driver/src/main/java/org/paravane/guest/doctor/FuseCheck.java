package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether this user can mount a tree, and whether others may see it. */
final class FuseCheck implements Check {
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final Path SETTINGS = Path.of("/etc/fuse.conf");
  private static final String PROGRAM = "fusermount3";
  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int ENODEV = 19;

  @Override
  public List<Finding> look(SystemView system) {
    List<Finding> findings = new ArrayList<>();
    findings.add(device(system));
    if (Capability.CAP_SYS_ADMIN.isIn(system.capabilities())) {
      findings.add(Finding.ok("right to mount", "CAP_SYS_ADMIN"));
    } else {
      findings.add(program(system));
      findings.add(others(system));
    }
    return findings;
  }

  private static Finding device(SystemView system) {
    String subject = DEVICE.toString();
    if (!system.exists(DEVICE)) {
      return Finding.needed(subject, Verdict.ABSENT, "no such device",
          "modprobe fuse; in a container: pass the device in");
    }
    int errno = system.openError(DEVICE);
    return switch (errno) {
      case 0 -> Finding.ok(subject, "opens");
      case EPERM, EACCES -> Finding.needed(subject, Verdict.FORBIDDEN, "open: errno=" + errno,
          "as root: chmod 0666 /dev/fuse; in a container: allow the device");
      case ENODEV -> Finding.needed(subject, Verdict.ABSENT, "the kernel has no FUSE", "modprobe fuse");
      default -> Finding.needed(subject, Verdict.BROKEN, "open: errno=" + errno, "look into the kernel's log");
    };
  }

  private static Finding program(SystemView system) {
    Optional<Path> program = system.program(PROGRAM);
    if (program.isEmpty()) {
      return Finding.needed(PROGRAM, Verdict.ABSENT, "not on the path, and this user may not mount",
          "install the package fuse3, or serve the tree as root");
    }
    return system.isSetUserIdRoot(program.get())
        ? Finding.ok(PROGRAM, program.get().toString())
        : Finding.needed(PROGRAM, Verdict.FORBIDDEN, program.get() + " is not set-user-id root",
            "as root: chmod u+s " + program.get());
  }

  private static Finding others(SystemView system) {
    boolean allowed = system.text(SETTINGS).orElse("").lines().map(String::strip).anyMatch("user_allow_other"::equals);
    return allowed
        ? Finding.ok("allow_other", SETTINGS + " has user_allow_other")
        : Finding.optional("allow_other", Verdict.FORBIDDEN, "a tree of this user is seen by this user alone",
            "as root: add the line user_allow_other to " + SETTINGS);
  }
}
