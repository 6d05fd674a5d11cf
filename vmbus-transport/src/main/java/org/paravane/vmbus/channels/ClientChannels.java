package org.paravane.vmbus.channels;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.channels.ClientConnectionState.Connected;
import org.paravane.vmbus.channels.ClientConnectionState.Contacting;
import org.paravane.vmbus.channels.ClientConnectionState.Ended;
import org.paravane.vmbus.channels.ClientConnectionState.Idle;
import org.paravane.vmbus.channels.ClientConnectionState.Unloading;
import org.paravane.vmbus.message.ChannelMessage;
import org.paravane.vmbus.message.ConnectionMessage;
import org.paravane.vmbus.message.ConnectionState;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Direction;
import org.paravane.vmbus.message.Features;
import org.paravane.vmbus.message.GpadlMessage;
import org.paravane.vmbus.message.MessageLayout;
import org.paravane.vmbus.message.MessageParser;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.OfferMessage;
import org.paravane.vmbus.message.ParseOutcome;
import org.paravane.vmbus.message.ProtocolVersion;
import org.paravane.vmbus.message.SocketMessage;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.PageRange;

/** The guest's end of one connection as a state machine. Source: vmbus-channels.md sections 3 to 7. */
public final class ClientChannels {
  /** Pages that one GPADL can name. */
  public static final int MOST_PAGES = GpadlMessages.MOST_PAGES;
  /** What is proposed, one after the other. */
  static final List<ProtocolVersion> PROPOSALS = List.of(ProtocolVersion.V6_0, ProtocolVersion.V5_3,
      ProtocolVersion.V5_2, ProtocolVersion.V5_1, ProtocolVersion.V5_0, ProtocolVersion.V4_1, ProtocolVersion.V4_0,
      ProtocolVersion.V3_0, ProtocolVersion.V2_4);
  /** Where Linux starts to count handles. */
  private static final int FIRST_GPADL = 0xE1E10;
  private static final int SINT = 2;
  /** Handles whose late answers are still recognised. */
  private static final int MOST_ORPHANS = 4_096;

  /** An offered channel and what was lent on it. */
  private static final class Channel {
    final Offer offer;
    final Map<GpadlId, ClientGpadlState> gpadls = new HashMap<>();
    ClientChannelState state = new ClientChannelState.Offered();

    Channel(Offer offer) {
      this.offer = offer;
    }

    boolean isRevoked() {
      return state instanceof ClientChannelState.Revoked;
    }
  }

  private final ClientEffects effects;
  private final TransportLimits limits;
  private final Deque<ProtocolVersion> proposals = new ArrayDeque<>(PROPOSALS);
  private final Map<ChannelId, Channel> channels = new HashMap<>();
  /** Handles of released channels: an answer may be on its way, or may never come. Oldest first. */
  private final Set<GpadlId> orphans = new LinkedHashSet<>();
  private ClientConnectionState state = new Idle();
  private int nextGpadl = FIRST_GPADL;
  private int errors;

  public ClientChannels(ClientEffects effects, TransportLimits limits) {
    this.effects = effects;
    this.limits = limits;
  }

  // From the owner.

  /** Proposes the newest version; walks down on each refusal. */
  public void connect() {
    if (!(state instanceof Idle)) {
      throw new IllegalStateException("connect twice: state=" + state);
    }
    propose();
  }

  private void propose() {
    @Nullable
    ProtocolVersion version = proposals.poll();
    if (version == null) {
      state = new Ended(new CloseReason.Disconnected("no common version"));
      effects.connectRefused("host accepts no version: newest=" + PROPOSALS.getFirst() + ", oldest="
          + PROPOSALS.getLast());
      return;
    }
    Features wanted = version.atLeast(ProtocolVersion.V6_0) ? Features.PAUSE_RESUME : Features.NONE;
    state = new Contacting(new Negotiated(version, wanted));
    effects.send(version.atLeast(ProtocolVersion.V5_0)
        ? new ConnectionMessage.InitiateContact(version.number(), 0, SINT, 0, wanted.bits(), 0, 0)
        : new ConnectionMessage.InitiateContactLegacy(version.number(), 0, 0, 0, 0));
  }

  /** Asks for offers; EBUSY the second time, ENODEV where not connected. */
  public Result<ClientConnectionState> requestOffers() {
    if (!(state instanceof Connected(Negotiated negotiated, boolean requested))) {
      return notConnected();
    }
    if (requested) {
      return Result.failed(Errno.EBUSY, "offers were requested before");
    }
    state = new Connected(negotiated, true);
    effects.send(new OfferMessage.RequestOffers());
    return Result.ok(state);
  }

  /** Lends pages under a new handle: EINVAL past {@link #MOST_PAGES}, ENOSPC past the limit, ENODEV for a channel that is not there. */
  public Result<GpadlId> createGpadl(ChannelId id, PageRange range) {
    return usable(id).flatMap(channel -> {
      if (range.pageCount() > MOST_PAGES) {
        return Result.failed(Errno.EINVAL,
            "too many pages for one gpadl: pages=" + range.pageCount() + ", most=" + MOST_PAGES);
      }
      if (channel.gpadls.size() >= limits.gpadlsPerChannel()) {
        return Result.failed(Errno.ENOSPC, "too many gpadls: channel=" + id + ", limit=" + limits.gpadlsPerChannel());
      }
      GpadlId gpadl = new GpadlId(nextGpadl++);
      channel.gpadls.put(gpadl, ClientGpadlState.CREATING);
      GpadlMessages.of(id, gpadl, range).forEach(effects::send);
      return Result.ok(gpadl);
    });
  }

  /** Asks pages back; EINVAL where they are not lent, ENODEV for a channel that is not there. */
  public Result<GpadlId> teardownGpadl(ChannelId id, GpadlId gpadl) {
    return usable(id).flatMap(channel -> {
      if (channel.gpadls.get(gpadl) != ClientGpadlState.CREATED) {
        return Result.failed(Errno.EINVAL, "not lent: channel=" + id + ", gpadl=" + gpadl);
      }
      channel.gpadls.put(gpadl, ClientGpadlState.TEARING_DOWN);
      effects.send(new GpadlMessage.GpadlTeardown(id.value(), gpadl.value()));
      return Result.ok(gpadl);
    });
  }

  /** Opens a channel over rings that were lent; EBUSY where it is open, ENODEV where it is not there. */
  public Result<ChannelId> open(ChannelId id, GpadlId ring, int downstreamPage, UserData userData) {
    return usable(id).flatMap(channel -> {
      if (!(channel.state instanceof ClientChannelState.Offered)) {
        return Result.failed(Errno.EBUSY, "channel is open already: channel=" + id);
      }
      channel.state = new ClientChannelState.Opening(id.value());
      effects.send(
          new ChannelMessage.OpenChannel(id.value(), id.value(), ring.value(), 0, downstreamPage, userData));
      return Result.ok(id);
    });
  }

  /** Closes an open channel; the host is done with the ring when its teardown is answered. EINVAL where it is not open. */
  public Result<ChannelId> close(ChannelId id) {
    return usable(id).flatMap(channel -> {
      if (!(channel.state instanceof ClientChannelState.Opened)) {
        return Result.failed(Errno.EINVAL, "channel is not open: channel=" + id);
      }
      channel.state = new ClientChannelState.Offered();
      effects.send(new ChannelMessage.CloseChannel(id.value()));
      return Result.ok(id);
    });
  }

  /** The owner has cleaned up after a rescind; EINVAL where the channel was not rescinded. */
  public Result<ChannelId> release(ChannelId id) {
    @Nullable
    Channel channel = channels.get(id);
    if (channel == null || !channel.isRevoked()) {
      return Result.failed(Errno.EINVAL, "channel was not rescinded: channel=" + id);
    }
    channels.remove(id);
    channel.gpadls.forEach((gpadl, gpadlState) -> {
      if (gpadlState != ClientGpadlState.CREATED) {
        orphans.add(gpadl);
      }
    });
    while (orphans.size() > MOST_ORPHANS) {
      orphans.remove(orphans.iterator().next());
    }
    if (state instanceof Connected) {
      effects.send(new OfferMessage.ChannelIdReleased(id.value()));
    }
    return Result.ok(id);
  }

  /** Lets go of everything; ENODEV where not connected. */
  public Result<ClientConnectionState> unload() {
    if (!(state instanceof Connected(Negotiated negotiated, boolean _))) {
      return notConnected();
    }
    state = new Unloading(negotiated);
    channels.clear();
    effects.send(new ConnectionMessage.Unload());
    return Result.ok(state);
  }

  /** The connection is gone. */
  public void lost(CloseReason reason) {
    if (!(state instanceof Ended)) {
      state = new Ended(reason);
      channels.clear();
    }
  }

  // From the host.

  /** Takes a message of the host, whatever it holds. */
  public void receive(byte[] message) {
    if (state instanceof Ended) {
      return;
    }
    switch (MessageParser.parse(message, Direction.TO_GUEST, inForce())) {
      case ParseOutcome.Refused(var error) -> refuse(new ProtocolError.Malformed(error));
      case ParseOutcome.Parsed(ControlMessage parsed) -> handle(parsed);
    }
  }

  private @Nullable Negotiated inForce() {
    return switch (state) {
      case Idle(),Ended(CloseReason _) -> null;
      case Contacting(Negotiated proposed) -> proposed;
      case Connected(Negotiated negotiated, boolean _) -> negotiated;
      case Unloading(Negotiated negotiated) -> negotiated;
    };
  }

  private void handle(ControlMessage message) {
    switch (state) {
      case Idle _,Ended _ -> refuse(wrongState(message));
      case Contacting(Negotiated proposed) -> {
        if (message instanceof ConnectionMessage connection) {
          handleContact(connection, proposed);
        } else {
          refuse(wrongState(message));
        }
      }
      case Unloading _ -> {
        // Answers to what was asked before are on their way and mean nothing any more.
        if (message instanceof ConnectionMessage.UnloadComplete) {
          state = new Ended(new CloseReason.Local("unloaded"));
          effects.unloaded();
        }
      }
      case Connected _ -> handleConnected(message);
    }
  }

  private void handleContact(ConnectionMessage message, Negotiated proposed) {
    switch (message) {
      case ConnectionMessage.VersionResponse m -> answered(m.supported(), m.connectionState(), proposed, 0);
      case ConnectionMessage.VersionResponseWithFeatures m -> answered(m.supported(), m.connectionState(), proposed,
          m.featureFlags());
      case ConnectionMessage.VersionResponseWithMonitorPages m -> answered(m.supported(), m.connectionState(),
          proposed, m.featureFlags());
      case ConnectionMessage.InitiateContactLegacy _,ConnectionMessage.InitiateContact _,ConnectionMessage.InitiateContactWithClientId _,ConnectionMessage.Unload _,ConnectionMessage.UnloadComplete _,ConnectionMessage.ModifyConnection _,ConnectionMessage.ModifyConnectionResponse _,ConnectionMessage.Pause _,ConnectionMessage.PauseResponse _,ConnectionMessage.Resume _ ->
        refuse(
            wrongState(message));
    }
  }

  private void answered(int supported, int connectionState, Negotiated proposed, int features) {
    if (supported == 0) {
      propose();
    } else if (connectionState != ConnectionState.OK) {
      state = new Ended(new CloseReason.Disconnected("refused"));
      effects.connectRefused("host refuses the connection: connectionState=" + connectionState);
    } else {
      Negotiated negotiated = new Negotiated(proposed.version(), proposed.features().and(new Features(features)));
      state = new Connected(negotiated, false);
      effects.connected(negotiated);
    }
  }

  private void handleConnected(ControlMessage message) {
    switch (message) {
      case OfferMessage offer -> handleOffer(offer);
      case ChannelMessage channel -> handleChannel(channel);
      case GpadlMessage gpadl -> handleGpadl(gpadl);
      case ConnectionMessage _,SocketMessage _ -> refuse(wrongState(message));
    }
  }

  private void handleOffer(OfferMessage message) {
    switch (message) {
      case OfferMessage.OfferChannel offer -> offered(offer);
      case OfferMessage.AllOffersDelivered _ -> effects.allOffersDelivered();
      case OfferMessage.RescindChannelOffer rescind -> rescinded(rescind);
      case OfferMessage.RequestOffers _,OfferMessage.ChannelIdReleased _ -> refuse(wrongState(message));
    }
  }

  private void offered(OfferMessage.OfferChannel message) {
    if (!ChannelId.isValid(message.channelId())) {
      refuse(new ProtocolError.BadValue(MessageLayout.OFFER_CHANNEL, "channelId=" + message.channelId()));
      return;
    }
    Offer offer = new Offer(new ChannelId(message.channelId()), message.interfaceId(), message.instanceId(),
        message.subChannelIndex(), message.flags(), message.userData().bytes());
    if (channels.containsKey(offer.channelId())) {
      refuse(new ProtocolError.BadValue(MessageLayout.OFFER_CHANNEL, "id is taken: offer=" + offer));
    } else if (channels.values().stream().anyMatch(channel -> !channel.isRevoked() && sameKey(channel.offer, offer))) {
      refuse(new ProtocolError.BadValue(MessageLayout.OFFER_CHANNEL, "offered before: offer=" + offer));
    } else if (channels.size() >= limits.offers()) {
      ProtocolError error = new ProtocolError.OverLimit("offers", channels.size() + 1L);
      refuse(error);
      fail(new CloseReason.LimitExceeded("offers: limit=" + limits.offers()));
    } else {
      channels.put(offer.channelId(), new Channel(offer));
      effects.offered(offer);
    }
  }

  private static boolean sameKey(Offer one, Offer other) {
    return one.interfaceId().equals(other.interfaceId()) && one.instanceId().equals(other.instanceId())
        && one.subChannelIndex() == other.subChannelIndex();
  }

  private void rescinded(OfferMessage.RescindChannelOffer message) {
    @Nullable
    Channel channel = find(message.channelId());
    if (channel == null) {
      refuse(new ProtocolError.UnknownChannel(MessageLayout.RESCIND_CHANNEL_OFFER, message.channelId()));
    } else if (channel.isRevoked()) {
      refuse(new ProtocolError.WrongState(MessageLayout.RESCIND_CHANNEL_OFFER, "Revoked"));
    } else {
      channel.state = new ClientChannelState.Revoked();
      effects.rescinded(channel.offer.channelId());
    }
  }

  private void handleChannel(ChannelMessage message) {
    if (!(message instanceof ChannelMessage.OpenResult result)) {
      refuse(wrongState(message));
      return;
    }
    @Nullable
    Channel channel = find(result.channelId());
    if (channel == null) {
      refuse(new ProtocolError.UnknownChannel(MessageLayout.OPEN_RESULT, result.channelId()));
    } else if (channel.state instanceof ClientChannelState.Opening(int openId) && openId == result.openId()) {
      boolean success = result.status() == Status.SUCCESS;
      channel.state = success ? new ClientChannelState.Opened() : new ClientChannelState.Offered();
      effects.opened(channel.offer.channelId(), success);
    } else if (!channel.isRevoked()) {
      refuse(new ProtocolError.WrongState(MessageLayout.OPEN_RESULT, ServerGpadls.name(channel.state)));
    }
  }

  private void handleGpadl(GpadlMessage message) {
    switch (message) {
      case GpadlMessage.GpadlCreated created -> gpadlCreated(created);
      case GpadlMessage.GpadlTornDown tornDown -> gpadlTornDown(new GpadlId(tornDown.gpadlId()));
      case GpadlMessage.GpadlHeader _,GpadlMessage.GpadlBody _,GpadlMessage.GpadlTeardown _ -> refuse(
          wrongState(message));
    }
  }

  private void gpadlCreated(GpadlMessage.GpadlCreated message) {
    @Nullable
    Channel channel = find(message.channelId());
    GpadlId gpadl = new GpadlId(message.gpadlId());
    if (orphans.remove(gpadl)) {
      return;
    }
    if (channel == null || channel.gpadls.get(gpadl) != ClientGpadlState.CREATING) {
      refuse(new ProtocolError.UnknownGpadl(MessageLayout.GPADL_CREATED, message.gpadlId()));
      return;
    }
    boolean success = message.status() == Status.SUCCESS;
    if (success) {
      channel.gpadls.put(gpadl, ClientGpadlState.CREATED);
    } else {
      channel.gpadls.remove(gpadl);
    }
    if (!channel.isRevoked()) {
      effects.gpadlCreated(channel.offer.channelId(), gpadl, success);
    }
  }

  /** The answer names no channel, but our handles are unique over the connection. */
  private void gpadlTornDown(GpadlId gpadl) {
    if (orphans.remove(gpadl)) {
      return;
    }
    for (Channel channel : channels.values()) {
      if (channel.gpadls.remove(gpadl, ClientGpadlState.TEARING_DOWN)) {
        if (!channel.isRevoked()) {
          effects.gpadlTornDown(channel.offer.channelId(), gpadl);
        }
        return;
      }
    }
    refuse(new ProtocolError.UnknownGpadl(MessageLayout.GPADL_TORN_DOWN, gpadl.value()));
  }

  // For the owner and for tests.

  public ClientConnectionState state() {
    return state;
  }

  /** State of a channel, where the host offers it. */
  public Optional<ClientChannelState> channel(ChannelId id) {
    return Optional.ofNullable(channels.get(id)).map(channel -> channel.state);
  }

  Optional<ClientGpadlState> gpadl(ChannelId id, GpadlId gpadl) {
    return Optional.ofNullable(channels.get(id)).map(channel -> channel.gpadls.get(gpadl));
  }

  private Result<Channel> usable(ChannelId id) {
    if (!(state instanceof Connected)) {
      return notConnected();
    }
    @Nullable
    Channel channel = channels.get(id);
    return channel == null || channel.isRevoked()
        ? Result.failed(Errno.ENODEV, "channel is not offered: channel=" + id)
        : Result.ok(channel);
  }

  private <T> Result<T> notConnected() {
    return Result.failed(Errno.ENODEV, "not connected: state=" + ServerGpadls.name(state));
  }

  private @Nullable Channel find(int channelId) {
    return ChannelId.isValid(channelId) ? channels.get(new ChannelId(channelId)) : null;
  }

  private ProtocolError wrongState(ControlMessage message) {
    return new ProtocolError.WrongState(message.layout(), ServerGpadls.name(state));
  }

  private void refuse(ProtocolError error) {
    effects.refused(error);
    if (++errors > limits.protocolErrors()) {
      fail(new CloseReason.LimitExceeded("protocol errors: limit=" + limits.protocolErrors() + ", last=" + error));
    }
  }

  private void fail(CloseReason reason) {
    if (!(state instanceof Ended)) {
      lost(reason);
      effects.fail(reason);
    }
  }
}
