package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Errno;

/**
 * Takes descriptors that a peer sent over a Unix domain socket, and sends them. The peer is not trusted: however many descriptors it puts
 * into a message, none stays open here but the one that was asked for. Source: recvmsg(2), sendmsg(2), cmsg(3), unix(7).
 */
public final class DescriptorSocket implements AutoCloseable {
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSG_NOSIGNAL = 0x4000;
  /** ETOOMANYREFS: more descriptors are under way in sockets than a user may have. */
  private static final int ETOOMANYREFS = 109;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  /** The kernel passes at most 253 descriptors in one message. */
  private static final int CONTROL_BYTES = 1_040;
  private static final int CMSG_HEADER = 16;

  private static final MemoryLayout MSGHDR = MemoryLayout.structLayout(ADDRESS.withName("name"),
      JAVA_LONG.withName("nameLength"), ADDRESS.withName("iov"), JAVA_LONG.withName("iovLength"),
      ADDRESS.withName("control"), JAVA_LONG.withName("controlLength"), JAVA_INT.withName("flags"),
      MemoryLayout.paddingLayout(4));
  private static final VarHandle IOV = field("iov");
  private static final VarHandle IOV_LENGTH = field("iovLength");
  private static final VarHandle CONTROL = field("control");
  private static final VarHandle CONTROL_LENGTH = field("controlLength");
  private static final VarHandle FLAGS = field("flags");
  private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
      .varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle RECVMSG = Linker.nativeLinker().downcallHandle(
      Linker.nativeLinker().defaultLookup().find("recvmsg").orElseThrow(),
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.captureCallState("errno"));

  private static final MethodHandle SENDMSG = Libc.handle("sendmsg",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private final OwnedFd socket;

  /** @param socket a connected Unix domain socket that nobody else reads from; closed with this object */
  public DescriptorSocket(OwnedFd socket) {
    this.socket = socket;
  }

  private static VarHandle field(String name) {
    return MSGHDR.varHandle(MemoryLayout.PathElement.groupElement(name));
  }

  /**
   * Takes the next descriptor, without waiting.
   *
   * @return empty where none has arrived
   * @throws LinuxException EPROTO where the peer sent something else than one byte with one descriptor, or has closed the socket
   */
  public Optional<OwnedFd> take() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment iov = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
      iov.set(ADDRESS, 0, arena.allocate(1));
      iov.set(JAVA_LONG, ADDRESS.byteSize(), 1);
      MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
      MemorySegment header = arena.allocate(MSGHDR);
      IOV.set(header, 0L, iov);
      IOV_LENGTH.set(header, 0L, 1L);
      CONTROL.set(header, 0L, control);
      CONTROL_LENGTH.set(header, 0L, (long) CONTROL_BYTES);
      long received = receive(state, header);
      if (received < 0) {
        int errno = (int) ERRNO.get(state, 0L);
        if (errno == Libc.EAGAIN) {
          return Optional.empty();
        }
        throw new LinuxException(errno, "recvmsg", "fd=" + socket.number());
      }
      List<OwnedFd> descriptors = descriptors(control.asSlice(0, (long) CONTROL_LENGTH.get(header, 0L)));
      boolean truncated = ((int) FLAGS.get(header, 0L) & MSG_CTRUNC) != 0;
      if (received == 1 && descriptors.size() == 1 && !truncated) {
        return Optional.of(descriptors.getFirst());
      }
      descriptors.forEach(OwnedFd::close);
      throw new LinuxException(Errno.EPROTO.number(), "recvmsg",
          "fd=" + socket.number() + ", bytes=" + received + ", descriptors=" + descriptors.size());
    }
  }

  /**
   * Sends a copy of a descriptor, without waiting: one byte with one descriptor.
   *
   * @return false where there is no room for it now
   * @throws LinuxException EPIPE or ECONNRESET where the peer is gone
   */
  public boolean send(OwnedFd descriptor) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment iov = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
      iov.set(ADDRESS, 0, arena.allocate(1));
      iov.set(JAVA_LONG, ADDRESS.byteSize(), 1);
      MemorySegment control = arena.allocate(CMSG_HEADER + Long.BYTES, Long.BYTES);
      control.set(JAVA_LONG, 0, CMSG_HEADER + Integer.BYTES);
      control.set(JAVA_INT, 8, SOL_SOCKET);
      control.set(JAVA_INT, 12, SCM_RIGHTS);
      control.set(JAVA_INT, CMSG_HEADER, descriptor.number());
      MemorySegment header = arena.allocate(MSGHDR);
      IOV.set(header, 0L, iov);
      IOV_LENGTH.set(header, 0L, 1L);
      CONTROL.set(header, 0L, control);
      CONTROL_LENGTH.set(header, 0L, control.byteSize());
      if ((long) SENDMSG.invokeExact(state, socket.number(), header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
        return true;
      }
      int errno = Libc.errno(state);
      if (errno == Libc.EAGAIN || errno == ETOOMANYREFS) {
        return false;
      }
      throw new LinuxException(errno, "sendmsg", "fd=" + socket.number());
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private long receive(MemorySegment state, MemorySegment header) {
    try {
      return (long) RECVMSG.invokeExact(state, socket.number(), header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } catch (Throwable t) {
      throw new IllegalStateException("recvmsg cannot be called", t);
    }
  }

  private static List<OwnedFd> descriptors(MemorySegment control) {
    List<OwnedFd> descriptors = new ArrayList<>();
    long at = 0;
    while (at + CMSG_HEADER <= control.byteSize()) {
      long length = control.get(JAVA_LONG, at);
      if (length < CMSG_HEADER || at + length > control.byteSize()) {
        break;
      }
      if (control.get(JAVA_INT, at + 8) == SOL_SOCKET && control.get(JAVA_INT, at + 12) == SCM_RIGHTS) {
        for (long fd = at + CMSG_HEADER; fd + Integer.BYTES <= at + length; fd += Integer.BYTES) {
          descriptors.add(OwnedFd.of(control.get(JAVA_INT, fd)));
        }
      }
      at += (length + 7) & ~7L;
    }
    return descriptors;
  }

  @Override
  public void close() {
    socket.close();
  }
}
