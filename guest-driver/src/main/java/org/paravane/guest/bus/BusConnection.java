package org.paravane.guest.bus;

import org.paravane.linux.Memfd;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferListener;
import org.paravane.vmbus.OpenOptions;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;

/** What the bus and its drivers need of one connection to a host. The real one is a {@link ClientConnection}. */
public interface BusConnection extends AutoCloseable {

  /** Asks for offers, once; see {@link OfferListener} for when it is told what. */
  void requestOffers(OfferListener listener) throws VmbusException;

  /** Opens an offered channel. */
  VmbusChannel open(Offer offer, OpenOptions options, ChannelListener listener) throws VmbusException;

  /** Tells the host that a rescinded channel was cleaned up. */
  void release(ChannelId channel);

  /** Takes a range of guest physical addresses; answers the first. */
  long reserve(long bytes) throws VmbusException;

  /** Gives a range back. */
  void unreserve(long gpaBase);

  /** Hands memory to the host. */
  MemoryRegion share(Memfd memfd, long gpaBase, long reservedBytes) throws VmbusException;

  /** Takes memory back from the host. */
  void withdraw(MemoryRegion region);

  /** Lends a range of shared memory under a handle. */
  GpadlId createGpadl(ChannelId channel, GpaRange range) throws VmbusException;

  /** Takes a lent range back. */
  void teardownGpadl(ChannelId channel, GpadlId gpadl) throws VmbusException;

  /** False from the moment that the connection is known to be gone. */
  boolean connected();

  /** Ends the connection; the offer listener is told unless it was before. */
  @Override
  void close();
}
