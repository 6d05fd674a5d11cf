package org.paravane.vmbus.message;

import static org.paravane.vmbus.message.Direction.TO_GUEST;
import static org.paravane.vmbus.message.Direction.TO_HOST;
import static org.paravane.vmbus.message.ProtocolVersion.V0_13;
import static org.paravane.vmbus.message.ProtocolVersion.V1_1;
import static org.paravane.vmbus.message.ProtocolVersion.V4_0;
import static org.paravane.vmbus.message.ProtocolVersion.V4_1;
import static org.paravane.vmbus.message.ProtocolVersion.V5_2;
import static org.paravane.vmbus.message.ProtocolVersion.V5_3;
import static org.paravane.vmbus.message.ProtocolVersion.V6_0;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.CloseReservedChannel;
import org.paravane.vmbus.message.ChannelMessage.CloseReservedResponse;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannelResponse;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenChannelExtended;
import org.paravane.vmbus.message.ChannelMessage.OpenReservedChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenResult;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactLegacy;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactWithClientId;
import org.paravane.vmbus.message.ConnectionMessage.ModifyConnection;
import org.paravane.vmbus.message.ConnectionMessage.ModifyConnectionResponse;
import org.paravane.vmbus.message.ConnectionMessage.Pause;
import org.paravane.vmbus.message.ConnectionMessage.PauseResponse;
import org.paravane.vmbus.message.ConnectionMessage.Resume;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.ConnectionMessage.UnloadComplete;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponse;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponseWithFeatures;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponseWithMonitorPages;
import org.paravane.vmbus.message.GpadlMessage.GpadlBody;
import org.paravane.vmbus.message.GpadlMessage.GpadlCreated;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.GpadlMessage.GpadlTeardown;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.OfferMessage.AllOffersDelivered;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;
import org.paravane.vmbus.message.OfferMessage.RequestOffers;
import org.paravane.vmbus.message.OfferMessage.RescindChannelOffer;
import org.paravane.vmbus.message.SocketMessage.SocketConnectRequest;
import org.paravane.vmbus.message.SocketMessage.SocketConnectRequestWithSilo;
import org.paravane.vmbus.message.SocketMessage.SocketConnectResult;

/**
 * The table of control messages: a row per layout, so a type with a longer form has two. Number, direction, length without variable
 * data, oldest version. Where several rows of a type are allowed and fit, the longest one is meant. Source: vmbus-channels.md
 * section 2.
 */
public enum MessageLayout {
  OFFER_CHANNEL(1, TO_GUEST, 196, V0_13, OfferChannel.class), //
  RESCIND_CHANNEL_OFFER(2, TO_GUEST, 12, V0_13, RescindChannelOffer.class), //
  REQUEST_OFFERS(3, TO_HOST, 8, V0_13, RequestOffers.class), //
  ALL_OFFERS_DELIVERED(4, TO_GUEST, 8, V0_13, AllOffersDelivered.class), //
  OPEN_CHANNEL(5, TO_HOST, 148, V0_13, OpenChannel.class), //
  OPEN_CHANNEL_EXTENDED(5, TO_HOST, 156, V6_0, OpenChannelExtended.class,
      Features.GUEST_SPECIFIED_SIGNAL.or(Features.CHANNEL_INTERRUPT_REDIRECTION)), //
  OPEN_RESULT(6, TO_GUEST, 20, V0_13, OpenResult.class), //
  CLOSE_CHANNEL(7, TO_HOST, 12, V0_13, CloseChannel.class), //
  GPADL_HEADER(8, TO_HOST, 20, V0_13, GpadlHeader.class), //
  GPADL_BODY(9, TO_HOST, 16, V0_13, GpadlBody.class), //
  GPADL_CREATED(10, TO_GUEST, 20, V0_13, GpadlCreated.class), //
  GPADL_TEARDOWN(11, TO_HOST, 16, V0_13, GpadlTeardown.class), //
  GPADL_TORN_DOWN(12, TO_GUEST, 12, V0_13, GpadlTornDown.class), //
  CHANNEL_ID_RELEASED(13, TO_HOST, 12, V0_13, ChannelIdReleased.class), //
  INITIATE_CONTACT_LEGACY(14, TO_HOST, 40, V0_13, InitiateContactLegacy.class), //
  INITIATE_CONTACT(14, TO_HOST, 40, V0_13, InitiateContact.class), //
  INITIATE_CONTACT_WITH_CLIENT_ID(14, TO_HOST, 56, V0_13, InitiateContactWithClientId.class), //
  VERSION_RESPONSE(15, TO_GUEST, 16, V0_13, VersionResponse.class), //
  VERSION_RESPONSE_WITH_FEATURES(15, TO_GUEST, 20, V6_0, VersionResponseWithFeatures.class), //
  VERSION_RESPONSE_WITH_MONITOR_PAGES(15, TO_GUEST, 40, V6_0, VersionResponseWithMonitorPages.class,
      Features.SERVER_MONITOR_PAGES), //
  UNLOAD(16, TO_HOST, 8, V0_13, Unload.class), //
  UNLOAD_COMPLETE(17, TO_GUEST, 8, V1_1, UnloadComplete.class), //
  OPEN_RESERVED_CHANNEL(18, TO_HOST, 28, V4_0, OpenReservedChannel.class), //
  CLOSE_RESERVED_CHANNEL(19, TO_HOST, 20, V0_13, CloseReservedChannel.class), //
  CLOSE_RESERVED_RESPONSE(20, TO_GUEST, 12, V4_0, CloseReservedResponse.class), //
  SOCKET_CONNECT_REQUEST(21, TO_HOST, 40, V4_0, SocketConnectRequest.class), //
  SOCKET_CONNECT_REQUEST_WITH_SILO(21, TO_HOST, 56, V5_2, SocketConnectRequestWithSilo.class), //
  MODIFY_CHANNEL(22, TO_HOST, 16, V4_1, ModifyChannel.class), //
  SOCKET_CONNECT_RESULT(23, TO_GUEST, 44, V4_1, SocketConnectResult.class), //
  MODIFY_CHANNEL_RESPONSE(24, TO_GUEST, 16, V5_3, ModifyChannelResponse.class), //
  MODIFY_CONNECTION(25, TO_HOST, 24, V6_0, ModifyConnection.class, Features.MODIFY_CONNECTION), //
  MODIFY_CONNECTION_RESPONSE(26, TO_GUEST, 9, V6_0, ModifyConnectionResponse.class, Features.MODIFY_CONNECTION), //
  PAUSE(27, TO_HOST, 8, V6_0, Pause.class, Features.PAUSE_RESUME), //
  PAUSE_RESPONSE(28, TO_GUEST, 8, V6_0, PauseResponse.class, Features.PAUSE_RESUME), //
  RESUME(29, TO_HOST, 8, V6_0, Resume.class, Features.PAUSE_RESUME); //

  private static final Map<Class<?>, MessageLayout> BY_RECORD = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(MessageLayout::record, Function.identity()));
  private static final Map<MessageLayout, RecordCodec> CODECS = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(Function.identity(), layout -> RecordCodec.of(layout.record)));

  private final int type;
  private final Direction direction;
  private final int length;
  private final ProtocolVersion since;
  private final int oneOfFeatures;
  private final Class<? extends ControlMessage> record;

  MessageLayout(int type, Direction direction, int length, ProtocolVersion since,
      Class<? extends ControlMessage> record) {
    this(type, direction, length, since, record, Features.NONE);
  }

  MessageLayout(int type, Direction direction, int length, ProtocolVersion since,
      Class<? extends ControlMessage> record, Features oneOf) {
    this.type = type;
    this.direction = direction;
    this.length = length;
    this.since = since;
    this.oneOfFeatures = oneOf.bits();
    this.record = record;
  }

  /** The row of a message. */
  static MessageLayout of(Class<? extends ControlMessage> record) {
    MessageLayout layout = BY_RECORD.get(record);
    if (layout == null) {
      throw new IllegalArgumentException("no layout: record=" + record.getName());
    }
    return layout;
  }

  /** Number of the message; rows may share it. */
  public int type() {
    return type;
  }

  public Direction direction() {
    return direction;
  }

  /** Bytes, header included, without values that may follow. */
  public int length() {
    return length;
  }

  /** Oldest version that has it. */
  public ProtocolVersion since() {
    return since;
  }

  /** The record that holds its fields. */
  public Class<? extends ControlMessage> record() {
    return record;
  }

  /** True where the protocol has this layout; before a version was agreed on (null), only contact, its answer, and one relict. */
  public boolean allowedIn(@Nullable Negotiated negotiated) {
    if (negotiated == null) {
      return switch (this) {
        case INITIATE_CONTACT, INITIATE_CONTACT_LEGACY, INITIATE_CONTACT_WITH_CLIENT_ID, VERSION_RESPONSE,
            CLOSE_RESERVED_CHANNEL ->
          true;
        default -> false;
      };
    }
    return negotiated.version().atLeast(since)
        && (oneOfFeatures == 0 || negotiated.features().hasAny(new Features(oneOfFeatures)));
  }

  byte[] encode(ControlMessage message) {
    return codec().encode(type, message);
  }

  ControlMessage decode(byte[] bytes) {
    return codec().decode(bytes);
  }

  /** Bytes that the record's fields take on the wire, header included: what {@link #length()} has to be. */
  int derivedLength() {
    return codec().fixedBytes();
  }

  private RecordCodec codec() {
    return Objects.requireNonNull(CODECS.get(this));
  }
}
