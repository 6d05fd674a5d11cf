package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.channels.ServerChannelState.ClientReleased;
import org.paravane.vmbus.channels.ServerChannelState.Closed;
import org.paravane.vmbus.channels.ServerChannelState.Closing;
import org.paravane.vmbus.channels.ServerChannelState.ClosingClientRelease;
import org.paravane.vmbus.channels.ServerChannelState.ClosingReopen;
import org.paravane.vmbus.channels.ServerChannelState.Known;
import org.paravane.vmbus.channels.ServerChannelState.Open;
import org.paravane.vmbus.channels.ServerChannelState.Opening;
import org.paravane.vmbus.channels.ServerChannelState.OpeningClientRelease;
import org.paravane.vmbus.channels.ServerChannelState.Reoffered;
import org.paravane.vmbus.channels.ServerChannelState.Retarget;
import org.paravane.vmbus.channels.ServerChannelState.Revoked;
import org.paravane.vmbus.message.ChannelMessage;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannelResponse;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenResult;
import org.paravane.vmbus.message.MessageLayout;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;
import org.paravane.vmbus.message.OfferMessage.RescindChannelOffer;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.PageRange;

/** The channels of one connection at the host. Source: vmbus-channels.md sections 4 and 6. */
final class ServerChannelTable {
  /** Connection ids of channels: SINT 2, virtual trust level 0 (section 9). */
  private static final int CONNECTION_ID_BASE = 0x2000;
  private static final Retarget IDLE = new Retarget.Idle();

  /** A device and what its channel is in. */
  private static final class Channel {
    final OfferKey key;
    OfferSpec spec;
    ServerChannelState state = new ClientReleased();

    Channel(OfferSpec spec) {
      this.key = OfferKey.of(spec);
      this.spec = spec;
    }
  }

  private final ServerOutput output;
  private final ServerGpadls gpadls;
  private final TransportLimits limits;
  private final Map<OfferKey, Channel> channels = new TreeMap<>(OfferKey.ORDER);
  private final Map<ChannelId, Channel> byId = new HashMap<>();

  ServerChannelTable(ServerOutput output, ServerGpadls gpadls, TransportLimits limits) {
    this.output = output;
    this.gpadls = gpadls;
    this.limits = limits;
  }

  // The device side.

  Result<OfferSpec> offer(OfferSpec spec, boolean sendNow) {
    OfferKey key = OfferKey.of(spec);
    @Nullable
    Channel existing = channels.get(key);
    if (existing != null) {
      if (!(existing.state instanceof Revoked(ChannelId id))) {
        return Result.failed(Errno.EEXIST, "offered already: offer=" + spec);
      }
      existing.spec = spec;
      existing.state = new Reoffered(id);
      return Result.ok(spec);
    }
    if (channels.size() >= limits.offers()) {
      return Result.failed(Errno.ENOSPC, "too many offers: limit=" + limits.offers() + ", offer=" + spec);
    }
    Channel channel = new Channel(spec);
    channels.put(key, channel);
    if (sendNow) {
      sendOffer(channel, freeId());
    }
    return Result.ok(spec);
  }

  /** Offers everything that the guest does not know, in order. */
  void offerAll() {
    for (Channel channel : List.copyOf(channels.values())) {
      if (channel.state instanceof ClientReleased) {
        sendOffer(channel, freeId());
      }
    }
  }

  void revoke(OfferKey key) {
    @Nullable
    Channel channel = channels.get(key);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case ClientReleased _ -> channels.remove(key);
      case OpeningClientRelease(OpenRequest request, ChannelId last) -> {
        channels.remove(key);
        gpadls.release(last, request.ring());
      }
      case ClosingClientRelease(OpenRequest request, ChannelId last) -> {
        channels.remove(key);
        gpadls.release(last, request.ring());
      }
      case Closed(ChannelId id) -> rescind(channel, id, null);
      case Opening(ChannelId id, OpenRequest request) -> rescind(channel, id, request);
      case Open(ChannelId id, OpenRequest request, Retarget _) -> rescind(channel, id, request);
      case Closing(ChannelId id, OpenRequest request) -> rescind(channel, id, request);
      case ClosingReopen(ChannelId id, OpenRequest request, OpenRequest _) -> rescind(channel, id, request);
      case Reoffered(ChannelId id) -> channel.state = new Revoked(id);
      case Revoked _ -> {
      }
    }
  }

  private void rescind(Channel channel, ChannelId id, @Nullable OpenRequest inUse) {
    channel.state = new Revoked(id);
    if (inUse != null) {
      gpadls.release(id, inUse.ring());
    }
    gpadls.channelRevoked(id);
    output.send(new RescindChannelOffer(id.value()));
  }

  void deviceOpened(OfferKey key, boolean accepted) {
    @Nullable
    Channel channel = channels.get(key);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case Opening(ChannelId id, OpenRequest request) when accepted -> {
        channel.state = new Open(id, request, IDLE);
        output.send(new OpenResult(id.value(), request.openId(), Status.SUCCESS));
      }
      case Opening(ChannelId id, OpenRequest request) -> {
        channel.state = new Closed(id);
        gpadls.release(id, request.ring());
        output.send(new OpenResult(id.value(), request.openId(), Status.UNSUCCESSFUL));
      }
      case OpeningClientRelease(OpenRequest request, ChannelId last) when accepted -> {
        channel.state = new ClosingClientRelease(request, last);
        output.effects().closeDevice(key, last);
      }
      case OpeningClientRelease(OpenRequest request, ChannelId last) -> {
        channel.state = new ClientReleased();
        gpadls.release(last, request.ring());
      }
      // Revoked meanwhile.
      case Revoked _,Reoffered _,ClientReleased _,Closed _,Open _,Closing _,ClosingReopen _,ClosingClientRelease _ -> {
      }
    }
  }

  void deviceClosed(OfferKey key) {
    @Nullable
    Channel channel = channels.get(key);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case Closing(ChannelId id, OpenRequest request) -> {
        channel.state = new Closed(id);
        gpadls.release(id, request.ring());
      }
      case ClosingReopen(ChannelId id, OpenRequest request, OpenRequest next) -> {
        channel.state = new Closed(id);
        gpadls.release(id, request.ring());
        startOpening(channel, id, next);
      }
      case ClosingClientRelease(OpenRequest request, ChannelId last) -> {
        channel.state = new ClientReleased();
        gpadls.release(last, request.ring());
      }
      // Revoked meanwhile.
      case Revoked _,Reoffered _,ClientReleased _,Closed _,Opening _,Open _,OpeningClientRelease _ -> {
      }
    }
  }

  void retargeted(OfferKey key, boolean answered) {
    @Nullable
    Channel channel = channels.get(key);
    if (channel == null
        || !(channel.state instanceof Open(ChannelId id, OpenRequest request, Retarget.Pending(Integer nextVp)))) {
      return;
    }
    channel.state = new Open(id, request, nextVp == null ? IDLE : new Retarget.Pending(null));
    if (answered) {
      output.send(new ModifyChannelResponse(id.value(), Status.SUCCESS));
    }
    if (nextVp != null) {
      output.effects().retarget(key, id, nextVp);
    }
  }

  // The guest side.

  void open(OpenChannel message) {
    @Nullable
    Channel channel = find(message.channelId(), MessageLayout.OPEN_CHANNEL);
    if (channel == null) {
      return;
    }
    OpenRequest request = new OpenRequest(message.openId(), new GpadlId(message.ringGpadlId()), message.targetVp(),
        message.downstreamPageOffset(), message.userData());
    switch (channel.state) {
      case Closed(ChannelId id) -> startOpening(channel, id, request);
      case Closing(ChannelId id, OpenRequest closing) -> channel.state = new ClosingReopen(id, closing, request);
      // The guest has not seen the rescind yet.
      case Revoked _,Reoffered _ -> {
      }
      case Opening _,Open _,ClosingReopen _,ClientReleased _,OpeningClientRelease _,ClosingClientRelease _ ->
        wrongState(
            MessageLayout.OPEN_CHANNEL, channel);
    }
  }

  private void startOpening(Channel channel, ChannelId id, OpenRequest request) {
    @Nullable
    String error = switch (gpadls.retain(id, request.ring())) {
      case Result.Failed<List<PageRange>>(Errno _, String reason) -> reason;
      case Result.Ok<List<PageRange>>(List<PageRange> ranges) -> {
        @Nullable
        String ringError = ServerGpadls.ringError(ranges, request.downstreamPage());
        if (ringError != null) {
          gpadls.release(id, request.ring());
        }
        yield ringError;
      }
    };
    if (error != null) {
      output.send(new OpenResult(id.value(), request.openId(), Status.UNSUCCESSFUL));
      output.refused(new ProtocolError.BadGpadl(request.ring().value(), error));
      return;
    }
    channel.state = new Opening(id, request);
    output.effects().openDevice(channel.key, id, request);
  }

  void close(CloseChannel message) {
    @Nullable
    Channel channel = find(message.channelId(), MessageLayout.CLOSE_CHANNEL);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case Open(ChannelId id, OpenRequest request, Retarget _) -> {
        channel.state = new Closing(id, request);
        output.effects().closeDevice(channel.key, id);
      }
      case Revoked _,Reoffered _ -> {
      }
      case Closed _,Opening _,Closing _,ClosingReopen _,ClientReleased _,OpeningClientRelease _,ClosingClientRelease _ ->
        wrongState(
            MessageLayout.CLOSE_CHANNEL, channel);
    }
  }

  void released(ChannelIdReleased message) {
    @Nullable
    Channel channel = find(message.channelId(), MessageLayout.CHANNEL_ID_RELEASED);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case Closed(ChannelId id) -> forget(channel, id, new ClientReleased());
      case Closing(ChannelId id, OpenRequest request) -> forget(channel, id, new ClosingClientRelease(request, id));
      case Revoked(ChannelId id) -> {
        forget(channel, id, new ClientReleased());
        channels.remove(channel.key);
      }
      case Reoffered(ChannelId id) -> {
        forget(channel, id, new ClientReleased());
        sendOffer(channel, id);
      }
      case Opening _,Open _,ClosingReopen _,ClientReleased _,OpeningClientRelease _,ClosingClientRelease _ ->
        wrongState(
            MessageLayout.CHANNEL_ID_RELEASED, channel);
    }
  }

  /** @param remember a request during another one is kept (before version 5.3) instead of ignored */
  void modify(ModifyChannel message, boolean remember) {
    @Nullable
    Channel channel = find(message.channelId(), MessageLayout.MODIFY_CHANNEL);
    if (channel == null) {
      return;
    }
    if (!(channel.state instanceof Open(ChannelId id, OpenRequest request, Retarget retarget))
        || message.targetVp() == ChannelMessage.NO_INTERRUPTS) {
      wrongState(MessageLayout.MODIFY_CHANNEL, channel);
      return;
    }
    switch (retarget) {
      case Retarget.Idle() -> {
        channel.state = new Open(id, request, new Retarget.Pending(null));
        output.effects().retarget(channel.key, id, message.targetVp());
      }
      case Retarget.Pending(Integer _) when remember -> channel.state = new Open(id, request,
          new Retarget.Pending(message.targetVp()));
      case Retarget.Pending(Integer _) -> wrongState(MessageLayout.MODIFY_CHANNEL, channel);
    }
  }

  /** The guest lets go of everything. */
  void releaseAll() {
    List<Runnable> closings = new ArrayList<>();
    for (Channel channel : List.copyOf(channels.values())) {
      switch (channel.state) {
        case Closed(ChannelId id) -> forget(channel, id, new ClientReleased());
        case Opening(ChannelId id, OpenRequest request) -> forget(channel, id, new OpeningClientRelease(request, id));
        case Open(ChannelId id, OpenRequest request, Retarget _) -> {
          forget(channel, id, new ClosingClientRelease(request, id));
          closings.add(() -> output.effects().closeDevice(channel.key, id));
        }
        case Closing(ChannelId id, OpenRequest request) -> forget(channel, id, new ClosingClientRelease(request, id));
        case ClosingReopen(ChannelId id, OpenRequest request, OpenRequest _) -> forget(channel, id,
            new ClosingClientRelease(request, id));
        case Revoked(ChannelId id) -> {
          forget(channel, id, new ClientReleased());
          channels.remove(channel.key);
        }
        case Reoffered(ChannelId id) -> forget(channel, id, new ClientReleased());
        case ClientReleased _,OpeningClientRelease _,ClosingClientRelease _ -> {
        }
      }
    }
    closings.forEach(Runnable::run);
  }

  /** True where no device has anything to finish for the guest. */
  boolean allReleased() {
    return channels.values().stream().allMatch(channel -> channel.state instanceof ClientReleased);
  }

  ServerGpadls.Owner ownerOfGpadls(int channelId) {
    @Nullable
    Channel channel = ChannelId.isValid(channelId) ? byId.get(new ChannelId(channelId)) : null;
    if (channel == null) {
      return ServerGpadls.Owner.UNKNOWN;
    }
    return channel.state instanceof Revoked || channel.state instanceof Reoffered
        ? ServerGpadls.Owner.REVOKED
        : ServerGpadls.Owner.OFFERED;
  }

  Optional<ServerChannelState> state(OfferKey key) {
    return Optional.ofNullable(channels.get(key)).map(channel -> channel.state);
  }

  /** The offer that the guest knows under an id. */
  Optional<OfferSpec> spec(ChannelId id) {
    return Optional.ofNullable(byId.get(id)).map(channel -> channel.spec);
  }

  /** Keys of a device: sub-channels before the primary. */
  List<OfferKey> keysOf(Guid interfaceId, Guid instanceId) {
    return channels.keySet().stream()
        .filter(key -> key.interfaceId().equals(interfaceId) && key.instanceId().equals(instanceId))
        .sorted(OfferKey.ORDER.reversed()).toList();
  }

  /** A channel has an id exactly when the guest knows it. */
  boolean isConsistent() {
    return byId.entrySet().stream().allMatch(entry -> entry.getValue().state instanceof Known known
        && known.id().equals(entry.getKey()) && channels.get(entry.getValue().key) == entry.getValue())
        && channels.values().stream().filter(channel -> channel.state instanceof Known).count() == byId.size();
  }

  private void sendOffer(Channel channel, ChannelId id) {
    channel.state = new Closed(id);
    byId.put(id, channel);
    output.send(new OfferChannel(channel.spec.interfaceId(), channel.spec.instanceId(), 0, 0,
        UserData.of(channel.spec.userData()), channel.spec.subChannelIndex(), 0, id.value(), OfferChannel.NO_MONITOR, 0,
        1, CONNECTION_ID_BASE + id.value()));
  }

  private void forget(Channel channel, ChannelId id, ServerChannelState next) {
    byId.remove(id);
    channel.state = next;
    gpadls.channelReleased(id);
  }

  /** There are fewer offers than ids; but an id waits until what its last owner lent is given back. */
  private ChannelId freeId() {
    for (int value = 1; value < ChannelId.COUNT; value++) {
      ChannelId id = new ChannelId(value);
      if (!byId.containsKey(id) && !gpadls.lingersOn(id)) {
        return id;
      }
    }
    throw new IllegalStateException("no channel id left: offers=" + channels.size());
  }

  private @Nullable Channel find(int channelId, MessageLayout message) {
    @Nullable
    Channel channel = ChannelId.isValid(channelId) ? byId.get(new ChannelId(channelId)) : null;
    if (channel == null) {
      output.refused(new ProtocolError.UnknownChannel(message, channelId));
    }
    return channel;
  }

  private void wrongState(MessageLayout message, Channel channel) {
    output.refused(new ProtocolError.WrongState(message, ServerGpadls.name(channel.state)));
  }
}
