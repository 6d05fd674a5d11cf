package org.paravane.guest.fuse.tree;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceNode;
import org.paravane.device.OpenFile;
import org.paravane.device.io.Caller;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.io.Sleeping;
import org.paravane.guest.fuse.Backings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes device nodes for the kernel, and gives each open file the memory that the kernel maps in our stead.
 *
 * <p>close(2) does not wait for us: who closes a node and opens it again may be here before the release is through. Where
 * only one may have the node, the second waits for releases that have begun.
 */
final class NodeOpens {
  private static final Logger LOG = LoggerFactory.getLogger(NodeOpens.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Backings backings;
  private final AtomicBoolean warned = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private int releasing;
  private long ended;
  private int open;

  NodeOpens(Backings backings) {
    this.backings = backings;
  }

  /** How many are open. */
  int count() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Opens a node: anew, or another handle of what the same process has open under the same inode. EBUSY for other processes then. */
  Result<NodeHandle> open(Inode inode, DeviceNode node, Caller caller, OpenFlags flags) {
    synchronized (inode) {
      NodeOpen present = inode.open;
      if (present != null) {
        return again(present, caller).map(same -> new NodeHandle(this, inode, same));
      }
      return patiently(node, caller, flags).map(file -> {
        NodeOpen fresh = new NodeOpen(file, backing(file));
        if (fresh.backing() == 0) {
          file.forbidMapping();
        }
        inode.open = fresh;
        counted(1, 0);
        return new NodeHandle(this, inode, fresh);
      });
    }
  }

  private static Result<NodeOpen> again(NodeOpen present, Caller caller) {
    if (present.file().opener().threadGroupId() != caller.threadGroupId()) {
      return Result.failed(Errno.EBUSY, "another process has this very file open: opener="
          + present.file().opener().threadGroupId() + ", caller=" + caller.threadGroupId());
    }
    present.handles++;
    return Result.ok(present);
  }

  private Result<OpenFile> patiently(DeviceNode node, Caller caller, OpenFlags flags) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Result<OpenFile> answer = node.open(caller, flags);
      boolean held = answer instanceof Result.Failed<OpenFile> failed && failed.errno() == Errno.EBUSY;
      if (!held || !awaitRelease(deadline)) {
        return answer;
      }
    }
  }

  /** Waits for the next end of a release under way; false if there is none, or not in time. */
  @SuppressWarnings("WaitNotInLoop") // our caller tries again, whatever woke us
  private boolean awaitRelease(long deadline) {
    lock.lock();
    try {
      if (releasing == 0) {
        return false;
      }
      Sleeping.briefly();
      long before = ended;
      while (ended == before) {
        if (released.awaitNanos(deadline - System.nanoTime()) <= 0) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The backing of a fresh open file; 0 if there is none, then it cannot be mapped. */
  private int backing(OpenFile file) {
    if (!backings.supported()) {
      return 0;
    }
    if (!(file.backing() instanceof Result.Ok<Integer>(Integer descriptor))) {
      return 0;
    }
    return switch (backings.open(descriptor)) {
      case Result.Ok<Integer>(Integer id) -> id;
      case Result.Failed<Integer> failed -> {
        if (warned.compareAndSet(false, true)) {
          LOG.warn("nodes cannot be mapped, said once: node={}, errno={}, why={}", file.node().name(), failed.errno(),
              failed.reason());
        }
        yield 0;
      }
    };
  }

  /** A handle is gone; with the last one goes the open file. */
  void release(Inode inode, NodeOpen leaving) {
    counted(0, 1);
    try {
      synchronized (inode) {
        if (--leaving.handles > 0) {
          return;
        }
        inode.open = null;
      }
      counted(-1, 0);
      if (leaving.backing() != 0) {
        backings.close(leaving.backing());
      }
      leaving.file().close();
    } finally {
      counted(0, -1);
    }
  }

  private void counted(int opens, int releases) {
    lock.lock();
    try {
      open += opens;
      releasing += releases;
      if (releases < 0) {
        ended -= releases;
        released.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
