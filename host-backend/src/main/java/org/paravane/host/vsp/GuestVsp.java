package org.paravane.host.vsp;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.LogLimit;
import org.paravane.host.object.AdapterShare;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.Partition;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.vmbus.HostConnection;
import org.paravane.vmbus.OfferSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that this host is to one guest: a partition, the global channel, and a vGPU channel for each adapter. For the
 * connection's thread, except where it says otherwise.
 */
public final class GuestVsp {
  private static final Logger LOG = LoggerFactory.getLogger(GuestVsp.class);
  private static final long AUDIT_LOG_NANOS = 10_000_000_000L;

  private final HostConnection connection;
  private final RandomGenerator random;
  private final VspCounters counters = new VspCounters();
  private final Partition partition;
  private final GuestSession session;
  private final GlobalVsp global;
  private final AtomicBoolean auditAsked = new AtomicBoolean();
  private final LogLimit auditLog = new LogLimit(AUDIT_LOG_NANOS);

  /**
   * A guest without channels.
   *
   * @param connection to the guest
   * @param policy what it may use
   * @param random source of handles: a secure one, except in tests
   */
  public GuestVsp(HostConnection connection, PartitionPolicy policy, RandomGenerator random) {
    this.connection = connection;
    this.random = random;
    NotificationChannel notifications = new NotificationChannel(connection, counters);
    this.partition = new Partition(connection.id().toString(), policy, notifications, random);
    this.session = new GuestSession(partition, connection, counters);
    this.global = new GlobalVsp(session, notifications);
  }

  /** How to reach the guest; from any thread. */
  public HostConnection connection() {
    return connection;
  }

  public Partition partition() {
    return partition;
  }

  /** What came from it; from any thread. */
  public VspCounters counters() {
    return counters;
  }

  /** Offers the global channel. */
  public Result<OfferSpec> offerGlobal(Guid instanceId) {
    return connection.offer(OfferSpec.of(DxgInterfaces.GLOBAL, instanceId, new byte[0]), global);
  }

  /** Offers an adapter, unless it is offered or about to go. */
  public void offer(HostAdapter adapter) {
    if (adapter.isRemoved() || partition.share(adapter) != null) {
      return;
    }
    AdapterShare share = partition.join(adapter);
    VgpuVsp vgpu = new VgpuVsp(session, global, share, random);
    if (connection.offer(vgpu.offer(), vgpu) instanceof Result.Failed<OfferSpec>) {
      partition.part(adapter);
    }
  }

  /** Takes an adapter back, with everything that the guest has there. */
  public void withdraw(HostAdapter adapter) {
    connection.rescind(DxgInterfaces.VGPU, adapter.instanceId());
    partition.part(adapter);
  }

  /**
   * Asks for a look through the guest's apertures; from any thread. It happens on the connection's own thread, so that a guest that
   * makes it long holds up nobody but itself.
   */
  public void auditApertures() {
    if (auditAsked.compareAndSet(false, true)) {
      connection.execute(() -> {
        auditAsked.set(false);
        long excess = partition.auditApertures();
        if (excess > 0 && auditLog.allows(System.nanoTime())) {
          LOG.warn("memory in apertures outside of all allocations was taken back: {}, bytes={}", partition, excess);
        }
      });
    }
  }

  /** Ends everything: the guest is gone. */
  public void close() {
    partition.close();
  }
}
