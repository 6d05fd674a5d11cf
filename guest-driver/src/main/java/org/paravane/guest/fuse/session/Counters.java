package org.paravane.guest.fuse.session;

import java.util.concurrent.atomic.LongAdder;

/** What a session counts. */
final class Counters {
  final LongAdder requests = new LongAdder();
  final LongAdder interrupts = new LongAdder();
  /** Exceptions of what is served, for log lines now and then. */
  final LongAdder bugs = new LongAdder();
}
