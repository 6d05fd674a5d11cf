package org.paravane.guest.fuse.session;

/**
 * Keeps a reader on the processor of its caller while it has but one. A call between two processors wakes an idle one twice, which
 * takes much longer than the call itself, and where both are idle in turn the kernel leaves the two threads where they are. So the
 * reader looks now and then and moves. It does not stay by force: on a machine with nothing else to do the kernel parts the two at
 * once if their processors share a cache, and then moving is tried less and less.
 */
final class Following {
  /** So many requests of one thread in a row come before a look: callers that take turns have no place that suits all. */
  static final int REQUESTS = 31;
  /** Looks that find the two apart, in a row, before a move. */
  static final int LOOKS_APART = 2;
  /** A look that finds them together is good for so many times the requests. */
  static final int WHILE_TOGETHER = 8;
  /** Moves that do not hold are so many times the requests apart in the end. */
  static final int LONGEST_PAUSE = 64;

  private final Processors processors;
  private int caller;
  private int untilLook;
  private int looksApart;
  private boolean justMoved;
  private int pause = 1;

  Following(Processors processors) {
    this.processors = processors;
  }

  /** A request of that thread has been answered; 0 if it is not visible from here. */
  void served(int threadId) {
    if (threadId != caller) {
      caller = threadId;
      looksApart = 0;
      justMoved = false;
      pause = 1;
      untilLook = REQUESTS;
    } else if (--untilLook <= 0 && threadId > 0) {
      untilLook = REQUESTS * look(threadId);
    }
  }

  /** How many times the requests the next look is away. */
  private int look(int threadId) {
    int there = processors.of(threadId);
    boolean together = there == processors.current();
    boolean held = justMoved && together;
    boolean failed = justMoved && !together;
    justMoved = false;
    if (together) {
      looksApart = 0;
      pause = held ? 1 : pause;
      return WHILE_TOGETHER;
    }
    if (failed || there < 0) {
      return longerPause();
    }
    looksApart++;
    if (looksApart < LOOKS_APART) {
      return 1;
    }
    looksApart = 0;
    justMoved = processors.moveTo(there);
    return justMoved ? 1 : longerPause();
  }

  private int longerPause() {
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    return pause;
  }
}
