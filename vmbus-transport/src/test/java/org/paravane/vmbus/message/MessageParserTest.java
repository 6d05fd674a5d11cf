package org.paravane.vmbus.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactLegacy;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactWithClientId;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponse;
import org.paravane.vmbus.message.ParseOutcome.Parsed;
import org.paravane.vmbus.message.ParseOutcome.Refused;

class MessageParserTest {
  private static final Random RANDOM = new Random(7);

  @ParameterizedTest
  @EnumSource
  void oneByteLessIsTooShortOrTheShorterForm(MessageLayout layout) {
    byte[] bytes = Messages.random(layout, RANDOM).encode();
    byte[] cut = Arrays.copyOf(bytes, layout.length() - 1);
    ParseOutcome outcome = MessageParser.parse(cut, layout.direction(), Negotiated.everything());
    boolean isLongForm = Arrays.stream(MessageLayout.values())
        .anyMatch(other -> other.type() == layout.type() && other.length() < layout.length());
    if (isLongForm) {
      assertThat(outcome).isInstanceOf(Parsed.class);
    } else if (cut.length < ControlMessage.HEADER_BYTES) {
      assertThat(outcome).isEqualTo(new Refused(new ParseError.TooShort(0, cut.length, 8)));
    } else {
      assertThat(outcome)
          .isEqualTo(new Refused(new ParseError.TooShort(layout.type(), cut.length, layout.length())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWrongDirectionIsRefused(MessageLayout layout) {
    byte[] bytes = Messages.random(layout, RANDOM).encode();
    Direction wrong = layout.direction() == Direction.TO_HOST ? Direction.TO_GUEST : Direction.TO_HOST;
    assertThat(MessageParser.parse(bytes, wrong, Negotiated.everything())).isInstanceOfSatisfying(Refused.class,
        refused -> assertThat(refused.error()).isInstanceOf(ParseError.WrongDirection.class));
  }

  @Test
  void moreThan240BytesAreRefused() {
    byte[] bytes = Arrays.copyOf(new ConnectionMessage.Unload().encode(), 241);
    assertThat(MessageParser.parse(bytes, Direction.TO_HOST, Negotiated.everything()))
        .isEqualTo(new Refused(new ParseError.TooLong(241)));
  }

  @ParameterizedTest
  @CsvSource({"0", "30", "-1", "2147483647"})
  void unknownTypesAreRefused(int type) {
    byte[] bytes = new byte[240];
    java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(type);
    assertThat(MessageParser.parse(bytes, Direction.TO_HOST, Negotiated.everything()))
        .isEqualTo(new Refused(new ParseError.UnknownType(type)));
  }

  @Test
  void beforeAVersionOnlyContactItsAnswerAndReservedCloseAreAllowed() {
    List<MessageLayout> allowed = Arrays.stream(MessageLayout.values()).filter(layout -> layout.allowedIn(null))
        .toList();
    assertThat(allowed).containsExactlyInAnyOrder(MessageLayout.INITIATE_CONTACT_LEGACY,
        MessageLayout.INITIATE_CONTACT, MessageLayout.INITIATE_CONTACT_WITH_CLIENT_ID, MessageLayout.VERSION_RESPONSE,
        MessageLayout.CLOSE_RESERVED_CHANNEL);
  }

  @ParameterizedTest
  @CsvSource({"UNLOAD_COMPLETE,V0_13,0,false", "UNLOAD_COMPLETE,V1_1,0,true", //
      "OPEN_RESERVED_CHANNEL,V3_0,0,false", "OPEN_RESERVED_CHANNEL,V4_0,0,true", //
      "MODIFY_CHANNEL,V4_0,0,false", "MODIFY_CHANNEL,V4_1,0,true", //
      "MODIFY_CHANNEL_RESPONSE,V5_2,0,false", "MODIFY_CHANNEL_RESPONSE,V5_3,0,true", //
      "SOCKET_CONNECT_REQUEST_WITH_SILO,V5_1,0,false", "SOCKET_CONNECT_REQUEST_WITH_SILO,V5_2,0,true", //
      "PAUSE,V5_3,32,false", "PAUSE,V6_0,0,false", "PAUSE,V6_0,32,true", //
      "MODIFY_CONNECTION,V6_0,32,false", "MODIFY_CONNECTION,V6_0,4,true", //
      "OPEN_CHANNEL_EXTENDED,V6_0,0,false", "OPEN_CHANNEL_EXTENDED,V6_0,1,true", "OPEN_CHANNEL_EXTENDED,V6_0,2,true", //
      "OPEN_CHANNEL_EXTENDED,V5_3,1,false", "GPADL_HEADER,V0_13,0,true"})
  void versionAndFeaturesDecideWhatIsAllowed(MessageLayout layout, ProtocolVersion version, int features,
      boolean allowed) {
    assertThat(layout.allowedIn(new Negotiated(version, new Features(features)))).isEqualTo(allowed);
  }

  @Test
  void aMessageOfALaterVersionIsRefusedByName() {
    Negotiated negotiated = new Negotiated(ProtocolVersion.V5_3, Features.NONE);
    assertThat(MessageParser.parse(new ConnectionMessage.Pause().encode(), Direction.TO_HOST, negotiated))
        .isEqualTo(new Refused(new ParseError.NotAllowed(MessageLayout.PAUSE, negotiated)));
    assertThat(MessageParser.parse(new OfferMessage.RequestOffers().encode(), Direction.TO_HOST, null))
        .isEqualTo(new Refused(new ParseError.NotAllowed(MessageLayout.REQUEST_OFFERS, null)));
  }

  @Test
  void longOpenOfAnOlderClientIsTheShortFormWithSurplus() {
    byte[] padded = Arrays.copyOf(
        new ChannelMessage.OpenChannelExtended(1, 2, 3, 4, 5, UserData.EMPTY, 6, 7, 1).encode(), 240);
    assertThat(MessageParser.parse(padded, Direction.TO_HOST, new Negotiated(ProtocolVersion.V5_3, Features.NONE)))
        .isEqualTo(new Parsed(new ChannelMessage.OpenChannel(1, 2, 3, 4, 5, UserData.EMPTY)));
  }

  @Test
  void theProposedVersionDecidesHowAContactReads() {
    byte[] modern = new InitiateContact(0x50000, 1, 2, 0, 3, 4, 5).encode();
    byte[] legacy = new InitiateContactLegacy(0x40001, 1, 0x1000, 4, 5).encode();
    assertThat(MessageParser.parse(modern, Direction.TO_HOST, null))
        .isEqualTo(new Parsed(new InitiateContact(0x50000, 1, 2, 0, 3, 4, 5)));
    assertThat(MessageParser.parse(legacy, Direction.TO_HOST, null))
        .isEqualTo(new Parsed(new InitiateContactLegacy(0x40001, 1, 0x1000, 4, 5)));
    assertThat(MessageParser.parse(Arrays.copyOf(legacy, 240), Direction.TO_HOST, null))
        .isEqualTo(new Parsed(new InitiateContactLegacy(0x40001, 1, 0x1000, 4, 5)));
    assertThat(MessageParser.parse(Arrays.copyOf(modern, 56), Direction.TO_HOST, null)).isInstanceOfSatisfying(
        Parsed.class, parsed -> assertThat(parsed.message()).isInstanceOf(InitiateContactWithClientId.class));
  }

  @Test
  void versionResponseHasFeaturesOnlyWhereTheyWereAskedFor() {
    byte[] response = Arrays.copyOf(new VersionResponse(1, 0, 1).encode(), 20);
    assertThat(
        MessageParser.parse(response, Direction.TO_GUEST, new Negotiated(ProtocolVersion.V5_3, Features.NONE)))
        .isEqualTo(new Parsed(new VersionResponse(1, 0, 1)));
    assertThat(
        MessageParser.parse(response, Direction.TO_GUEST, new Negotiated(ProtocolVersion.V6_0, Features.NONE)))
        .isEqualTo(new Parsed(new ConnectionMessage.VersionResponseWithFeatures(1, 0, 1, 0)));
  }

  @Test
  void aPartialValueAtTheEndIsIgnored() {
    byte[] bytes = Arrays.copyOf(new GpadlMessage.GpadlBody(0, 7, List.of(1L, 2L)).encode(), 16 + 8 + 7);
    assertThat(MessageParser.parse(bytes, Direction.TO_HOST, Negotiated.everything()))
        .isEqualTo(new Parsed(new GpadlMessage.GpadlBody(0, 7, List.of(1L))));
  }

  @Test
  void randomBytesNeverThrow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(260)];
      random.nextBytes(bytes);
      if (bytes.length >= 4 && random.nextInt(8) > 0) {
        Arrays.fill(bytes, 0, 4, (byte) 0);
        bytes[0] = (byte) random.nextInt(34);
      }
      ProtocolVersion[] versions = ProtocolVersion.values();
      Negotiated negotiated = random.nextInt(5) == 0
          ? null
          : new Negotiated(versions[random.nextInt(versions.length)], new Features(random.nextInt()));
      for (Direction direction : Direction.values()) {
        assertThat(MessageParser.parse(bytes, direction, negotiated)).as("seed=%d, round=%d", seed, round).isNotNull();
      }
    }
  }
}
