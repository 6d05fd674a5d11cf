package org.paravane.host.engine.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * How workers of this host are restricted.
 *
 * @param landlockVersion of the rules for files; 0 if there are none. From 4 on without TCP, from 6 on without signals to others
 * @param ownUser whether each worker is a user of its own
 * @param syscallFilter whether there is a filter of system calls
 * @param missing what this machine does not have, and why, for people; empty if nothing
 */
public record SandboxReport(SandboxMode mode, int landlockVersion, boolean ownUser, boolean syscallFilter,
    List<String> missing) {
  /** First version of Landlock that keeps signals from leaving. */
  static final int COMPLETE_LANDLOCK = 6;

  public SandboxReport {
    missing = List.copyOf(missing);
  }

  static SandboxReport of(SandboxMode mode, int landlock, String noUser, boolean filter) {
    if (mode == SandboxMode.OFF) {
      return new SandboxReport(mode, 0, false, false, List.of("sandbox is off by setting"));
    }
    List<String> missing = new ArrayList<>();
    if (landlock == 0) {
      missing.add("files and network: no landlock in this kernel");
    } else if (landlock < COMPLETE_LANDLOCK) {
      missing
          .add("signals and abstract sockets: landlock version=%d, needed=%d".formatted(landlock, COMPLETE_LANDLOCK));
    }
    if (!noUser.isEmpty()) {
      missing.add("own user: " + noUser);
    }
    if (!filter) {
      missing.add("system calls: no filter for this architecture or kernel");
    }
    return new SandboxReport(mode, landlock, noUser.isEmpty(), filter, missing);
  }

  /** Whether workers may be started. */
  public boolean isEnough() {
    return mode != SandboxMode.STRICT || missing.isEmpty();
  }
}
