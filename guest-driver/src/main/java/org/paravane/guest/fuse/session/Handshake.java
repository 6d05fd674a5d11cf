package org.paravane.guest.fuse.session;

import java.nio.file.Path;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.protocol.Answer;
import org.paravane.guest.fuse.protocol.Greeting;
import org.paravane.guest.fuse.protocol.Layout;
import org.paravane.guest.fuse.protocol.Opcode;
import org.paravane.guest.fuse.protocol.Request;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.PrivateMemory;

/** The first request of a mount and its answer. The kernel sends it by itself and nothing else before. */
final class Handshake {
  private static final String REPAIR = "Use Linux 5.4 or newer; ./paravane doctor tells more.";

  private Handshake() {
  }

  static Greeting with(OwnedFd device, Path mountPoint, boolean mayPassThrough) throws MountException {
    try (PrivateMemory in = PrivateMemory.map(Layout.REQUEST_ROOM);
        PrivateMemory out = PrivateMemory.map(Layout.ANSWER_ROOM)) {
      Request request = new Request(in.memory());
      Answer answer = new Answer(out.memory());
      long bytes = read(device, request);
      if (bytes < 0 || !request.accept(bytes) || request.opcode() != Opcode.INIT) {
        throw new MountException("kernel does not begin: path=%s, result=%d".formatted(mountPoint, bytes), REPAIR);
      }
      return switch (Greeting.of(request, mayPassThrough)) {
        case Result.Ok<Greeting>(Greeting greeting) -> {
          write(device, answer, greeting.write(request, answer), mountPoint);
          yield greeting;
        }
        case Result.Failed<Greeting> failed -> {
          write(device, answer, answer.failed(request.unique(), failed.errno()), mountPoint);
          throw new MountException(failed.reason(), REPAIR);
        }
      };
    } catch (LinuxException e) {
      throw new MountException("no memory for a mount: why=" + e.getMessage(), "Free some memory.", e);
    }
  }

  private static long read(OwnedFd device, Request request) {
    long bytes;
    do {
      bytes = OpenFiles.read(device, request.buffer());
    } while (bytes == -Errno.EINTR.number());
    return bytes;
  }

  private static void write(OwnedFd device, Answer answer, int bytes, Path mountPoint) throws MountException {
    long result = OpenFiles.write(device, answer.buffer(), bytes);
    if (result < 0) {
      throw new MountException("kernel refuses the beginning: path=%s, errno=%d".formatted(mountPoint, -result),
          REPAIR);
    }
  }
}
