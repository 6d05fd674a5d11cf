package org.paravane.vmbus;

/** The guest's end of one connection. Safe for use by any platform thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class VmbusClient implements AutoCloseable {
  private VmbusClient() {
  }

  /**
   * Connects and agrees on a version, newest first.
   *
   * @throws VmbusException when nobody listens, the host refuses, or time runs out; nothing stays behind
   */
  public static VmbusClient connect(Connector connector, ClientOptions options) throws VmbusException {
    throw new UnsupportedOperationException("interim: " + connector + options);
  }

  /** Asks for offers, once. The listener hears of them, and of everything later, on a thread of its own. */
  public void requestOffers(OfferListener listener) throws VmbusException {
    throw new UnsupportedOperationException("interim: " + listener);
  }

  /** The guest's memory that the host may use. */
  public GuestMemory memory() {
    throw new UnsupportedOperationException("interim");
  }

  /**
   * Opens an offered channel: rings, their GPADL, the open message. On failure nothing stays behind and the offer can be opened again.
   *
   * @throws VmbusException when the host refuses, the offer is rescinded meanwhile, or time runs out
   */
  public VmbusChannel open(Offer offer, OpenOptions options, ChannelListener listener) throws VmbusException {
    throw new UnsupportedOperationException("interim: " + offer + options + listener);
  }

  /**
   * Lends a range of shared memory to the host under a new handle.
   *
   * @param range within shared regions, at most 8190 pages
   */
  public GpadlId createGpadl(ChannelId channel, GpaRange range) throws VmbusException {
    throw new UnsupportedOperationException("interim: " + channel + range);
  }

  /** Takes a range back, and waits until the host has stopped using it. Does nothing on a rescinded channel: its release takes everything back. */
  public void teardownGpadl(ChannelId channel, GpadlId gpadl) throws VmbusException {
    throw new UnsupportedOperationException("interim: " + channel + gpadl);
  }

  /** Tells the host that a rescinded channel was cleaned up, so that its id can be used again. Does nothing for an unknown one. */
  public void release(ChannelId channel) {
    throw new UnsupportedOperationException("interim: " + channel);
  }

  /** False from the moment that the connection is known to be gone. */
  public boolean connected() {
    throw new UnsupportedOperationException("interim");
  }

  /** Unloads, waits for the host a bounded time, and releases everything. Closing again does nothing. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("interim");
  }
}
