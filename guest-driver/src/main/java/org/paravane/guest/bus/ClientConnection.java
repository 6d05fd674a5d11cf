package org.paravane.guest.bus;

import org.paravane.device.io.Sleeping;
import org.paravane.linux.Memfd;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.ClientOptions;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferListener;
import org.paravane.vmbus.OpenOptions;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusClient;
import org.paravane.vmbus.VmbusException;

/**
 * A connection over the VMBus transport. What waits for an answer of the host on its control socket tells its thread's front first;
 * calls over a channel do so themselves, if they have to sleep at all.
 */
public final class ClientConnection implements BusConnection {
  private final VmbusClient client;

  private ClientConnection(VmbusClient client) {
    this.client = client;
  }

  /** Connects to a host. */
  public static ClientConnection connect(Connector connector, ClientOptions options) throws VmbusException {
    return new ClientConnection(VmbusClient.connect(connector, options.withBeforePark(Sleeping::briefly)));
  }

  @Override
  public void requestOffers(OfferListener listener) throws VmbusException {
    client.requestOffers(listener);
  }

  @Override
  public VmbusChannel open(Offer offer, OpenOptions options, ChannelListener listener) throws VmbusException {
    Sleeping.briefly();
    return client.open(offer, options, listener);
  }

  @Override
  public void release(ChannelId channel) {
    client.release(channel);
  }

  @Override
  public long reserve(long bytes) throws VmbusException {
    return client.memory().reserve(bytes);
  }

  @Override
  public void unreserve(long gpaBase) {
    client.memory().unreserve(gpaBase);
  }

  @Override
  public MemoryRegion share(Memfd memfd, long gpaBase, long reservedBytes) throws VmbusException {
    Sleeping.briefly();
    return client.memory().share(memfd, gpaBase, reservedBytes);
  }

  @Override
  public void withdraw(MemoryRegion region) {
    Sleeping.briefly();
    client.memory().withdraw(region);
  }

  @Override
  public GpadlId createGpadl(ChannelId channel, GpaRange range) throws VmbusException {
    Sleeping.briefly();
    return client.createGpadl(channel, range);
  }

  @Override
  public void teardownGpadl(ChannelId channel, GpadlId gpadl) throws VmbusException {
    Sleeping.briefly();
    client.teardownGpadl(channel, gpadl);
  }

  @Override
  public boolean connected() {
    return client.connected();
  }

  @Override
  public void close() {
    client.close();
  }
}
