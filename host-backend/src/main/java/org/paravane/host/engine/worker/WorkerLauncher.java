package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.paravane.linux.ChildExit;
import org.paravane.linux.ChildProcess;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Pipe;
import org.paravane.linux.Processes;
import org.paravane.linux.Spawn;
import org.paravane.linux.ThreadRights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts worker processes. One per host; any thread. */
public final class WorkerLauncher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLauncher.class);
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final int ERROR_OUTPUT = 2;

  private final WorkerCommand command;
  private final Path root;
  private final WorkerSandbox sandbox;
  private final Optional<WorkerArchive> archive;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicInteger numbers = new AtomicInteger();

  private WorkerLauncher(WorkerCommand command, Path root, WorkerSandbox sandbox, Optional<WorkerArchive> archive) {
    this.command = command;
    this.root = root;
    this.sandbox = sandbox;
    this.archive = archive;
  }

  /**
   * A launcher whose workers have their directories in a new one in the system's place for temporary files.
   *
   * @throws IOException also where a strict sandbox is asked for and this machine does not have it, with the reason
   */
  public static WorkerLauncher create(WorkerCommand command, LauncherOptions options) throws IOException {
    WorkerSandbox sandbox = WorkerSandbox.create(options.sandbox(),
        new WorkerUsers(options.firstUser(), options.users()));
    SandboxReport report = sandbox.report();
    if (!report.isEnough()) {
      throw new IOException("no strict sandbox for workers: missing=" + report.missing());
    }
    if (!report.missing().isEmpty()) {
      LOG.warn("workers are not fully restricted: missing={}", report.missing());
    }
    Path root = WorkerPlace.create();
    try {
      return create(command, options, sandbox, root);
    } catch (IOException | RuntimeException e) {
      new WorkerDirectory(root).delete();
      throw e;
    }
  }

  private static WorkerLauncher create(WorkerCommand command, LauncherOptions options, WorkerSandbox sandbox, Path root)
      throws IOException {
    SandboxReport report = sandbox.report();
    OptionalInt user = report.ownUser() ? OptionalInt.empty() : OptionalInt.of(hostUser());
    WorkerCommand readable = command
        .withClassPath(ReadableClassPath.of(command.classPath(), root.resolve("lib"), user));
    // Copies lie in another place each time, for which no archive would be found again.
    boolean archivable = options.archive() && readable.classPath().equals(command.classPath());
    return new WorkerLauncher(readable, root, sandbox,
        archivable ? WorkerArchive.of(readable, report.ownUser()) : Optional.empty());
  }

  private static int hostUser() throws IOException {
    try {
      return ThreadRights.user();
    } catch (LinuxException e) {
      throw new IOException(e);
    }
  }

  /** How workers are restricted on this machine. */
  public SandboxReport sandbox() {
    return sandbox.report();
  }

  /**
   * Starts a worker; returns as soon as its process runs.
   *
   * @param settings whose directory is replaced by one that is made for this worker
   * @return not ready yet: see {@link RemoteWorker#ready}
   */
  public RemoteWorker start(WorkerSettings settings) throws LinuxException, IOException {
    String name = "worker-" + numbers.incrementAndGet();
    WorkerDirectory directory = WorkerDirectory.create(root);
    OptionalInt user = sandbox.takeUser();
    HostLink link = HostLink.create();
    try (Pipe output = Pipe.create()) {
      ChildProcess child = spawn(link, output, directory, user);
      link.workerHasIt();
      RemoteWorker worker = RemoteWorker.over(link, name, WorkerSettings.DEFAULT_SPINS);
      Pipe ours = new Pipe(output.readEnd().duplicate(), output.writeEnd());
      Thread.ofPlatform().daemon().name(name + "-watch")
          .start(() -> watch(new Watched(name, worker, child, directory, user), ours.readEnd()));
      worker.begin(new ProcessBody(child),
          settings.withDirectory(directory.path()).withConfinement(sandbox.confinement()));
      archive.ifPresent(one -> one.make(settings, root));
      return worker;
    } catch (LinuxException | IOException | RuntimeException e) {
      link.close();
      sandbox.giveBack(user);
      directory.delete();
      throw e;
    }
  }

  private ChildProcess spawn(HostLink link, Pipe output, WorkerDirectory directory, OptionalInt user)
      throws LinuxException, IOException {
    Optional<Path> classes = archive.flatMap(WorkerArchive::find);
    WorkerCommand complete = classes.map(path -> command.withOption(WorkerArchive.option(path))).orElse(command);
    List<Path> readable = new ArrayList<>(command.classPath());
    readable.add(command.javaHome());
    classes.ifPresent(readable::add);
    try (OwnedFd nothing = Mounting.openDevice("/dev/null")) {
      Spawn spawn = new Spawn(complete.commandLine(directory.path(), Integer.toString(Processes.pid())),
          WorkerCommand.environment(directory.path()),
          Map.of(INPUT, nothing, OUTPUT, output.writeEnd(), ERROR_OUTPUT, output.writeEnd(), WorkerCommand.MEMORY_FD,
              link.memoryFd(),
              WorkerCommand.SOCKET_FD, link.socketFd()),
          true);
      turn.lock();
      try {
        return sandbox.start(spawn, directory, readable, user);
      } finally {
        turn.unlock();
      }
    }
  }

  private record Watched(String name, RemoteWorker worker, ChildProcess child, WorkerDirectory directory,
      OptionalInt user) {
  }

  private void watch(Watched watched, OwnedFd output) {
    String name = watched.name();
    OutputTail tail = new OutputTail(name);
    ChildExit exit;
    try (ChildProcess child = watched.child(); output) {
      exit = child.follow(output, tail);
    } catch (LinuxException e) {
      LOG.error("worker cannot be watched: worker={}, reason={}", name, e.getMessage());
      exit = new ChildExit.Code(-1);
    }
    try {
      watched.directory().delete();
    } catch (IOException e) {
      LOG.warn("worker's directory not deleted: worker={}, reason={}", name, e.toString());
    }
    sandbox.giveBack(watched.user());
    String text = tail.text();
    LOG.debug("worker process ended: worker={}, {}, output={}", name, exit, text);
    watched.worker().bodyEnded(new WorkerEnd.Exited(exit, text));
  }

  /** Deletes the place of the workers' directories; the workers should be gone. */
  @Override
  public void close() throws IOException {
    archive.ifPresent(WorkerArchive::close);
    new WorkerDirectory(root).delete();
  }
}
