package org.paravane.guest.doctor;

import java.util.List;

/** The kernel's age and what it lets this user do. */
final class KernelCheck implements Check {
  /** Files can be taken out of another process since then. */
  private static final KernelRelease LEAST = new KernelRelease(5, 6);

  @Override
  public List<Finding> look(SystemView system) {
    return List.of(age(system), mapping(system));
  }

  private static Finding age(SystemView system) {
    String detail = "release=" + system.kernelRelease();
    return KernelRelease.parse(system.kernelRelease()).isAtLeast(LEAST)
        ? Finding.ok("kernel", detail)
        : Finding.needed("kernel", Verdict.UNSUPPORTED, detail, "use Linux " + LEAST + " or newer; "
            + KernelRelease.PASSTHROUGH + " for mapped memory");
  }

  private static Finding mapping(SystemView system) {
    boolean young = KernelRelease.parse(system.kernelRelease()).isAtLeast(KernelRelease.PASSTHROUGH);
    boolean allowed = Capability.CAP_SYS_ADMIN.isIn(system.capabilities());
    String meanwhile = "; without it mmap of a node answers ENODEV, and the preload library copies";
    if (!young) {
      return Finding.optional("mmap of nodes", Verdict.UNSUPPORTED, "needs Linux " + KernelRelease.PASSTHROUGH,
          "use a newer kernel" + meanwhile);
    }
    return allowed
        ? Finding.ok("mmap of nodes", "kernel and right are there")
        : Finding.optional("mmap of nodes", Verdict.FORBIDDEN, "this user has no CAP_SYS_ADMIN",
            "serve the tree as root" + meanwhile);
  }
}
