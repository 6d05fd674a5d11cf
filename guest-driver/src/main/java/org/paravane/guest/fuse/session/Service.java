package org.paravane.guest.fuse.session;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.Opened;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.protocol.Answer;
import org.paravane.guest.fuse.protocol.Listing;
import org.paravane.guest.fuse.protocol.Opcode;
import org.paravane.guest.fuse.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to its answer: takes the fields out, asks what is served, and builds the answer. One per serving thread. Answers
 * of methods are the bytes to write, {@link #SILENCE} where the kernel expects nothing.
 */
final class Service {
  static final int SILENCE = 0;
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  /** One line in so many, beginning with the first. */
  private static final long LOG_EVERY = 1_000;
  private static final int IOCTL_SIZE_SHIFT = 16;
  private static final int IOCTL_SIZE_MASK = 0x3fff;

  private final SessionParts session;
  private final FileSystem served;
  private final OpenHandles handles;
  private final Request request;
  private final Answer answer;
  private final Calling calling;
  /** What is to be taken back if the answer does not reach the kernel. */
  private @Nullable Runnable undo;

  Service(SessionParts session, Request request, Answer answer, Calling calling) {
    this.session = session;
    this.served = session.fileSystem();
    this.handles = session.handles();
    this.request = request;
    this.answer = answer;
    this.calling = calling;
  }

  /** Serves the request in the buffer. */
  int serve() {
    session.counters().requests.increment();
    undo = null;
    Opcode opcode = request.opcode();
    if (opcode == null) {
      return answer.failed(request.unique(), Errno.ENOSYS);
    }
    Errno refusal = opcode.refusal();
    if (refusal != null) {
      return answer.failed(request.unique(), refusal);
    }
    if (!request.isComplete()) {
      return answer.failed(request.unique(), Errno.EINVAL);
    }
    try {
      return dispatch(opcode);
    } catch (RuntimeException | Error e) {
      report(opcode, e);
      return isSilent(opcode) ? SILENCE : answer.failed(request.unique(), Errno.EIO);
    }
  }

  /** The answer did not reach the kernel, because the mount is gone or the request was taken back. */
  void undo() {
    Runnable action = undo;
    undo = null;
    if (action != null) {
      action.run();
    }
  }

  private void report(Opcode opcode, Throwable bug) {
    session.counters().bugs.increment();
    if (session.counters().bugs.sum() % LOG_EVERY == 1) {
      LOG.error("request failed by a bug: opcode={}, node={}, so far={}", opcode, request.node(),
          session.counters().bugs.sum(), bug);
    }
  }

  private static boolean isSilent(Opcode opcode) {
    return opcode == Opcode.FORGET || opcode == Opcode.BATCH_FORGET || opcode == Opcode.INTERRUPT;
  }

  @SuppressWarnings("MissingCasesInEnumSwitch") // the others have a refusal
  private int dispatch(Opcode opcode) {
    long unique = request.unique();
    return switch (opcode) {
      case IOCTL -> ioctl(unique);
      case POLL -> poll(unique);
      case READ -> read(unique);
      case WRITE -> write(unique);
      case LOOKUP -> lookup(unique);
      case FORGET -> forget(request.node(), request.firstLong());
      case BATCH_FORGET -> forgetAll();
      case GETATTR -> attributes(unique, served.attributes(request.node()));
      case SETATTR -> attributes(unique,
          served.change(calling, request.node(), request.changeMask(), request.changeSize()));
      case READLINK -> readlink(unique);
      case OPEN -> open(unique);
      case OPENDIR -> openDirectory(unique);
      case READDIR -> readDirectory(unique, false);
      case READDIRPLUS -> readDirectory(unique, true);
      case RELEASE -> release(unique);
      case RELEASEDIR -> releaseDirectory(unique);
      case STATFS -> answer.fileSystem(unique);
      case INTERRUPT -> interrupt(unique);
      case DESTROY -> answer.done(unique);
      default -> answer.failed(unique, Errno.ENOSYS);
    };
  }

  private int lookup(long unique) {
    String name = request.name();
    if (name == null) {
      return answer.failed(unique, Errno.EINVAL);
    }
    return switch (served.lookup(calling, request.node(), name)) {
      case Result.Ok<Entry>(Entry entry) -> {
        undo = () -> served.forget(entry.node(), 1);
        yield answer.entry(unique, entry);
      }
      case Result.Failed<Entry> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int forget(long node, long lookups) {
    served.forget(node, lookups);
    return SILENCE;
  }

  private int forgetAll() {
    int count = request.batchCount();
    for (int i = 0; i < count; i++) {
      served.forget(request.batchNode(i), request.batchLookups(i));
    }
    return SILENCE;
  }

  private int attributes(long unique, Result<FileAttributes> result) {
    return switch (result) {
      case Result.Ok<FileAttributes>(FileAttributes attributes) -> answer.attributes(unique, attributes);
      case Result.Failed<FileAttributes> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int readlink(long unique) {
    return switch (served.readlink(request.node())) {
      case Result.Ok<String>(String target) -> answer.text(unique, target);
      case Result.Failed<String> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int open(long unique) {
    return switch (served.open(calling, request.node(), request.openFlags())) {
      case Result.Ok<Opened>(Opened opened) -> {
        handles.openedFile(opened.handle());
        undo = () -> releaseFile(opened.handle());
        yield answer.opened(unique, opened);
      }
      case Result.Failed<Opened> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int openDirectory(long unique) {
    return switch (served.openDirectory(request.node())) {
      case Result.Ok<Long>(Long handle) -> {
        handles.openedDirectory(handle);
        undo = () -> releaseDirectoryHandle(handle);
        yield answer.openedDirectory(unique, handle);
      }
      case Result.Failed<Long> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int release(long unique) {
    releaseFile(request.handle());
    return answer.done(unique);
  }

  private void releaseFile(long handle) {
    if (handles.closedFile(handle)) {
      served.release(handle);
    }
  }

  private int releaseDirectory(long unique) {
    releaseDirectoryHandle(request.handle());
    return answer.done(unique);
  }

  private void releaseDirectoryHandle(long handle) {
    if (handles.closedDirectory(handle)) {
      served.releaseDirectory(handle);
    }
  }

  private int readDirectory(long unique, boolean withAttributes) {
    Listing listing = new Listing(answer, request.sizeBytes(), withAttributes);
    return switch (served.readDirectory(request.handle(), request.offset(), listing)) {
      case Result.Ok<Boolean> ok -> answer.read(unique, listing.used());
      case Result.Failed<Boolean> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int read(long unique) {
    int size = request.sizeBytes();
    return switch (served.read(calling, request.handle(), request.readFlags(), request.offset(), answer.data(size))) {
      case Result.Ok<Integer>(Integer bytes) -> answer.read(unique, Math.clamp(bytes, 0, size));
      case Result.Failed<Integer> failed -> answer.failed(unique, failed.errno());
    };
  }

  private int write(long unique) {
    MemorySegment data = request.written();
    if (data == null) {
      return answer.failed(unique, Errno.EINVAL);
    }
    return switch (served.write(calling, request.handle(), request.offset(), data)) {
      case Result.Ok<Integer>(Integer bytes) -> answer.written(unique, bytes);
      case Result.Failed<Integer> failed -> answer.failed(unique, failed.errno());
    };
  }

  /**
   * The kernel copies by the request's direction bits; the argument is as long as the request's size field whatever those are. A
   * 32-bit program gets ENOTTY: it aligns 64-bit fields differently, so its structs are not ours.
   */
  private int ioctl(long unique) {
    int inSize = request.ioctlInSize();
    int outSize = request.ioctlOutSize();
    if (inSize < 0 || outSize < 0) {
      return answer.failed(unique, Errno.EINVAL);
    }
    if (request.isCompat()) {
      return answer.failed(unique, Errno.ENOTTY);
    }
    int code = request.ioctlRequest();
    int size = Math.max(code >>> IOCTL_SIZE_SHIFT & IOCTL_SIZE_MASK, Math.max(inSize, outSize));
    MemorySegment argument = answer.ioctlArgument(request, inSize, size);
    IoctlResult result = served.ioctl(calling, request.handle(), code, argument);
    return result.value() < 0
        ? answer.failed(unique, -result.value())
        : answer.ioctl(unique, result.value(), outSize);
  }

  private int poll(long unique) {
    long handle = request.handle();
    PollNotice notice = request.wantsNotice() ? handles.notice(handle, request.kernelHandle()) : null;
    return answer.polled(unique, served.poll(handle, request.pollEvents(), notice));
  }

  /** Only a request that could not be interrupted is answered: the kernel then sends the interrupt again, if the request still is. */
  private int interrupt(long unique) {
    long target = request.firstLong();
    for (ServingThread thread : session.crew().members()) {
      if (thread.interruptRequest(target)) {
        session.counters().interrupts.increment();
        return SILENCE;
      }
    }
    return answer.failed(unique, Errno.EAGAIN);
  }
}
