package org.paravane.guest.fuse.mount;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.paravane.abi.Errno;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;
import org.paravane.linux.OwnedFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mount of ours, from the moment when the kernel has it. Whoever made it serves its device, and takes it off at the end. */
public final class Mount implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mount.class);
  static final String DEVICE = "/dev/fuse";

  private final Path path;
  private final OwnedFd device;
  private final String fileSystem;
  /** Directories that were made for it, the deepest first. */
  private final Deque<Path> made;
  private final AtomicBoolean mounted = new AtomicBoolean(true);

  private Mount(Path path, OwnedFd device, String fileSystem, Deque<Path> made) {
    this.path = path;
    this.device = device;
    this.fileSystem = fileSystem;
    this.made = made;
  }

  /** Mounts at a directory, which is made if it is not there. A stale mount of ours is replaced; a living one and a directory with something in it are refused. */
  public static Mount at(Path mountPoint, MountOptions options) throws MountException {
    Path place = Mounts.place(mountPoint);
    Mounts.removeStale(place);
    refuseOthers(place);
    Deque<Path> made = makeDirectories(place);
    try {
      Path real = Mounts.place(place);
      OwnedFd device = device(real, options);
      String fileSystem = Mounts.at(real).map(MountPoint::device).orElse("");
      return new Mount(real, device, fileSystem, made);
    } catch (MountException | RuntimeException e) {
      removeDirectories(made);
      throw e;
    }
  }

  /** Where it is, without links. */
  public Path path() {
    return path;
  }

  /** The device that requests come from; owned by the mount. */
  public OwnedFd device() {
    return device;
  }

  /** Takes the mount off the tree of files. Open files of it live on until they are closed. Idempotent. */
  public void detach() throws MountException {
    if (mounted.compareAndSet(true, false) && isThere()) {
      Unmounting.detach(path);
    }
  }

  /** Whether the topmost mount at the path is still this one. */
  private boolean isThere() {
    return Mounts.at(path).filter(top -> top.isOurs() && top.device().equals(fileSystem)).isPresent();
  }

  /** Detaches, closes the device and removes the directories that were made for the mount. Idempotent. */
  @Override
  public void close() {
    try {
      detach();
    } catch (MountException e) {
      LOG.warn("mount stays: {}, repair={}", e.getMessage(), e.repair());
    }
    device.close();
    removeDirectories(made);
  }

  private static OwnedFd device(Path place, MountOptions options) throws MountException {
    Rights rights = Rights.ofThisProcess();
    return switch (options.way()) {
      case SYSTEM_CALL -> bySystemCall(place, options, rights).orElseThrow(() -> new MountException(
          "no right to mount: path=" + place, "Run with CAP_SYS_ADMIN, or let fusermount3 mount."));
      case PROGRAM -> ProgramMount.mount(place, options, rights.userId() == 0);
      case AUTOMATIC -> {
        Optional<OwnedFd> device = rights.mayMount() ? bySystemCall(place, options, rights) : Optional.empty();
        yield device.isPresent() ? device.get() : ProgramMount.mount(place, options, rights.userId() == 0);
      }
    };
  }

  /** Empty without the right, for instance in a container that has the capability but not the permission. */
  private static Optional<OwnedFd> bySystemCall(Path place, MountOptions options, Rights rights)
      throws MountException {
    OwnedFd device = openDevice();
    boolean handedOut = false;
    try {
      String data = "fd=%d,rootmode=40755,user_id=%d,group_id=%d,default_permissions%s".formatted(device.number(),
          rights.userId(), rights.groupId(), options.allowOther() ? ",allow_other" : "");
      Mounting.mount("paravane", place.toString(), MountPoint.OUR_TYPE, data);
      handedOut = true;
      return Optional.of(device);
    } catch (LinuxException e) {
      if (e.is(Errno.EPERM)) {
        return Optional.empty();
      }
      throw new MountException("mount failed: path=" + place + ", why=" + e.getMessage(),
          e.is(Errno.ENODEV) ? "Load the kernel's fuse module: modprobe fuse." : "Choose another directory.", e);
    } finally {
      if (!handedOut) {
        device.close();
      }
    }
  }

  private static OwnedFd openDevice() throws MountException {
    try {
      return Mounting.openDevice(DEVICE);
    } catch (LinuxException e) {
      String repair = e.is(Errno.ENOENT) || e.is(Errno.ENODEV) || e.is(Errno.ENXIO)
          ? "Load the kernel's fuse module (modprobe fuse); in a container, pass " + DEVICE + " in."
          : "Give this user access to " + DEVICE + ", or let fusermount3 mount.";
      throw new MountException("no fuse device: why=" + e.getMessage(), repair, e);
    }
  }

  private static void refuseOthers(Path place) throws MountException {
    Optional<MountPoint> there = Mounts.at(place);
    if (there.filter(MountPoint::isOurs).isPresent()) {
      throw new MountException("a running guest serves this directory: path=" + place,
          "Stop that guest, or choose another directory with --root.");
    }
    if (there.filter(MountPoint::isFuse).isPresent()) {
      throw new MountException("another file system is mounted here: path=" + place + ", type="
          + there.orElseThrow().type(), "Choose another directory with --root.");
    }
    if (Files.exists(place) && !isEmptyDirectory(place)) {
      throw new MountException("mount point is no empty directory: path=" + place,
          "Choose another directory with --root.");
    }
  }

  private static boolean isEmptyDirectory(Path place) throws MountException {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (DirectoryStream<Path> names = Files.newDirectoryStream(place)) {
      return !names.iterator().hasNext();
    } catch (IOException e) {
      throw new MountException("mount point cannot be read: path=" + place + ", why=" + e.getMessage(),
          "Choose a directory of this user with --root.", e);
    }
  }

  private static Deque<Path> makeDirectories(Path place) throws MountException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = place; at != null && !Files.isDirectory(at); at = at.getParent()) {
      missing.addLast(at);
    }
    Deque<Path> made = new ArrayDeque<>();
    try {
      while (!missing.isEmpty()) {
        Path next = missing.removeLast();
        Files.createDirectory(next);
        made.addFirst(next);
      }
      return made;
    } catch (IOException e) {
      removeDirectories(made);
      throw new MountException("mount point cannot be made: path=" + place + ", why=" + e.getMessage(),
          "Make it yourself, or choose another directory with --root.", e);
    }
  }

  private static void removeDirectories(Deque<Path> made) {
    while (!made.isEmpty()) {
      Path last = made.removeFirst();
      try {
        Files.deleteIfExists(last);
      } catch (IOException e) {
        LOG.debug("directory stays: path={}, why={}", last, e.getMessage());
      }
    }
  }
}
