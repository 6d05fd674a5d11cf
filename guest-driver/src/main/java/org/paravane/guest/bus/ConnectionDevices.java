package org.paravane.guest.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.paravane.abi.Result;
import org.paravane.device.Bus;
import org.paravane.device.Device;
import org.paravane.device.DeviceSpec;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferListener;
import org.paravane.vmbus.VmbusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The devices of one connection, from its first offer to its end. */
final class ConnectionDevices implements OfferListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionDevices.class);

  private final Bus bus;
  private final BusConnection connection;
  private final Runnable onChange;
  private final Map<ChannelId, Device> devices = new LinkedHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean complete;
  private volatile boolean ending;

  ConnectionDevices(Bus bus, BusConnection connection, Runnable onChange) {
    this.bus = bus;
    this.connection = connection;
    this.onChange = onChange;
  }

  /** Asks for offers and returns when the connection has ended. */
  void serve() throws VmbusException {
    connection.requestOffers(this);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all offers that existed at the beginning have been probed. */
  boolean isComplete() {
    return complete;
  }

  @Override
  public void offered(Offer offer) {
    if (ending) {
      return;
    }
    if (offer.subChannelIndex() != 0) {
      LOG.info("sub-channel not used: offer={}", offer);
      return;
    }
    VmbusDevice data = new VmbusDevice(offer, connection);
    DeviceSpec spec = DeviceSpec.named(offer.instanceId().toString(), data.matchId()).withData(data);
    switch (bus.add(spec)) {
      case Result.Ok<Device>(Device device) -> enter(offer.channelId(), device);
      case Result.Failed<Device> failed -> LOG.warn("offer not added: offer={}, why={}", offer, failed.reason());
    }
  }

  private void enter(ChannelId channel, Device device) {
    synchronized (devices) {
      devices.put(channel, device);
    }
    if (ending) {
      removeAll();
    }
  }

  @Override
  public void rescinded(ChannelId channel) {
    Device device;
    synchronized (devices) {
      device = devices.remove(channel);
    }
    if (device != null) {
      bus.remove(device);
    }
    connection.release(channel);
  }

  @Override
  public void allOffersDelivered() {
    complete = true;
    onChange.run();
  }

  @Override
  public void disconnected(CloseReason reason) {
    if (!ending) {
      LOG.info("host is gone: reason={}", reason);
    }
    ending = true;
    removeAll();
    ended.countDown();
  }

  /** The latest first: what came later may depend on what came before. */
  private void removeAll() {
    List<Device> leaving;
    synchronized (devices) {
      leaving = new ArrayList<>(devices.values()).reversed();
      devices.clear();
    }
    leaving.forEach(bus::remove);
  }

  /** Removes the devices while the host still listens, then ends the connection. Idempotent. */
  void close() {
    ending = true;
    removeAll();
    connection.close();
    ended.countDown();
  }
}
