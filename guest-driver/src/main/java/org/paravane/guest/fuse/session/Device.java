package org.paravane.guest.fuse.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.lifetime.Gate;
import org.paravane.guest.fuse.Backings;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device that requests come from and answers go to. The crew uses it freely, because it is only closed when they are gone;
 * everybody else goes through a gate, so that nobody writes to a number that means another file by then.
 */
final class Device implements Backings {
  private static final Logger LOG = LoggerFactory.getLogger(Device.class);
  /** FUSE_DEV_IOC_BACKING_OPEN and FUSE_DEV_IOC_BACKING_CLOSE. */
  private static final int BACKING_OPEN = 0x4010e501;
  private static final int BACKING_CLOSE = 0x4004e502;
  private static final int BACKING_MAP_BYTES = 16;

  private final OwnedFd fd;
  private final boolean passthrough;
  private final Gate outsiders = new Gate("fuse device");
  private final Set<Integer> backings = ConcurrentHashMap.newKeySet();

  Device(OwnedFd fd, boolean passthrough) {
    this.fd = fd;
    this.passthrough = passthrough;
  }

  /** The next request; blocks. Bytes or −errno. */
  long read(MemorySegment to) {
    return OpenFiles.read(fd, to);
  }

  /** An answer of the crew. */
  long write(MemorySegment from, int bytes) {
    return OpenFiles.write(fd, from, bytes);
  }

  /** A message that nobody asked for, from any thread. Nothing happens when the session is over. */
  void tell(MemorySegment message) {
    if (outsiders.enter()) {
      try {
        OpenFiles.write(fd, message, message.byteSize());
      } finally {
        outsiders.exit();
      }
    }
  }

  @Override
  public boolean supported() {
    return passthrough;
  }

  @Override
  public Result<Integer> open(int descriptor) {
    if (!passthrough) {
      return Result.failed(Errno.EOPNOTSUPP, "kernel cannot map files in our stead, or this user may not ask for it");
    }
    if (!outsiders.enter()) {
      return Result.failed(Errno.ENODEV, "mount is over: descriptor=" + descriptor);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = arena.allocate(BACKING_MAP_BYTES, 8);
      map.set(JAVA_INT, 0, descriptor);
      map.set(JAVA_LONG, 8, 0);
      int id = OpenFiles.ioctl(fd, BACKING_OPEN, map);
      if (id <= 0) {
        return Result.failed(errno(-id), "no backing: descriptor=" + descriptor + ", errno=" + -id);
      }
      backings.add(id);
      return Result.ok(id);
    } finally {
      outsiders.exit();
    }
  }

  @Override
  public void close(int backing) {
    if (!backings.remove(backing) || !outsiders.enter()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int result = OpenFiles.ioctl(fd, BACKING_CLOSE, arena.allocateFrom(JAVA_INT, backing));
      if (result < 0) {
        LOG.warn("backing stays open: id={}, errno={}", backing, -result);
      }
    } finally {
      outsiders.exit();
    }
  }

  /** Backings that are open. */
  int backingCount() {
    return backings.size();
  }

  /** Ends the connection, so that nobody waits for an answer any more. Only when no thread reads. */
  void disconnect() {
    outsiders.close();
    outsiders.awaitDrained();
    try {
      Mounting.replaceByNull(fd);
    } catch (LinuxException e) {
      LOG.warn("fuse device stays open: why={}", e.getMessage());
    }
  }

  private static Errno errno(int number) {
    for (Errno errno : Errno.values()) {
      if (errno.number() == number) {
        return errno;
      }
    }
    return Errno.EIO;
  }
}
