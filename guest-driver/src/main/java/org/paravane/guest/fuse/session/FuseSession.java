package org.paravane.guest.fuse.session;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.paravane.guest.fuse.Backings;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.caller.CallerDirectory;
import org.paravane.guest.fuse.mount.Mount;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.mount.Rights;
import org.paravane.guest.fuse.protocol.Greeting;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFileLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file system of ours, mounted and served until it is closed or unmounted from outside. */
public final class FuseSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FuseSession.class);
  /** Callers that do not come back when interrupted are given up after that. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NUDGE_MILLIS = 20;

  private final Mount mount;
  private final Greeting greeting;
  private final Device device;
  private final FileSystem fileSystem;
  private final CallerDirectory callers = new CallerDirectory();
  private final Counters counters = new Counters();
  private final OpenHandles handles;
  private final Pruning pruning;
  private final Sleepers sleepers;
  private final Parts parts = new Parts();
  private final Crew crew;
  private final Watch watch = new Watch(parts);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  private FuseSession(Mount mount, MountOptions options, Greeting greeting, Device device, FileSystem fileSystem) {
    this.mount = mount;
    this.greeting = greeting;
    this.device = device;
    this.fileSystem = fileSystem;
    this.handles = new OpenHandles(device);
    this.pruning = new Pruning(device, fileSystem, greeting.kernelMinor());
    this.sleepers = new Sleepers(options.maxThreads());
    this.crew = new Crew(options.maxThreads(), name -> new ServingThread(parts, name));
  }

  /**
   * Mounts a file system and begins to serve it.
   *
   * @param mountPoint an empty directory; made if it is not there, and removed again at the end
   * @param content makes what is served; must not look at the mount point, nobody would answer
   */
  public static FuseSession mount(Path mountPoint, MountOptions options, Function<Backings, FileSystem> content)
      throws MountException {
    try {
      OpenFileLimit.raise();
    } catch (LinuxException e) {
      LOG.warn("limit of open files stays: why={}", e.getMessage());
    }
    Mount mount = Mount.at(mountPoint, options);
    try {
      Greeting greeting = Handshake.with(mount.device(), mount.path(),
          options.passthrough() && Rights.ofThisProcess().mayMount());
      Device device = new Device(mount.device(), greeting.passthrough());
      FuseSession session = new FuseSession(mount, options, greeting, device, content.apply(device));
      session.watch.start();
      session.crew.begin();
      LOG.info("mounted: path={}, protocol=7.{}, passthrough={}", mount.path(), greeting.minor(),
          greeting.passthrough());
      return session;
    } catch (MountException | RuntimeException e) {
      mount.close();
      throw e;
    }
  }

  /** Where it is mounted, without links. */
  public Path path() {
    return mount.path();
  }

  /** Names are gone, which the kernel will be told soon. Returns at once. */
  public void namesAreGone() {
    watch.namesAreGone();
  }

  /** What it has done and holds. */
  public FuseFigures figures() {
    return new FuseFigures(counters.requests.sum(), crew.size(), sleepers.count(), handles.count(),
        device.backingCount(), callers.size(), counters.interrupts.sum(), crew.handOvers(), greeting.kernelMinor(),
        greeting.passthrough());
  }

  /** Waits until nothing is served any more, because it was closed or unmounted from outside. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Whether nothing is served any more. */
  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /**
   * Unmounts, even if callers have files open: their blocked calls come back with EINTR, later ones fail with ENOTCONN. Returns when
   * all threads are gone and all open files are released. Idempotent.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        mount.detach();
      } catch (MountException e) {
        LOG.warn("mount stays: {}, repair={}", e.getMessage(), e.repair());
      }
      parts.connectionEnded();
    }
    awaitEndUninterruptibly();
  }

  private void awaitEndUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody reads any more. What is still being served is interrupted and waited for; then the connection is cut. */
  private void end() {
    watch.end();
    boolean allGone = awaitCrew();
    device.disconnect();
    try {
      handles.releaseAll(fileSystem);
    } catch (RuntimeException e) {
      LOG.error("release failed by a bug", e);
    }
    callers.close();
    if (allGone) {
      mount.close();
    } else {
      LOG.error("calls do not come back: threads={}, left to themselves", crew.size());
    }
    LOG.info("unmounted: path={}, requests={}", mount.path(), counters.requests.sum());
    ended.countDown();
  }

  private boolean awaitCrew() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (crew.size() > 0 && System.nanoTime() < deadline) {
      for (ServingThread thread : crew.members()) {
        thread.comeBack();
        try {
          thread.join(NUDGE_MILLIS);
        } catch (InterruptedException e) {
          // This thread is nobody's but ours: nothing interrupts it.
          LOG.debug("interrupted while closing");
        }
      }
    }
    return crew.size() == 0;
  }

  /** What the threads see of the session. */
  private final class Parts implements SessionParts {
    @Override
    public Device device() {
      return device;
    }

    @Override
    public FileSystem fileSystem() {
      return fileSystem;
    }

    @Override
    public Crew crew() {
      return crew;
    }

    @Override
    public Watch watch() {
      return watch;
    }

    @Override
    public Sleepers sleepers() {
      return sleepers;
    }

    @Override
    public CallerDirectory callers() {
      return callers;
    }

    @Override
    public OpenHandles handles() {
      return handles;
    }

    @Override
    public Pruning pruning() {
      return pruning;
    }

    @Override
    public Counters counters() {
      return counters;
    }

    @Override
    public void connectionEnded() {
      if (ending.compareAndSet(false, true)) {
        crew.end();
        Thread.ofPlatform().daemon().name("fuse-end").start(FuseSession.this::end);
      }
    }
  }
}
