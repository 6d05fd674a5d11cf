package org.paravane.host.vsp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.ChannelService;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.ConnectionId;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.HostConnection;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.PeerCredentials;
import org.paravane.vmbus.Region;
import org.paravane.vmbus.SharedRegions;

/** A connection whose guest is the test. Everything happens in the test's thread. */
final class FakeConnection implements HostConnection {
  private record Offered(OfferSpec spec, ChannelService service) {
  }

  private final long id;
  private final Map<Guid, Offered> offers = new LinkedHashMap<>();
  private final Map<Guid, FakeChannel> channels = new LinkedHashMap<>();
  private final TreeMap<Long, FakeRegion> regions = new TreeMap<>();
  private final Map<GpadlId, List<GpaRange>> gpadls = new HashMap<>();
  private final Map<GpadlId, Integer> gpadlUses = new HashMap<>();
  private @Nullable CloseReason closed;

  FakeConnection(long id) {
    this.id = id;
  }

  /** Opens an offered channel as a guest does; null if the host refuses. */
  @Nullable
  FakeChannel open(Guid instance, byte[] userData) {
    Offered offered = offers.get(instance);
    if (offered == null) {
      return null;
    }
    FakeChannel channel = new FakeChannel(channels.size() + 1);
    byte[] data = Arrays.copyOf(userData, 120);
    if (offered.service().opened(channel, data) instanceof Result.Ok<ChannelListener>(ChannelListener listener)) {
      channel.listen(listener);
      channels.put(instance, channel);
      return channel;
    }
    return null;
  }

  /** What is offered under an interface. */
  List<OfferSpec> offered(Guid interfaceId) {
    return offers.values().stream().map(Offered::spec).filter(spec -> spec.interfaceId().equals(interfaceId)).toList();
  }

  FakeRegion share(long gpa, long reservedBytes, long sizeBytes) {
    FakeRegion region = new FakeRegion(gpa, reservedBytes, sizeBytes);
    regions.put(gpa, region);
    return region;
  }

  void lend(GpadlId gpadl, GpaRange... ranges) {
    gpadls.put(gpadl, List.of(ranges));
  }

  int uses(GpadlId gpadl) {
    return gpadlUses.getOrDefault(gpadl, 0);
  }

  /** How often regions are kept, all together. */
  int retainedRegions() {
    return regions.values().stream().mapToInt(FakeRegion::retained).sum();
  }

  /** The guest dies: channels close first, as on a real connection. */
  void die(GuestVsp guest) {
    closed = new CloseReason.Disconnected("test");
    for (FakeChannel channel : new ArrayList<>(channels.values())) {
      channel.close(closed);
    }
    guest.close();
  }

  @Override
  public ConnectionId id() {
    return new ConnectionId(id);
  }

  @Override
  public PeerCredentials peer() {
    return new PeerCredentials(1, 1);
  }

  @Override
  public boolean isConnected() {
    return closed == null;
  }

  @Override
  public Result<OfferSpec> offer(OfferSpec spec, ChannelService service) {
    if (offers.putIfAbsent(spec.instanceId(), new Offered(spec, service)) != null) {
      return Result.failed(Errno.EEXIST, "offered already");
    }
    return Result.ok(spec);
  }

  @Override
  public void rescind(Guid interfaceId, Guid instanceId) {
    offers.remove(instanceId);
    FakeChannel channel = channels.remove(instanceId);
    if (channel != null) {
      channel.close(new CloseReason.Rescinded());
    }
  }

  @Override
  public SharedRegions memory() {
    return new SharedRegions() {
      @Override
      public Result<MemorySegment> resolve(long gpa, long bytes) {
        Map.Entry<Long, FakeRegion> entry = regions.floorEntry(gpa);
        return entry == null || gpa - entry.getKey() > entry.getValue().sizeBytes() - bytes
            ? Result.failed(Errno.EFAULT, "nothing there")
            : Result.ok(entry.getValue().segment().asSlice(gpa - entry.getKey(), bytes));
      }

      @Override
      public Result<Region> region(long gpaBase) {
        FakeRegion region = regions.get(gpaBase);
        return region == null ? Result.failed(Errno.EINVAL, "no region") : Result.ok(region);
      }
    };
  }

  @Override
  public Result<List<GpaRange>> gpadl(ChannelId channel, GpadlId gpadl) {
    List<GpaRange> ranges = gpadls.get(gpadl);
    return ranges == null ? Result.failed(Errno.EINVAL, "no gpadl") : Result.ok(ranges);
  }

  @Override
  public Result<List<GpaRange>> retainGpadl(ChannelId channel, GpadlId gpadl) {
    return gpadl(channel, gpadl).map(ranges -> {
      gpadlUses.merge(gpadl, 1, Integer::sum);
      return ranges;
    });
  }

  @Override
  public void releaseGpadl(ChannelId channel, GpadlId gpadl) {
    gpadlUses.merge(gpadl, -1, Integer::sum);
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void disconnect(CloseReason reason) {
    closed = reason;
  }
}
