package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything, from the kernel up to the nodes. */
public final class Doctor {
  private final List<Check> checks;

  private Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * Of a tree.
   *
   * @param host socket of the host to try, if one is
   */
  public static Doctor of(Path root, Optional<Path> host) {
    List<Check> checks = new ArrayList<>(
        List.of(new KernelCheck(), new FuseCheck(), new CallerCheck(), new LimitCheck()));
    host.ifPresent(socket -> checks.add(new HostCheck(socket)));
    checks.add(new TreeCheck(root));
    return new Doctor(checks);
  }

  /** All findings, in order. */
  public List<Finding> examine(SystemView system) {
    return checks.stream().flatMap(check -> check.look(system).stream()).toList();
  }
}
