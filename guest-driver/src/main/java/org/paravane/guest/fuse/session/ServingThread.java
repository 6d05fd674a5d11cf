package org.paravane.guest.fuse.session;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.device.io.Sleeping;
import org.paravane.guest.fuse.protocol.Answer;
import org.paravane.guest.fuse.protocol.Layout;
import org.paravane.guest.fuse.protocol.Request;
import org.paravane.linux.BlockedThread;
import org.paravane.linux.LinuxException;
import org.paravane.linux.PrivateMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of the crew: reads requests while it is the reader, serves them, and answers. */
final class ServingThread extends Thread implements Sleeping.Server {
  private static final Logger LOG = LoggerFactory.getLogger(ServingThread.class);
  /** Enough for a driver's calls and a log line. */
  private static final long STACK_BYTES = 512 * 1_024;
  private static final long NOTHING = 0;
  /** Somebody is interrupting the request; {@link #INTERRUPTED} follows at once. */
  private static final long BEING_INTERRUPTED = -1;
  private static final long INTERRUPTED = -2;
  private static final int ENODEV = Errno.ENODEV.number();

  private final SessionParts session;
  private final Calling calling;
  private final Following following = new Following(Processors.SYSTEM);
  /** The request that is being served: its unique, which is never 0 or negative, or one of the states above. */
  private final AtomicLong serving = new AtomicLong(NOTHING);
  private volatile @Nullable BlockedThread self;
  /** Whether the sleep that was announced ends by itself: it is not interrupted, what it does is never left half done. */
  private volatile boolean brief;
  private boolean sleeps;
  private int sleepsForGroup;

  ServingThread(SessionParts session, String name) {
    super(null, null, name, STACK_BYTES, false);
    this.session = session;
    this.calling = new Calling(session.callers());
    setDaemon(true);
  }

  /** The unique of the request that is being served, 0 if none is. */
  long serving() {
    return serving.get();
  }

  @Override
  public void run() {
    try (PrivateMemory requests = PrivateMemory.map(Layout.REQUEST_ROOM);
        PrivateMemory answers = PrivateMemory.map(Layout.ANSWER_ROOM)) {
      self = BlockedThread.current();
      Request request = new Request(requests.memory());
      Answer answer = new Answer(answers.memory());
      serve(request, answer, new Service(session, request, answer, calling));
    } catch (LinuxException e) {
      LOG.error("thread cannot serve: thread={}, why={}", getName(), e.getMessage());
    } finally {
      session.crew().left(this);
    }
  }

  private void serve(Request request, Answer answer, Service service) {
    while (session.crew().awaitDuty(this)) {
      long bytes = session.device().read(request.buffer());
      if (bytes > 0) {
        serveOne(request.accept(bytes), request, answer, service);
      } else if (bytes == -ENODEV || bytes == 0) {
        session.connectionEnded();
        return;
      } else if (isLasting(bytes)) {
        LOG.error("requests cannot be read: errno={}", -bytes);
        session.connectionEnded();
        return;
      }
    }
  }

  /** ENOENT: the request was taken back before it was read. */
  private static boolean isLasting(long failure) {
    return failure != -Errno.EINTR.number() && failure != -Errno.EAGAIN.number()
        && failure != -Errno.ENOENT.number();
  }

  private void serveOne(boolean accepted, Request request, Answer answer, Service service) {
    if (!accepted) {
      LOG.warn("request is not understood: opcode={}", request.opcodeNumber());
      return;
    }
    long unique = request.unique();
    serving.set(unique);
    session.watch().requestBegins();
    calling.begin(request);
    try {
      int bytes = service.serve();
      endSleep();
      if (bytes > 0 && session.device().write(answer.buffer(), bytes) < 0) {
        service.undo();
      }
    } finally {
      endRequest(unique);
    }
    following.served(request.threadId());
  }

  private void endRequest(long unique) {
    if (!serving.compareAndSet(unique, NOTHING)) {
      while (serving.get() == BEING_INTERRUPTED) {
        Thread.onSpinWait();
      }
      serving.set(NOTHING);
    }
    boolean ignored = Thread.interrupted();
    brief = false;
    endSleep();
    calling.end();
  }

  /** Before the answer is sent: the caller may come back at once and has to find room. */
  private void endSleep() {
    if (sleeps) {
      sleeps = false;
      session.sleepers().end(sleepsForGroup, calling.userId());
    }
  }

  /** Interrupts the request with that number, at once or when a sleep that may last begins. False if it is not served here. */
  boolean interruptRequest(long unique) {
    return interruptRequest(unique, false);
  }

  private boolean interruptRequest(long unique, boolean alsoBrief) {
    if (!serving.compareAndSet(unique, BEING_INTERRUPTED)) {
      return false;
    }
    // SYNC: we change the state before we look at the sleep; begins() below marks the sleep before it looks at the state.
    if (alsoBrief || !brief) {
      interrupt();
    }
    serving.set(INTERRUPTED);
    return true;
  }

  /** A sleep begins; an interruption that came before it is kept for one that may last. */
  private void begins(boolean bounded) {
    brief = bounded;
    long state = serving.get();
    while (state == BEING_INTERRUPTED) {
      Thread.onSpinWait();
      state = serving.get();
    }
    if (state == INTERRUPTED && !session.crew().isOver()) {
      if (bounded) {
        boolean ignored = Thread.interrupted();
      } else {
        interrupt();
      }
    }
  }

  /** At the end of the session, again and again: leave the request or the wait for one. */
  void comeBack() {
    long unique = serving.get();
    BlockedThread blocked = self;
    if (unique > 0) {
      interruptRequest(unique, true);
    } else if (blocked != null && unique == NOTHING && isAlive()) {
      blocked.wake();
    }
  }

  @Override
  public boolean aboutToSleep(boolean bounded) {
    if (serving.get() == NOTHING) {
      return true;
    }
    if (!bounded && !sleeps) {
      int group = calling.threadGroupId();
      if (!session.sleepers().begin(group, calling.userId())) {
        return false;
      }
      sleeps = true;
      sleepsForGroup = group;
    }
    begins(bounded);
    return session.crew().handOn(this);
  }
}
