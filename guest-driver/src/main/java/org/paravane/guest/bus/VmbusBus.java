package org.paravane.guest.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.device.Bus;
import org.paravane.device.BusType;
import org.paravane.device.Device;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.vmbus.VmbusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMBus as a bus of the device model, for one host: its offers become devices named by their instance, a rescind removes
 * them, and with a host that dies they all go. The bus then looks for the host again; what a host that came back offers are
 * new devices of a new connection.
 */
public final class VmbusBus implements BusType, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VmbusBus.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** Reaches the host. */
  @FunctionalInterface
  public interface Dialer {
    BusConnection dial() throws VmbusException;
  }

  private final Bus bus;
  private final Dialer dialer;
  private final ReconnectPolicy policy;
  private final ProbeRetries retries;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable ConnectionDevices current;
  private long connections;
  private String lastFailure = "not tried yet";
  private boolean closed;

  /** A bus of a registry; nothing is dialled before {@link #start}. */
  public VmbusBus(DeviceRegistry registry, Dialer dialer, ReconnectPolicy policy) {
    this(registry, dialer, policy, ReconnectPolicy.ofProbes());
  }

  /** As {@link #VmbusBus(DeviceRegistry, Dialer, ReconnectPolicy)}, with pauses before a probe that was put off is repeated. */
  public VmbusBus(DeviceRegistry registry, Dialer dialer, ReconnectPolicy policy, ReconnectPolicy probes) {
    this.bus = registry.addBus(this);
    this.retries = new ProbeRetries(probes, bus::retryDeferred);
    this.dialer = dialer;
    this.policy = policy;
    this.thread = Thread.ofPlatform().daemon().name("vmbus-connect").unstarted(this::run);
  }

  @Override
  public String name() {
    return "vmbus";
  }

  /** The devices and drivers. */
  public Bus bus() {
    return bus;
  }

  @Override
  public Map<String, String> ueventVariables(Device device) {
    return Map.of("MODALIAS", device.busData(VmbusDevice.class).matchId().value());
  }

  @Override
  public List<AttributeGroup> deviceGroups(Device device) {
    VmbusDevice vmbus = device.busData(VmbusDevice.class);
    return List.of(AttributeGroup.of(
        Attribute.constant("id", vmbus.offer().channelId()),
        Attribute.constant("class_id", "{" + vmbus.offer().interfaceId() + "}"),
        Attribute.constant("device_id", "{" + vmbus.offer().instanceId() + "}"),
        Attribute.constant("modalias", vmbus.matchId().value())));
  }

  @Override
  public void deferred(Device device) {
    retries.putOff();
  }

  /** Begins to dial; returns at once. */
  public void start() {
    thread.start();
  }

  private void run() {
    Duration pause = policy.firstPause();
    while (!isClosed()) {
      if (serveOne()) {
        pause = policy.firstPause();
      }
      if (!sleep(pause)) {
        return;
      }
      pause = policy.after(pause);
    }
  }

  /** Serves one connection until it ends; false when there was none. */
  private boolean serveOne() {
    ConnectionDevices devices;
    try {
      devices = new ConnectionDevices(bus, dialer.dial(), this::noteChange);
    } catch (VmbusException e) {
      noteFailure(e);
      return false;
    }
    if (!adopt(devices)) {
      devices.close();
      return true;
    }
    try {
      devices.serve();
    } catch (VmbusException e) {
      noteFailure(e);
    } finally {
      devices.close();
      abandon();
    }
    return true;
  }

  private void noteFailure(VmbusException e) {
    lock.lock();
    try {
      String failure = String.valueOf(e.getMessage());
      if (!failure.equals(lastFailure)) {
        LOG.info("no host: why={}", failure);
      }
      lastFailure = failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean adopt(ConnectionDevices devices) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      current = devices;
      connections++;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void abandon() {
    lock.lock();
    try {
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void noteChange() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean sleep(Duration pause) {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that the host offers has been probed; false after the timeout. */
  public boolean awaitOffers(Duration timeout) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    lock.lock();
    try {
      while (current == null || !current.isComplete()) {
        if (nanos <= 0 || closed) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a connection now. */
  public boolean isConnected() {
    lock.lock();
    try {
      return current != null;
    } finally {
      lock.unlock();
    }
  }

  /** How many connections there were, the present one included. */
  public long connectionCount() {
    lock.lock();
    try {
      return connections;
    } finally {
      lock.unlock();
    }
  }

  /** Why the last attempt to reach a host failed. */
  public String lastFailure() {
    lock.lock();
    try {
      return lastFailure;
    } finally {
      lock.unlock();
    }
  }

  /** Removes all devices in an orderly way, ends the connection, and looks for no other. Idempotent. */
  @Override
  public void close() {
    ConnectionDevices serving;
    lock.lock();
    try {
      closed = true;
      serving = current;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    retries.close();
    if (serving != null) {
      serving.close();
    }
    try {
      if (thread.isAlive()) {
        thread.join(STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
