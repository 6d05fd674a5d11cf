package org.paravane.guest.fuse;

/** The kernel's wish to be told when an open file may have become ready. */
@FunctionalInterface
public interface PollNotice {

  /** Tells the kernel to poll again. Short, never blocks, from any thread; telling once too often does no harm. */
  void ready();
}
