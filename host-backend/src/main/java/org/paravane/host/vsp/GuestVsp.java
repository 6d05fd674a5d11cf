package org.paravane.host.vsp;

import java.util.random.RandomGenerator;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.object.AdapterShare;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.Partition;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.vmbus.HostConnection;
import org.paravane.vmbus.OfferSpec;

/**
 * Everything that this host is to one guest: a partition, the global channel, and a vGPU channel for each adapter. For the
 * connection's thread, except where it says otherwise.
 */
public final class GuestVsp {
  private final HostConnection connection;
  private final RandomGenerator random;
  private final VspCounters counters = new VspCounters();
  private final Partition partition;
  private final GuestSession session;
  private final GlobalVsp global;

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

  /** Ends everything: the guest is gone. */
  public void close() {
    partition.close();
  }
}
