package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Mounts and unmounts, and what one has to know of a mount point whose server may be gone. Source: mount(2), umount2(2). */
public final class Mounting {
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;
  private static final int O_PATH_CLOEXEC = 010000000 | 02000000;
  private static final int O_RDWR_CLOEXEC = 02 | 02000000;
  private static final int O_CLOEXEC = 02000000;
  /** More than {@code struct stat} has on any architecture; its content is of no interest here. */
  private static final int STAT_ROOM = 256;

  private static final MethodHandle MOUNT = Libc.handle("mount",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle UMOUNT2 = Libc.handle("umount2",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle STAT = Libc.handle("stat", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle DUP3 = Libc.handle("dup3",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  private Mounting() {
  }

  /** Mounts a file system, without set-user-id programs and device files. EPERM without CAP_SYS_ADMIN. */
  public static void mount(String source, String target, String type, String data) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) MOUNT.invokeExact(state, text(arena, source), text(arena, target), text(arena, type),
          MS_NOSUID | MS_NODEV, text(arena, data));
      check(result, state, "mount", "target=" + target + ", type=" + type);
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** Takes the topmost mount off a path at once; its open files live on until they are closed. */
  public static void detach(String target) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) UMOUNT2.invokeExact(state, text(arena, target), MNT_DETACH | UMOUNT_NOFOLLOW);
      check(result, state, "umount2", "target=" + target);
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** What stat(2) of a path fails with, or 0: a mount whose server is gone says ENOTCONN (107). */
  public static int statError(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) STAT.invokeExact(state, text(arena, path), arena.allocate(STAT_ROOM, 8));
      return result < 0 ? Libc.errno(state) : 0;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** Opens a device of the system for reading and writing. */
  public static OwnedFd openDevice(String path) throws LinuxException {
    return opened(path, O_RDWR_CLOEXEC);
  }

  /** A descriptor that stands for a place in the tree of files; nobody is asked for it. */
  public static OwnedFd openPlace(String path) throws LinuxException {
    return opened(path, O_PATH_CLOEXEC);
  }

  /** Asks for the attributes of an open file: whoever serves it gets a request. Blocks until it is answered. */
  public static void askAttributes(OwnedFd file) {
    Libc.fileInode(file.number());
  }

  /** Lets go of the file behind a descriptor but keeps the number taken: from now on it is /dev/null. */
  public static void replaceByNull(OwnedFd fd) throws LinuxException {
    try (OwnedFd nothing = opened("/dev/null", O_RDWR_CLOEXEC); Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) DUP3.invokeExact(state, nothing.number(), fd.number(), O_CLOEXEC);
      check(result, state, "dup3", "fd=" + fd.number());
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private static OwnedFd opened(String path, int flags) throws LinuxException {
    int number = Libc.open(path, flags);
    if (number < 0) {
      throw new LinuxException(-number, "open", "path=" + path);
    }
    return OwnedFd.of(number);
  }

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private static void check(int result, MemorySegment state, String call, String detail) throws LinuxException {
    if (result < 0) {
      throw new LinuxException(Libc.errno(state), call, detail);
    }
  }
}
