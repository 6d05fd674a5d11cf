package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/** Sends one datagram to a Unix socket, for which Java has no channel. Source: unix(7). */
final class UnixDatagram {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
  private static final int MSG_NOSIGNAL = 0x4000;
  /** {@code sockaddr_un}: the family in two bytes, then the path. */
  private static final int PATH_OFFSET = 2;
  private static final int PATH_BYTES = 108;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
      .varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET = handle("socket",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO = handle("sendto",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private UnixDatagram() {
  }

  private static MethodHandle handle(String symbol, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(symbol), descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Sends a text.
   *
   * @param address a path, or {@code @name} for a name that is not in any file system
   */
  static void send(String address, String text) throws LinuxException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0 || path.length >= PATH_BYTES) {
      throw new LinuxException(Libc.EINVAL, "sendto", "address=" + address);
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment target = arena.allocate(PATH_OFFSET + PATH_BYTES, 8);
      target.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, target, JAVA_BYTE, PATH_OFFSET, path.length);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MemorySegment content = arena.allocateFrom(JAVA_BYTE, bytes);
      int fd = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (fd < 0) {
        throw new LinuxException((int) ERRNO.get(state, 0L), "socket", "address=" + address);
      }
      try (OwnedFd socket = OwnedFd.of(fd)) {
        long sent = (long) SENDTO.invokeExact(state, socket.number(), content, (long) bytes.length, MSG_NOSIGNAL,
            target, PATH_OFFSET + path.length);
        if (sent < 0) {
          throw new LinuxException((int) ERRNO.get(state, 0L), "sendto", "address=" + address);
        }
      }
    } catch (RuntimeException | Error | LinuxException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("sendto", e);
    }
  }
}
