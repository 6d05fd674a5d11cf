package org.paravane.guest.fake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.paravane.abi.Result;
import org.paravane.device.ClassOptions;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.RegistryOptions;
import org.paravane.guest.bus.ReconnectPolicy;
import org.paravane.guest.bus.VmbusBus;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.guest.node.LocalFile;
import org.paravane.guest.node.LocalNodes;
import org.paravane.vmbus.VmbusException;

/** A registry with the driver on a bus whose hosts are fake. */
public final class Fixture implements AutoCloseable {
  private static final ReconnectPolicy SOON = new ReconnectPolicy(Duration.ofMillis(5), Duration.ofMillis(20));
  /** Not while a test lasts: most tests know who probes when. */
  private static final ReconnectPolicy NEVER = new ReconnectPolicy(Duration.ofHours(1), Duration.ofHours(1));

  private final DeviceRegistry registry = new DeviceRegistry(RegistryOptions.defaults().withDebugTree());
  private final DeviceClass accel = registry.addClass(ClassOptions.of("accel", 261, 128));
  private final Deque<FakeConnection> waiting = new ArrayDeque<>();
  private final VmbusBus bus;
  private final DxgDriver driver;
  private FakeConnection connection;

  private Fixture(DxgOptions options, boolean legacy) {
    this(options, legacy, NEVER);
  }

  private Fixture(DxgOptions options, boolean legacy, ReconnectPolicy probes) {
    this.bus = new VmbusBus(registry, this::dial, SOON, probes);
    this.driver = new DxgDriver(accel, legacy ? registry.addClass(DxgDriver.legacyClass()) : null, options);
    this.connection = new FakeConnection();
    waiting.add(connection);
  }

  /** Nothing offered, no driver, not dialled. */
  public static Fixture bare() {
    return bare(DxgOptions.defaults());
  }

  /** Nothing offered, no driver, not dialled. */
  public static Fixture bare(DxgOptions options) {
    return new Fixture(options, false);
  }

  /** As {@link #bare()}; a probe that is put off is soon repeated. */
  public static Fixture askingAgainSoon() {
    return new Fixture(DxgOptions.defaults(), false, SOON);
  }

  /** A host with one adapter, driver loaded, node {@code accel/accel0} there. */
  public static Fixture started() {
    Fixture fixture = bare();
    fixture.connection.add(fixture.connection.globalOffer());
    fixture.connection.add(fixture.connection.vgpuOffer(0));
    fixture.load().start();
    fixture.connection.host().forget();
    return fixture;
  }

  /** A host with some adapters, and the node {@code dxg} that shows them all. */
  public static Fixture legacy(int adapters) {
    Fixture fixture = new Fixture(DxgOptions.defaults(), true);
    fixture.connection.add(fixture.connection.globalOffer());
    for (int i = 0; i < adapters; i++) {
      fixture.connection.add(fixture.connection.vgpuOffer(i));
    }
    fixture.load().start();
    fixture.connection.host().forget();
    return fixture;
  }

  /** As {@link #started}, with a host that answers no submissions. */
  public static Fixture asynchronous() {
    Fixture fixture = bare();
    fixture.connection.host().allowAsync();
    fixture.connection.add(fixture.connection.globalOffer());
    fixture.connection.add(fixture.connection.vgpuOffer(0));
    return fixture.load().start();
  }

  private FakeConnection dial() throws VmbusException {
    synchronized (waiting) {
      FakeConnection next = waiting.poll();
      if (next == null) {
        throw new VmbusException("nobody listens");
      }
      return next;
    }
  }

  /** The host that is dialled next. */
  public FakeConnection nextHost() {
    synchronized (waiting) {
      connection = new FakeConnection();
      return connection;
    }
  }

  /** From now on the host of {@link #nextHost} can be reached. */
  public void comeBack() {
    synchronized (waiting) {
      waiting.add(connection);
    }
  }

  public Fixture load() {
    bus.bus().addDriver(driver);
    return this;
  }

  public Fixture start() {
    bus.start();
    return awaitOffers();
  }

  public Fixture awaitOffers() {
    try {
      if (!bus.awaitOffers(Duration.ofSeconds(5))) {
        throw new AssertionError("no offers: " + bus.lastFailure());
      }
      return this;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public DeviceRegistry registry() {
    return registry;
  }

  public DeviceClass accel() {
    return accel;
  }

  public VmbusBus bus() {
    return bus;
  }

  public DxgDriver driver() {
    return driver;
  }

  public FakeConnection connection() {
    return connection;
  }

  public FakeHost host() {
    return connection.host();
  }

  public LocalNodes nodes() {
    return new LocalNodes(registry);
  }

  /** Opens a node that must be there. */
  public LocalFile open(String name) {
    return switch (nodes().open(name)) {
      case Result.Ok<LocalFile>(LocalFile file) -> file;
      case Result.Failed<LocalFile> failed -> throw new AssertionError(failed);
    };
  }

  @Override
  public void close() {
    bus.close();
    registry.close();
  }
}
