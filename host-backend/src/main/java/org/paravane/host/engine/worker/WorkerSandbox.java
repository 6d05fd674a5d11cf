package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.paravane.linux.ChildProcess;
import org.paravane.linux.Landlock;
import org.paravane.linux.Landlock.Right;
import org.paravane.linux.LinuxException;
import org.paravane.linux.RestrictedSpawn;
import org.paravane.linux.Spawn;
import org.paravane.linux.SyscallFilter;
import org.paravane.linux.ThreadRights;

/**
 * What a worker process may do, as far as its host decides it before the process exists: which files, which user. Limits and the filter of
 * system calls are the worker's own first acts (docs/threat-model.md has the whole).
 */
final class WorkerSandbox {
  /** Programs and libraries: the JVM, OpenCL loader and driver, compiler and linker. */
  private static final List<Path> PROGRAMS = List.of(Path.of("/usr"), Path.of("/lib"), Path.of("/lib32"),
      Path.of("/lib64"),
      Path.of("/bin"), Path.of("/opt/rocm"), Path.of("/opt/intel"));
  /**
   * Configuration of loader and drivers; of /proc what tells about the machine and nothing about processes; /sys, in which hwloc and the GPU
   * drivers look for cores, caches and devices.
   */
  private static final List<Path> FACTS = List.of(Path.of("/etc/OpenCL"), Path.of("/etc/ld.so.cache"),
      Path.of("/etc/ld.so.conf"), Path.of("/etc/ld.so.conf.d"), Path.of("/etc/localtime"), Path.of("/proc/cpuinfo"),
      Path.of("/proc/meminfo"), Path.of("/proc/stat"), Path.of("/proc/sys"), Path.of("/proc/driver"),
      Path.of("/proc/devices"), Path.of("/proc/modules"), Path.of("/sys"), Path.of("/dev/urandom"),
      Path.of("/dev/random"));
  private static final List<Path> GPU_DEVICES = List.of(Path.of("/dev/dri"), Path.of("/dev/kfd"),
      Path.of("/dev/nvidia-caps"));
  private static final Path DEVICES = Path.of("/dev");

  private final SandboxReport report;
  private final WorkerUsers users;

  private WorkerSandbox(SandboxReport report, WorkerUsers users) {
    this.report = report;
    this.users = users;
  }

  /** Finds out what this machine has. */
  static WorkerSandbox create(SandboxMode mode, WorkerUsers users) {
    boolean filter = SyscallFilter.isSupported() && Files.exists(Path.of("/proc/sys/kernel/seccomp/actions_avail"));
    return new WorkerSandbox(SandboxReport.of(mode, Landlock.version(), whyNoUser(users), filter), users);
  }

  private static String whyNoUser(WorkerUsers users) {
    try {
      if (ThreadRights.user() != 0) {
        return "the host does not run as root";
      }
      Spawn nothing = new Spawn(List.of("true"), List.of(), Map.of(), true);
      try (ChildProcess trial = new RestrictedSpawn(nothing, Optional.empty(), OptionalInt.of(users.first())).start()) {
        trial.await();
      }
      return "";
    } catch (LinuxException e) {
      return String.valueOf(e.getMessage());
    }
  }

  SandboxReport report() {
    return report;
  }

  /** A user for a worker, where workers have their own. */
  OptionalInt takeUser() {
    return report.ownUser() ? OptionalInt.of(users.take()) : OptionalInt.empty();
  }

  void giveBack(OptionalInt user) {
    user.ifPresent(users::giveBack);
  }

  /** What is left for the worker to do. */
  Confinement confinement() {
    return new Confinement(report.mode(), report.ownUser(), !gpuDevices().isEmpty());
  }

  private static List<Path> gpuDevices() {
    List<Path> found = new ArrayList<>(GPU_DEVICES.stream().filter(Files::exists).toList());
    try (var entries = Files.newDirectoryStream(DEVICES, "nvidia*")) {
      entries.forEach(found::add);
    } catch (IOException e) {
      // No directory of devices: no devices.
    }
    return found;
  }

  /**
   * Starts a worker. Callers take turns.
   *
   * @param directory the only one where it may write
   * @param readable what else it reads: class path, JVM
   */
  ChildProcess start(Spawn spawn, WorkerDirectory directory, List<Path> readable, OptionalInt user)
      throws LinuxException, IOException {
    if (report.mode() == SandboxMode.OFF) {
      return spawn.start();
    }
    if (user.isPresent()) {
      directory.giveTo(user.getAsInt());
    }
    ChildProcess child;
    if (report.landlockVersion() > 0) {
      try (Landlock rules = rules(directory, readable)) {
        child = new RestrictedSpawn(spawn, Optional.of(rules), user).start();
      }
    } else {
      child = new RestrictedSpawn(spawn, Optional.empty(), user).start();
    }
    return child;
  }

  private static Landlock rules(WorkerDirectory directory, List<Path> readable) throws LinuxException {
    Landlock rules = Landlock.create();
    try {
      for (Path path : PROGRAMS) {
        rules.allow(path, Right.EXECUTE);
      }
      for (Path path : FACTS) {
        rules.allow(path, Right.READ);
      }
      for (Path path : readable) {
        rules.allow(path, Right.EXECUTE);
      }
      rules.allow(Path.of("/dev/null"), Right.USE);
      for (Path path : gpuDevices()) {
        rules.allow(path, Right.USE);
      }
      rules.allow(directory.path(), Right.OWN);
      return rules;
    } catch (LinuxException e) {
      rules.close();
      throw e;
    }
  }
}
