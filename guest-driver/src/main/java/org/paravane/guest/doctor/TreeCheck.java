package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Result;

/** The tree and its nodes. */
record TreeCheck(Path root) implements Check {
  private static final String SUBJECT = "tree";
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  @Override
  public List<Finding> look(SystemView system) {
    List<Finding> findings = new ArrayList<>();
    Finding tree = tree(system);
    findings.add(tree);
    if (tree.verdict() == Verdict.OK) {
      List<Path> nodes = system.nodes(root);
      if (nodes.isEmpty()) {
        findings.add(Finding.needed("nodes", Verdict.ABSENT, "the tree has no device",
            "see whether a host is there ('paravane doctor --host SOCKET') and has devices ('paravane host stats')"));
      }
      nodes.forEach(node -> findings.add(node(system, node)));
    }
    return findings;
  }

  private Finding tree(SystemView system) {
    Optional<String> mounted = system.text(MOUNTS).flatMap(text -> new MountTable(text).typeAt(root));
    String detail = "root=" + root + mounted.map(type -> ", mounted=" + type).orElse("");
    if (mounted.isPresent() && !mounted.get().equals(MountTable.OURS)) {
      return Finding.needed(SUBJECT, Verdict.BROKEN, detail + ": another file system is in its place",
          "choose another place with --root");
    }
    return switch (system.tree(root)) {
      case SERVED -> Finding.ok(SUBJECT, detail);
      case ABSENT -> Finding.needed(SUBJECT, Verdict.ABSENT, detail,
          "start one: paravane guest --host SOCKET --root " + root);
      case STALE -> Finding.needed(SUBJECT, Verdict.BROKEN, detail + ": its guest driver is gone",
          "start 'paravane guest' again, which replaces it, or: umount -l " + root);
      case FORBIDDEN -> Finding.needed(SUBJECT, Verdict.FORBIDDEN, detail,
          "have its owner serve it with allow_other, or serve one of your own");
      case FOREIGN -> Finding.needed(SUBJECT, Verdict.BROKEN, detail + ": not a tree",
          "choose another place with --root");
    };
  }

  private static Finding node(SystemView system, Path node) {
    String subject = String.valueOf(node.getFileName());
    return switch (system.version(node)) {
      case Result.Ok<NodeVersion>(NodeVersion version) -> version.mapping()
          ? Finding.ok(subject, "version=" + version.version() + ", memory can be mapped")
          : Finding.optional(subject, Verdict.UNSUPPORTED, "version=" + version.version()
              + ", memory cannot be mapped",
              "serve the tree as root on Linux " + KernelRelease.PASSTHROUGH
                  + " or newer; until then the preload library copies");
      case Result.Failed<NodeVersion> failed -> failure(subject, node, failed);
    };
  }

  private static Finding failure(String subject, Path node, Result.Failed<NodeVersion> failed) {
    String detail = failed.errno() + ": " + failed.reason();
    return switch (failed.errno()) {
      case EACCES, EPERM -> Finding.needed(subject, Verdict.FORBIDDEN, detail,
          "join the group of " + node + ", or serve the tree with another --mode or --group");
      case EBUSY -> Finding.optional(subject, Verdict.OK, "another program holds it alone", "");
      case ENOENT, ENODEV, ENXIO -> Finding.needed(subject, Verdict.ABSENT, detail,
          "the device went away; see 'paravane monitor'");
      case ENOTTY -> Finding.needed(subject, Verdict.UNSUPPORTED, detail,
          "use a guest driver of this version");
      default -> Finding.needed(subject, Verdict.BROKEN, detail, "look into the guest driver's log");
    };
  }
}
