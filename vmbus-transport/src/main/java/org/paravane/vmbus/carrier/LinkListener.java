package org.paravane.vmbus.carrier;

/** What comes out of a link. Called on whatever thread carries it, one call at a time; must neither block nor throw. */
public interface LinkListener {
  void received(Frame frame);

  /** The link is gone, for whatever reason but a close of this end. Called at most once, last. */
  void closed(String detail);
}
