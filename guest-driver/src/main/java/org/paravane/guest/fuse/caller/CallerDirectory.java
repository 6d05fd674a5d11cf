package org.paravane.guest.fuse.caller;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.linux.LinuxException;
import org.paravane.linux.ThreadFd;

/**
 * The threads that called lately. Asking the system for the process of a thread takes longer than a whole request, so the answer is
 * kept, and each time the thread's descriptor is asked whether it is still that thread: ids are given out again. Room for a fixed
 * number, in sets; in a full set the one that called longest ago goes.
 */
public final class CallerDirectory implements AutoCloseable {
  private static final int WAYS = 8;
  private static final int SETS = 128;
  private static final String GROUP_KEY = "Tgid:";

  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable KnownThread[] slots = new @Nullable KnownThread[WAYS * SETS];
  private long uses;
  private int count;
  private boolean closed;

  /**
   * Finds a thread that is calling now, and holds it until {@link #letGo}.
   *
   * @return null if it is not visible from here (another pid namespace) or gone
   */
  public @Nullable KnownThread find(int threadId) {
    if (threadId <= 0) {
      return null;
    }
    KnownThread known = held(threadId);
    if (known != null) {
      if (known.isAlive()) {
        return known;
      }
      forget(known);
      letGo(known);
    }
    return ask(threadId);
  }

  /** Ends a hold. */
  public void letGo(KnownThread thread) {
    boolean last;
    lock.lock();
    try {
      last = thread.letGo();
    } finally {
      lock.unlock();
    }
    if (last) {
      thread.close();
    }
  }

  /** How many threads are known. */
  public int size() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets threads that are gone, and their descriptors. */
  public void sweep() {
    List<KnownThread> candidates = new ArrayList<>();
    lock.lock();
    try {
      for (KnownThread thread : slots) {
        if (thread != null) {
          thread.hold(thread.lastUse());
          candidates.add(thread);
        }
      }
    } finally {
      lock.unlock();
    }
    for (KnownThread thread : candidates) {
      if (!thread.isAlive()) {
        forget(thread);
      }
      letGo(thread);
    }
  }

  /** Forgets all; nobody is added any more. */
  @Override
  public void close() {
    List<KnownThread> all = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      for (int slot = 0; slot < slots.length; slot++) {
        KnownThread thread = slots[slot];
        if (thread != null) {
          all.add(thread);
          slots[slot] = null;
        }
      }
      count = 0;
    } finally {
      lock.unlock();
    }
    all.forEach(this::letGo);
  }

  private @Nullable KnownThread held(int threadId) {
    int first = firstSlot(threadId);
    lock.lock();
    try {
      for (int slot = first; slot < first + WAYS; slot++) {
        KnownThread thread = slots[slot];
        if (thread != null && thread.threadId() == threadId) {
          thread.hold(++uses);
          return thread;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The descriptor comes first: what the system says of the id afterwards is true of that thread if it still lives then. */
  private @Nullable KnownThread ask(int threadId) {
    ThreadFd descriptor;
    try {
      descriptor = ThreadFd.open(threadId);
    } catch (LinuxException e) {
      return null;
    }
    int group = threadGroup(threadId);
    KnownThread thread = new KnownThread(threadId, group, descriptor);
    if (group <= 0 || !thread.isAlive()) {
      thread.close();
      return null;
    }
    remember(thread);
    return thread;
  }

  private void remember(KnownThread thread) {
    KnownThread evicted = null;
    int first = firstSlot(thread.threadId());
    lock.lock();
    try {
      // The first hold is the asker's; one that finds no place here is closed when he lets go.
      if (closed) {
        return;
      }
      int place = first;
      for (int slot = first; slot < first + WAYS; slot++) {
        KnownThread other = slots[slot];
        KnownThread chosen = slots[place];
        if (other == null || other.threadId() == thread.threadId()) {
          place = slot;
          break;
        }
        if (chosen != null && other.lastUse() < chosen.lastUse()) {
          place = slot;
        }
      }
      evicted = slots[place];
      slots[place] = thread;
      thread.hold(++uses);
      count += evicted == null ? 1 : 0;
    } finally {
      lock.unlock();
    }
    if (evicted != null) {
      letGo(evicted);
    }
  }

  private void forget(KnownThread thread) {
    boolean found = false;
    int first = firstSlot(thread.threadId());
    lock.lock();
    try {
      for (int slot = first; slot < first + WAYS; slot++) {
        if (slots[slot] == thread) {
          slots[slot] = null;
          count--;
          found = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (found) {
      letGo(thread);
    }
  }

  private static int firstSlot(int threadId) {
    return threadId % SETS * WAYS;
  }

  /** Read by a stream that an interrupt does not close: the request may be interrupted at any time. */
  private static int threadGroup(int threadId) {
    try (InputStream status = new FileInputStream("/proc/" + threadId + "/status")) {
      for (String line : new String(status.readAllBytes(), StandardCharsets.ISO_8859_1).split("\n", -1)) {
        if (line.startsWith(GROUP_KEY)) {
          return Integer.parseInt(line.substring(GROUP_KEY.length()).strip());
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
