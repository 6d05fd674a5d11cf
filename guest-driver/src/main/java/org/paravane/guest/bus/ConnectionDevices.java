package org.paravane.guest.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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

  /** What became of an offer. Under the monitor of {@link #offers}. */
  private static final class Offered {
    /** Null until the device is added, or when it could not be. */
    private @Nullable Device device;
    private boolean added;
  }

  private final Bus bus;
  private final BusConnection connection;
  private final Runnable onChange;
  private final LinkedHashMap<ChannelId, Offered> offers = new LinkedHashMap<>();
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
    if (offer.subChannelIndex() != 0) {
      LOG.info("sub-channel not used: offer={}", offer);
      return;
    }
    Offered entry = new Offered();
    synchronized (offers) {
      if (ending) {
        return;
      }
      offers.put(offer.channelId(), entry);
    }
    VmbusDevice data = new VmbusDevice(offer, connection);
    DeviceSpec spec = DeviceSpec.named(offer.instanceId().toString(), data.matchId()).withData(data);
    switch (bus.add(spec)) {
      case Result.Ok<Device>(Device device) -> added(offer.channelId(), entry, device);
      case Result.Failed<Device> failed -> {
        LOG.warn("offer not added: offer={}, why={}", offer, failed.reason());
        added(offer.channelId(), entry, null);
      }
    }
  }

  /** The device stands, unless its offer went while it was being probed. */
  private void added(ChannelId channel, Offered entry, @Nullable Device device) {
    boolean late;
    synchronized (offers) {
      entry.device = device;
      entry.added = true;
      late = offers.get(channel) != entry;
    }
    if (late) {
      leave(channel, device);
    }
  }

  private void leave(ChannelId channel, @Nullable Device device) {
    if (device != null) {
      bus.remove(device);
    }
    connection.release(channel);
  }

  @Override
  public void rescinded(ChannelId channel) {
    Device device;
    synchronized (offers) {
      Offered entry = offers.remove(channel);
      if (entry != null && !entry.added) {
        return; // whoever adds it removes and releases it
      }
      device = entry == null ? null : entry.device;
    }
    leave(channel, device);
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
    end();
    ended.countDown();
  }

  private void end() {
    synchronized (offers) {
      ending = true;
    }
    removeAll();
  }

  /** The latest first: what came later may depend on what came before. */
  private void removeAll() {
    List<Device> leaving = new ArrayList<>();
    synchronized (offers) {
      for (Offered entry : offers.sequencedValues().reversed()) {
        if (entry.device != null) {
          leaving.add(entry.device);
        }
      }
      offers.clear();
    }
    leaving.forEach(bus::remove);
  }

  /** Removes the devices while the host still listens, then ends the connection. Idempotent. */
  void close() {
    end();
    connection.close();
    ended.countDown();
  }
}
