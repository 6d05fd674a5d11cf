package org.paravane.device.tree;

import java.util.concurrent.atomic.AtomicLong;

/** Hands out inode numbers of one tree, never the same twice. */
public final class Inodes {
  /** 1 is the root of a file system. */
  private final AtomicLong last = new AtomicLong(1);

  /** The next number. */
  public long next() {
    return last.incrementAndGet();
  }
}
