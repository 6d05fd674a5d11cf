package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.paravane.linux.ChildExit;
import org.paravane.linux.ChildProcess;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Pipe;
import org.paravane.linux.Processes;
import org.paravane.linux.Spawn;
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
  private final AtomicInteger numbers = new AtomicInteger();

  private WorkerLauncher(WorkerCommand command, Path root) {
    this.command = command;
    this.root = root;
  }

  /** A launcher whose workers have their directories in a new one in the system's place for temporary files. */
  public static WorkerLauncher create(WorkerCommand command) throws IOException {
    // Workers with a user of their own pass through it to theirs, but cannot list it.
    Path root = Files.createTempDirectory("paravane-workers-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    return new WorkerLauncher(command, root);
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
    HostLink link = HostLink.create();
    try (Pipe output = Pipe.create()) {
      ChildProcess child = spawn(link, output, directory);
      link.workerHasIt();
      RemoteWorker worker = RemoteWorker.over(link, name, WorkerSettings.DEFAULT_SPINS);
      Pipe ours = new Pipe(output.readEnd().duplicate(), output.writeEnd());
      Thread.ofPlatform().daemon().name(name + "-watch")
          .start(() -> watch(name, worker, child, ours, directory));
      worker.begin(child::kill, settings.withDirectory(directory.path()));
      return worker;
    } catch (LinuxException | RuntimeException e) {
      link.close();
      directory.delete();
      throw e;
    }
  }

  private ChildProcess spawn(HostLink link, Pipe output, WorkerDirectory directory) throws LinuxException {
    Spawn spawn = new Spawn(command.commandLine(directory.path(), Processes.pid()),
        WorkerCommand.environment(directory.path()),
        Map.of(OUTPUT, output.writeEnd(), ERROR_OUTPUT, output.writeEnd(), WorkerCommand.MEMORY_FD, link.memoryFd(),
            WorkerCommand.SOCKET_FD, link.socketFd()),
        true);
    return spawn.start();
  }

  private static void watch(String name, RemoteWorker worker, ChildProcess child, Pipe output,
      WorkerDirectory directory) {
    OutputTail tail = new OutputTail(name);
    ChildExit exit;
    try (child; var end = output.readEnd()) {
      exit = child.follow(end, tail);
    } catch (LinuxException e) {
      LOG.error("worker cannot be watched: worker={}, reason={}", name, e.getMessage());
      exit = new ChildExit.Code(-1);
    }
    try {
      directory.delete();
    } catch (IOException e) {
      LOG.warn("worker's directory not deleted: worker={}, reason={}", name, e.toString());
    }
    String text = tail.text();
    LOG.debug("worker process ended: worker={}, {}, output={}", name, exit, text);
    worker.bodyEnded(new WorkerEnd.Exited(exit, text));
  }

  /** Deletes the place of the workers' directories; the workers should be gone. */
  @Override
  public void close() throws IOException {
    new WorkerDirectory(root).delete();
  }
}
