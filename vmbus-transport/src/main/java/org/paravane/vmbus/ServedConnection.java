package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.HostLink;
import org.paravane.vmbus.carrier.LinkListener;
import org.paravane.vmbus.channels.OfferKey;
import org.paravane.vmbus.channels.OpenRequest;
import org.paravane.vmbus.channels.ProtocolError;
import org.paravane.vmbus.channels.ServerChannels;
import org.paravane.vmbus.channels.ServerEffects;
import org.paravane.vmbus.event.EventPages;
import org.paravane.vmbus.message.ConnectionState;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.region.RegionTable;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PageRange;
import org.paravane.vmbus.ring.RingPair;
import org.paravane.vmbus.ring.RingViolationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's end of one connection: joins the machine, the link, the memory and the thread. All of it happens on that thread. */
final class ServedConnection implements HostConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

  /** A service behind an offer. */
  private record Offered(OfferSpec spec, ChannelService service) {
  }

  private final ConnectionId id;
  private final ServerOptions options;
  private final HostLink link;
  private final EventPages events;
  private final VmbusServer server;
  private final ConnectionLoop loop;
  private final RegionTable regions;
  private final LimitedLog limitedLog;
  private final ServerChannels machine;
  private final Map<OfferKey, Offered> offers = new HashMap<>();
  /** What the guest said about channels before it closes them. */
  private final Map<ChannelId, CloseReason> notes = new HashMap<>();
  private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();
  private final AtomicBoolean held = new AtomicBoolean();
  private boolean announced;

  ServedConnection(ConnectionId id, HostLink link, EventPages events, VmbusServer server, ServerOptions options) {
    this.id = id;
    this.options = options;
    this.link = link;
    this.events = events;
    this.server = server;
    limitedLog = new LimitedLog(LOG, toString());
    regions = new RegionTable(options.limits());
    machine = new ServerChannels(new FromMachine(), options.limits());
    loop = new ConnectionLoop(options.name() + "-guest-" + id, events, options.spin(), this::finish);
  }

  LinkListener listener() {
    return new FromGuest();
  }

  void start() {
    loop.start();
  }

  boolean join(long timeoutMillis) {
    return loop.join(timeoutMillis);
  }

  @Override
  public ConnectionId id() {
    return id;
  }

  @Override
  public PeerCredentials peer() {
    return link.peer();
  }

  @Override
  public boolean isConnected() {
    return ending.get() == null;
  }

  @Override
  public SharedRegions memory() {
    return regions;
  }

  @Override
  public Result<OfferSpec> offer(OfferSpec spec, ChannelService service) {
    return onThread(() -> {
      Result<OfferSpec> offered = machine.offer(spec);
      if (offered instanceof Result.Ok) {
        offers.put(OfferKey.of(spec), new Offered(spec, service));
      }
      return offered;
    });
  }

  @Override
  public void rescind(Guid interfaceId, Guid instanceId) {
    execute(() -> machine.keysOf(interfaceId, instanceId).forEach(key -> revoke(key, new CloseReason.Rescinded())));
  }

  private void revoke(OfferKey key, CloseReason reason) {
    for (HostChannel channel : loop.channels()) {
      if (channel.key().equals(key)) {
        revoke(channel, reason);
        return;
      }
    }
    offers.remove(key);
    machine.revoke(key);
  }

  private void revoke(HostChannel channel, CloseReason reason) {
    loop.remove(channel);
    notes.remove(channel.id());
    link.send(ClosingNotes.of(channel.id(), reason));
    offers.remove(channel.key());
    machine.revoke(channel.key());
    // Last, because its service may offer the device again.
    channel.shut(reason);
  }

  @Override
  public Result<List<GpaRange>> gpadl(ChannelId channel, GpadlId gpadl) {
    return onThread(() -> machine.gpadl(channel, gpadl).map(PageRuns::of));
  }

  @Override
  public Result<List<GpaRange>> retainGpadl(ChannelId channel, GpadlId gpadl) {
    return onThread(() -> machine.retainGpadl(channel, gpadl).map(PageRuns::of));
  }

  @Override
  public void releaseGpadl(ChannelId channel, GpadlId gpadl) {
    execute(() -> machine.releaseGpadl(channel, gpadl));
  }

  @Override
  public void execute(Runnable task) {
    if (loop.isCurrent()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Runs on the thread of the connection and waits for the answer; ENODEV where the guest goes before it comes. */
  private <T> Result<T> onThread(Supplier<Result<T>> step) {
    if (loop.isCurrent()) {
      return step.get();
    }
    return loop.ask(step, () -> Result.failed(Errno.ENODEV, "guest is gone: " + this));
  }

  @Override
  public void disconnect(CloseReason reason) {
    if (ending.compareAndSet(null, reason)) {
      loop.stop();
    }
  }

  /** Closes a channel from this end, from any thread. */
  void close(HostChannel channel, CloseReason reason) {
    execute(() -> {
      if (channel.isOpen()) {
        revoke(channel, reason);
      }
    });
  }

  /** Drains a channel where the caller is the connection's thread; false where he is not. */
  boolean drainIfOwn(HostChannel channel) {
    if (!loop.isCurrent()) {
      return false;
    }
    channel.drain();
    return true;
  }

  /** A channel that was blocked wants to be looked at again. */
  void revisit(ChannelId channel) {
    events.signalSelf(channel);
  }

  /** The last thing that the thread does. */
  private void finish() {
    CloseReason reason = ending.get();
    CloseReason why = reason == null ? new CloseReason.Local("connection thread failed") : reason;
    ending.compareAndSet(null, why);
    for (HostChannel channel : loop.channels()) {
      loop.remove(channel);
      channel.shut(new CloseReason.Disconnected(why.toString()));
    }
    machine.lost();
    if (announced) {
      try {
        server.handler().disconnected(this, why);
      } catch (RuntimeException e) {
        LOG.error("{}: connection handler failed", this, e);
      }
    }
    link.close();
    regions.close();
    server.forget(this);
  }

  @Override
  public String toString() {
    return options.name() + " guest " + id;
  }

  /** What the link brings, on whatever thread; handled on ours. */
  private final class FromGuest implements LinkListener {
    @Override
    public void received(Frame frame) {
      int waiting = loop.execute(() -> handle(frame));
      if (waiting > options.limits().queuedMessages() && held.compareAndSet(false, true)) {
        link.setReading(false);
        loop.execute(ServedConnection.this::readOn);
      }
    }

    @Override
    public void closed(String detail) {
      disconnect(new CloseReason.Disconnected(detail));
    }
  }

  /** What was queued when the guest was held up has been handled. */
  private void readOn() {
    if (held.compareAndSet(true, false)) {
      link.setReading(true);
    }
  }

  private void handle(Frame frame) {
    switch (frame) {
      case Frame.Control(byte[] message) -> machine.receive(message);
      case Frame.ShareRegion share -> share(share);
      case Frame.WithdrawRegion withdraw -> answer(withdraw.sequence(), regions.withdraw(withdraw.gpaBase()));
      case Frame.ClosingChannel note -> {
        if (ChannelId.isValid(note.channelId()) && loop.channel(new ChannelId(note.channelId())) != null) {
          notes.put(new ChannelId(note.channelId()), ClosingNotes.reason(note, new CloseReason.PeerClosed()));
        }
      }
      case Frame.EventPages _,Frame.TurnedAway _,Frame.RegionAnswer _ -> disconnect(
          new CloseReason.Corrupt("unexpected frame: " + frame));
    }
  }

  private void share(Frame.ShareRegion share) {
    try {
      answer(share.sequence(), link.takeDescriptor()
          .map(descriptor -> regions.share(share.gpaBase(), share.reservedBytes(), descriptor))
          .orElseGet(() -> Result.failed(Errno.EBADF, "no descriptor came with the region")));
    } catch (LinuxException e) {
      answer(share.sequence(), Result.failed(e.known().orElse(Errno.EIO), String.valueOf(e.getMessage())));
    }
  }

  private void answer(int sequence, Result<?> result) {
    link.send(switch (result) {
      case Result.Ok<?> _ -> new Frame.RegionAnswer(sequence, 0, "");
      case Result.Failed<?>(Errno errno, String reason) -> new Frame.RegionAnswer(sequence, errno.number(), reason);
    });
  }

  /** What the machine wants. */
  private final class FromMachine implements ServerEffects, ChannelEnd.Owner {
    @Override
    public void send(ControlMessage message) {
      link.send(new Frame.Control(message.encode()));
    }

    @Override
    public void contacted(Negotiated negotiated) {
      if (!announced) {
        announced = true;
        try {
          server.handler().connected(ServedConnection.this);
        } catch (RuntimeException e) {
          LOG.error("{}: connection handler failed", ServedConnection.this, e);
          machine.contactRefused(ConnectionState.UNKNOWN_FAILURE);
          return;
        }
      }
      machine.contactAccepted();
    }

    @Override
    public void openDevice(OfferKey key, ChannelId channel, OpenRequest request) {
      Result<HostChannel> opened = open(key, channel, request);
      if (opened instanceof Result.Failed<HostChannel>(Errno _, String reason)) {
        limitedLog.warn("channel not opened", reason);
      }
      machine.deviceOpened(key, opened instanceof Result.Ok);
    }

    private Result<HostChannel> open(OfferKey key, ChannelId id, OpenRequest request) {
      @Nullable
      Offered offered = offers.get(key);
      if (offered == null) {
        return Result.failed(Errno.ENODEV, "no service: offer=" + key);
      }
      Offer offer = new Offer(id, key.interfaceId(), key.instanceId(), key.subChannelIndex(), 0,
          offered.spec.userData());
      return ringMemory(id, request).flatMap(ring -> attach(offer, key, ring, request)).flatMap(host -> {
        loop.add(host);
        return switch (ask(offered.service, host, request)) {
          case Result.Ok<ChannelListener>(ChannelListener told) -> {
            host.listen(told);
            yield Result.ok(host);
          }
          case Result.Failed<ChannelListener> failed -> {
            loop.remove(host);
            host.shut(new CloseReason.Local("refused by the service"));
            yield failed.as();
          }
        };
      });
    }

    private Result<ChannelListener> ask(ChannelService service, HostChannel host, OpenRequest request) {
      try {
        return service.opened(host, request.userData().bytes());
      } catch (RuntimeException e) {
        LOG.error("{}: service failed: channel={}", ServedConnection.this, host.id(), e);
        return Result.failed(Errno.EIO, "service failed: channel=" + host.id() + ", cause=" + e);
      }
    }

    /** The region that holds the rings, retained, and where they start in it. */
    private Result<Ring> ringMemory(ChannelId id, OpenRequest request) {
      return machine.gpadl(id, request.ring()).flatMap(ranges -> {
        List<GpaRange> runs = PageRuns.of(ranges);
        if (runs.size() != 1) {
          return Result.failed(Errno.EINVAL, "ring is not contiguous: channel=" + id + ", runs=" + runs.size());
        }
        GpaRange run = runs.getFirst();
        return regions.resolve(run.gpa(), run.bytes())
            .flatMap(memory -> regions.regionOf(run.gpa(), run.bytes()).flatMap(Region::retain)
                .map(region -> new Ring(region, memory)));
      });
    }

    private Result<HostChannel> attach(Offer offer, OfferKey key, Ring ring, OpenRequest request) {
      try {
        RingPair rings = RingPair.of(ring.memory, request.downstreamPage());
        ChannelEnd end = new ChannelEnd(offer, OutgoingRing.attach(rings.hostToGuest()),
            IncomingRing.attach(rings.guestToHost()), this);
        return Result
            .ok(new HostChannel(end, key, ServedConnection.this, ring.region, options.limits().queuedPacketBytes()));
      } catch (RingViolationException e) {
        ring.region.release();
        return Result.failed(Errno.EPROTO, "ring is corrupt: channel=" + offer.channelId() + ", " + e.getMessage());
      }
    }

    @Override
    public void closeDevice(OfferKey key, ChannelId channel) {
      @Nullable
      HostChannel host = loop.channel(channel);
      @Nullable
      CloseReason note = notes.remove(channel);
      if (host != null) {
        loop.remove(host);
        host.shut(note == null ? new CloseReason.PeerClosed() : note);
      }
      machine.deviceClosed(key);
    }

    @Override
    public void retarget(OfferKey key, ChannelId channel, int targetVp) {
      machine.retargeted(key);
    }

    @Override
    public void checkGpadl(ChannelId channel, GpadlId gpadl, List<PageRange> ranges) {
      for (GpaRange run : PageRuns.of(ranges)) {
        if (regions.resolve(run.gpa(), run.bytes()) instanceof Result.Failed<MemorySegment>(Errno _, String reason)) {
          machine.gpadlRefused(channel, gpadl, reason);
          return;
        }
      }
      machine.gpadlAccepted(channel, gpadl);
    }

    @Override
    public void dropGpadl(ChannelId channel, GpadlId gpadl) {
      LOG.debug("{}: guest wants memory back that is in use: channel={}, gpadl={}", this, channel, gpadl);
    }

    @Override
    public void unloaded() {
      LOG.debug("{}: unloaded", ServedConnection.this);
    }

    @Override
    public void refused(ProtocolError error) {
      limitedLog.warn("message of the guest refused", error);
    }

    @Override
    public void fail(CloseReason reason) {
      limitedLog.warn("guest is disconnected", reason);
      disconnect(reason);
    }

    @Override
    public void signalPeer(ChannelId channel) {
      events.signalPeer(channel);
    }

    @Override
    public void broken(ChannelId id, CloseReason reason) {
      limitedLog.warn("channel broken", reason);
      execute(() -> {
        @Nullable
        HostChannel host = loop.channel(id);
        if (host != null) {
          revoke(host, reason);
        }
      });
    }

    @Override
    public LimitedLog log() {
      return limitedLog;
    }
  }

  private record Ring(Region region, MemorySegment memory) {
  }
}
