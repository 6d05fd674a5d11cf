package org.paravane.host.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import org.paravane.host.engine.worker.Confinement;
import org.paravane.host.engine.worker.SandboxMode;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Processes;
import org.paravane.linux.ResourceLimit;
import org.paravane.linux.SyscallFilter;
import org.paravane.linux.ThreadRights;

/** The rights that a worker gives up itself, before its driver is loaded and before any memory of a guest arrives. */
final class SelfRestriction {
  private static final long MOST_FILE_BYTES = 256L << 20;
  private static final long MOST_OPEN_FILES = 1024;
  private static final long MOST_LOCKED_BYTES = 64L << 20;
  private static final long PROCESSES_BESIDE_CORES = 128;

  private SelfRestriction() {
  }

  /** Gives them up. EINVAL and the like are fatal: a kernel that can filter refuses none of what is asked here. */
  static void apply(Confinement confinement) throws LinuxException {
    if (confinement.mode() == SandboxMode.OFF) {
      return;
    }
    limit(confinement);
    ThreadRights.setDumpable(false);
    if (SyscallFilter.isSupported() && Files.exists(Path.of("/proc/sys/kernel/seccomp/actions_avail"))) {
      WorkerSyscalls.filter(Processes.pid(), confinement.devices()).install();
    }
  }

  private static void limit(Confinement confinement) throws LinuxException {
    ResourceLimit.FILE_BYTES.set(MOST_FILE_BYTES);
    ResourceLimit.CORE_BYTES.set(0);
    ResourceLimit.OPEN_FILES.set(MOST_OPEN_FILES);
    ResourceLimit.MESSAGE_QUEUE_BYTES.set(0);
    ResourceLimit.NICE.set(0);
    ResourceLimit.REALTIME_PRIORITY.set(0);
    if (!confinement.devices()) {
      ResourceLimit.LOCKED_BYTES.set(MOST_LOCKED_BYTES);
    }
    if (confinement.ownUser()) {
      // It counts all of the user's processes: for a worker that shares its host's user it would be the host's limit too.
      ResourceLimit.PROCESSES.set(PROCESSES_BESIDE_CORES + 4L * Runtime.getRuntime().availableProcessors());
    }
  }
}
