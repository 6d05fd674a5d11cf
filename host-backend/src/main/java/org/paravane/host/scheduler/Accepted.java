package org.paravane.host.scheduler;

/** What a submitter gets whose operation was queued; how it ends is told by fences and listeners. */
public enum Accepted {
  ACCEPTED
}
