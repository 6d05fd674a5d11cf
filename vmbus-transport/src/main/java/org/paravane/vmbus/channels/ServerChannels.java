package org.paravane.vmbus.channels;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.channels.ServerConnectionState.Connected;
import org.paravane.vmbus.channels.ServerConnectionState.Connecting;
import org.paravane.vmbus.channels.ServerConnectionState.Contact;
import org.paravane.vmbus.channels.ServerConnectionState.Disconnected;
import org.paravane.vmbus.channels.ServerConnectionState.Disconnecting;
import org.paravane.vmbus.channels.ServerConnectionState.Failed;
import org.paravane.vmbus.channels.ServerConnectionState.Next;
import org.paravane.vmbus.message.ChannelMessage;
import org.paravane.vmbus.message.ConnectionMessage;
import org.paravane.vmbus.message.ConnectionState;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Direction;
import org.paravane.vmbus.message.Features;
import org.paravane.vmbus.message.GpadlMessage;
import org.paravane.vmbus.message.MessageParser;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.OfferMessage;
import org.paravane.vmbus.message.ParseOutcome;
import org.paravane.vmbus.message.ProtocolVersion;
import org.paravane.vmbus.message.SocketMessage;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.ring.PageRange;

/** The host's end of one connection as a state machine. Source: vmbus-channels.md sections 3 to 7. */
public final class ServerChannels {
  /** Features that this end supports. */
  public static final Features SUPPORTED_FEATURES = Features.CLIENT_ID.or(Features.PAUSE_RESUME);
  /** Oldest version with an event flag per channel. */
  private static final ProtocolVersion OLDEST = ProtocolVersion.V2_4;
  /** Where the guest is to send messages, from version 5.0 on. We have one place. */
  private static final int MESSAGE_CONNECTION = 1;

  private final ServerOutput output;
  private final ServerGpadls gpadls;
  private final ServerChannelTable channels;
  private ServerConnectionState state = new Disconnected();

  public ServerChannels(ServerEffects effects, TransportLimits limits) {
    output = new ServerOutput(effects, limits);
    gpadls = new ServerGpadls(output, limits);
    channels = new ServerChannelTable(output, gpadls, limits);
  }

  // From the guest.

  /** Takes a message of the guest, whatever it holds. */
  public void receive(byte[] message) {
    if (state instanceof Failed) {
      return;
    }
    switch (MessageParser.parse(message, Direction.TO_HOST, negotiated())) {
      case ParseOutcome.Refused(var error) -> output.refused(new ProtocolError.Malformed(error));
      case ParseOutcome.Parsed(ControlMessage parsed) -> handle(parsed);
    }
    settle();
  }

  private void handle(ControlMessage message) {
    if (state instanceof Connected(var _, var _, boolean paused) && paused && !allowedWhilePaused(message)) {
      output.refused(new ProtocolError.WrongState(message.layout(), "Paused"));
      return;
    }
    switch (message) {
      case ConnectionMessage connection -> handleConnection(connection);
      case OfferMessage offer -> handleOffer(offer);
      case ChannelMessage channel -> handleChannel(channel);
      case GpadlMessage gpadl -> handleGpadl(gpadl);
      case SocketMessage socket -> handleSocket(socket);
    }
  }

  private static boolean allowedWhilePaused(ControlMessage message) {
    return message instanceof ConnectionMessage && !(message instanceof ConnectionMessage.Pause);
  }

  private void handleConnection(ConnectionMessage message) {
    switch (message) {
      case ConnectionMessage.InitiateContactLegacy m -> contact(
          new Contact(m.version(), 0, m.parentToChildMonitorPage(), m.childToParentMonitorPage()));
      case ConnectionMessage.InitiateContact m -> contact(new Contact(m.version(), m.featureFlags(),
          m.parentToChildMonitorPage(), m.childToParentMonitorPage()));
      case ConnectionMessage.InitiateContactWithClientId m -> contact(new Contact(m.version(), m.featureFlags(),
          m.parentToChildMonitorPage(), m.childToParentMonitorPage()));
      case ConnectionMessage.Unload _ -> letGo(new Next.CompleteUnload());
      case ConnectionMessage.Pause _ -> pause(true);
      case ConnectionMessage.Resume _ -> pause(false);
      case ConnectionMessage.ModifyConnection m -> unexpected(m);
      case ConnectionMessage.VersionResponse m -> unexpected(m);
      case ConnectionMessage.VersionResponseWithFeatures m -> unexpected(m);
      case ConnectionMessage.VersionResponseWithMonitorPages m -> unexpected(m);
      case ConnectionMessage.UnloadComplete m -> unexpected(m);
      case ConnectionMessage.ModifyConnectionResponse m -> unexpected(m);
      case ConnectionMessage.PauseResponse m -> unexpected(m);
    }
  }

  private void handleOffer(OfferMessage message) {
    switch (message) {
      case OfferMessage.RequestOffers _ -> requestOffers(message);
      case OfferMessage.ChannelIdReleased released -> channels.released(released);
      case OfferMessage.OfferChannel m -> unexpected(m);
      case OfferMessage.AllOffersDelivered m -> unexpected(m);
      case OfferMessage.RescindChannelOffer m -> unexpected(m);
    }
  }

  private void handleChannel(ChannelMessage message) {
    switch (message) {
      case ChannelMessage.OpenChannel open -> channels.open(open);
      case ChannelMessage.CloseChannel close -> channels.close(close);
      case ChannelMessage.ModifyChannel modify -> channels.modify(modify, !answersModify());
      case ChannelMessage.OpenChannelExtended m -> unexpected(m);
      case ChannelMessage.OpenReservedChannel m -> unexpected(m);
      case ChannelMessage.CloseReservedChannel m -> unexpected(m);
      case ChannelMessage.OpenResult m -> unexpected(m);
      case ChannelMessage.ModifyChannelResponse m -> unexpected(m);
      case ChannelMessage.CloseReservedResponse m -> unexpected(m);
    }
  }

  private void handleGpadl(GpadlMessage message) {
    switch (message) {
      case GpadlMessage.GpadlHeader header -> gpadls.header(header, channels.ownerOfGpadls(header.channelId()));
      case GpadlMessage.GpadlBody body -> gpadls.body(body, channel -> channels.ownerOfGpadls(channel.value()));
      case GpadlMessage.GpadlTeardown teardown -> gpadls.teardown(teardown);
      case GpadlMessage.GpadlCreated m -> unexpected(m);
      case GpadlMessage.GpadlTornDown m -> unexpected(m);
    }
  }

  private void handleSocket(SocketMessage message) {
    switch (message) {
      case SocketMessage.SocketConnectRequest m -> refuseSocket(m.endpointId(), m.serviceId());
      case SocketMessage.SocketConnectRequestWithSilo m -> refuseSocket(m.endpointId(), m.serviceId());
      case SocketMessage.SocketConnectResult m -> unexpected(m);
    }
  }

  private void refuseSocket(Guid endpoint, Guid service) {
    if (negotiated() instanceof Negotiated(ProtocolVersion version, Features _)
        && version.atLeast(ProtocolVersion.V4_1)) {
      output.send(new SocketMessage.SocketConnectResult(endpoint, service, Status.CONNECTION_REFUSED));
    }
  }

  private void unexpected(ControlMessage message) {
    output.refused(new ProtocolError.WrongState(message.layout(), ServerGpadls.name(state)));
  }

  // Contact and unload.

  private void contact(Contact contact) {
    switch (state) {
      case Disconnected() -> negotiate(contact);
      case Connecting(Negotiated negotiated, Contact _) -> state = new Connecting(negotiated, contact);
      case Connected _ -> letGo(new Next.AnswerContact(contact));
      case Disconnecting _ -> state = new Disconnecting(new Next.AnswerContact(contact));
      case Failed _ -> {
      }
    }
  }

  private void negotiate(Contact contact) {
    Optional<ProtocolVersion> version = ProtocolVersion.of(contact.version()).filter(v -> v.atLeast(OLDEST));
    if (version.isEmpty()) {
      output.send(new ConnectionMessage.VersionResponse(0, ConnectionState.OK, 0));
      return;
    }
    Features features = version.get().atLeast(ProtocolVersion.V6_0)
        ? new Features(contact.featureFlags()).and(SUPPORTED_FEATURES)
        : Features.NONE;
    Negotiated negotiated = new Negotiated(version.get(), features);
    if ((contact.parentToChildMonitorPage() == 0) != (contact.childToParentMonitorPage() == 0)) {
      respond(negotiated, ConnectionState.UNKNOWN_FAILURE);
      return;
    }
    state = new Connecting(negotiated, null);
    output.effects().contacted(negotiated);
  }

  /** The owner agrees to a contact. */
  public void contactAccepted() {
    if (state instanceof Connecting(Negotiated negotiated, Contact replacement)) {
      if (replacement != null) {
        state = new Disconnected();
        negotiate(replacement);
        return;
      }
      state = new Connected(negotiated, false, false);
      respond(negotiated, ConnectionState.OK);
    }
  }

  /** The owner does not agree to a contact. */
  public void contactRefused(int connectionState) {
    if (state instanceof Connecting(Negotiated negotiated, Contact replacement)) {
      state = new Disconnected();
      if (replacement != null) {
        negotiate(replacement);
      } else {
        respond(negotiated, connectionState);
      }
    }
  }

  private void respond(Negotiated negotiated, int connectionState) {
    ProtocolVersion version = negotiated.version();
    int where = version.atLeast(ProtocolVersion.V5_0) ? MESSAGE_CONNECTION : version.number();
    output.send(version.atLeast(ProtocolVersion.V6_0)
        ? new ConnectionMessage.VersionResponseWithFeatures(1, connectionState, where, negotiated.features().bits())
        : new ConnectionMessage.VersionResponse(1, connectionState, where));
  }

  private void letGo(Next next) {
    state = new Disconnecting(next);
    output.reset();
    channels.releaseAll();
  }

  /** Goes on where the last thing to wait for is gone. */
  private void settle() {
    @Nullable
    CloseReason failure = output.failure();
    if (failure != null) {
      state = new Failed(failure);
    }
    if (!(state instanceof Disconnecting(Next next)) || !channels.allReleased() || !gpadls.isEmpty()) {
      return;
    }
    state = new Disconnected();
    switch (next) {
      case Next.Nothing() -> {
      }
      case Next.CompleteUnload() -> {
        output.send(new ConnectionMessage.UnloadComplete());
        output.effects().unloaded();
      }
      case Next.AnswerContact(Contact contact) -> negotiate(contact);
    }
  }

  private void pause(boolean paused) {
    if (state instanceof Connected(Negotiated negotiated, boolean offersSent, boolean before) && before != paused) {
      state = new Connected(negotiated, offersSent, paused);
      if (paused) {
        output.send(new ConnectionMessage.PauseResponse());
        output.pause();
      } else {
        output.resume();
      }
    } else {
      unexpected(paused ? new ConnectionMessage.Pause() : new ConnectionMessage.Resume());
    }
  }

  private void requestOffers(OfferMessage message) {
    if (!(state instanceof Connected(Negotiated negotiated, boolean offersSent, boolean paused)) || offersSent) {
      output.refused(new ProtocolError.WrongState(message.layout(), "offers were requested before"));
      return;
    }
    state = new Connected(negotiated, true, paused);
    channels.offerAll();
    output.send(new OfferMessage.AllOffersDelivered());
  }

  // From the devices.

  /** Offers a channel: EEXIST where the key is taken, ENOSPC past the limit. */
  public Result<OfferSpec> offer(OfferSpec spec) {
    boolean now = state instanceof Connected(var _, boolean offersSent, var _) && offersSent;
    Result<OfferSpec> result = channels.offer(spec, now);
    settle();
    return result;
  }

  /** Takes an offer back; the caller has closed the device. An unknown key is ignored. */
  public void revoke(OfferKey key) {
    channels.revoke(key);
    settle();
  }

  /** Keys of a device that are offered, sub-channels before the primary. */
  public List<OfferKey> keysOf(Guid interfaceId, Guid instanceId) {
    return channels.keysOf(interfaceId, instanceId);
  }

  /** Answers {@link ServerEffects#openDevice}. */
  public void deviceOpened(OfferKey key, boolean accepted) {
    channels.deviceOpened(key, accepted);
    settle();
  }

  /** Answers {@link ServerEffects#closeDevice}. */
  public void deviceClosed(OfferKey key) {
    channels.deviceClosed(key);
    settle();
  }

  /** Answers {@link ServerEffects#retarget}. */
  public void retargeted(OfferKey key) {
    channels.retargeted(key, answersModify());
  }

  /** Answers {@link ServerEffects#checkGpadl}. */
  public void gpadlAccepted(ChannelId channel, GpadlId gpadl) {
    gpadls.accepted(channel, gpadl);
    settle();
  }

  /** Answers {@link ServerEffects#checkGpadl}. */
  public void gpadlRefused(ChannelId channel, GpadlId gpadl, String detail) {
    gpadls.refused(channel, gpadl, detail);
    settle();
  }

  /** The pages of a GPADL; EINVAL where there is none, or it is being torn down. */
  public Result<List<PageRange>> gpadl(ChannelId channel, GpadlId gpadl) {
    return gpadls.ranges(channel, gpadl);
  }

  /** Counts one use of a GPADL; its teardown is answered after the last. */
  public Result<List<PageRange>> retainGpadl(ChannelId channel, GpadlId gpadl) {
    return gpadls.retain(channel, gpadl);
  }

  /** Ends one use of a GPADL. */
  public void releaseGpadl(ChannelId channel, GpadlId gpadl) {
    gpadls.release(channel, gpadl);
    settle();
  }

  /** The guest is gone without a word: releases everything, sends nothing that it could read. */
  public void lost() {
    if (!(state instanceof Failed)) {
      letGo(new Next.Nothing());
      settle();
    }
  }

  // For the owner and for tests.

  public ServerConnectionState state() {
    return state;
  }

  /** State of the channel of an offer, where it is offered. */
  public Optional<ServerChannelState> channel(OfferKey key) {
    return channels.state(key);
  }

  /** State of a GPADL, where it exists. */
  public Optional<GpadlState> gpadlState(ChannelId channel, GpadlId gpadl) {
    return gpadls.state(channel, gpadl);
  }

  /** Pages in all live GPADLs. */
  public int pages() {
    return gpadls.pages();
  }

  /** What must hold after every call. */
  boolean isConsistent() {
    return channels.isConsistent();
  }

  private @Nullable Negotiated negotiated() {
    return state instanceof Connected(Negotiated negotiated, var _, var _) ? negotiated : null;
  }

  private boolean answersModify() {
    return negotiated() instanceof Negotiated(ProtocolVersion version, Features _)
        && version.atLeast(ProtocolVersion.V5_3);
  }
}
