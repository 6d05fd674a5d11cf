package org.paravane.vmbus.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Guid;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenResult;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponse;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;

class MessageTableTest {
  private static final long SEED = 20_261_120;

  @Test
  void allTypesFrom1To29AreThere() {
    Set<Integer> types = Arrays.stream(MessageLayout.values()).map(MessageLayout::type).collect(Collectors.toSet());
    assertThat(types).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 29).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource
  void recordTakesTheBytesOfTheTable(MessageLayout layout) {
    assertThat(layout.derivedLength()).isEqualTo(layout.length()).isLessThanOrEqualTo(ControlMessage.MAX_BYTES);
  }

  @ParameterizedTest
  @EnumSource
  void allRowsOfATypeHaveOneDirection(MessageLayout layout) {
    assertThat(Arrays.stream(MessageLayout.values()).filter(other -> other.type() == layout.type()))
        .allMatch(other -> other.direction() == layout.direction());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsEncodedDecodesToItself(MessageLayout layout) {
    Random random = new Random(SEED + layout.type());
    for (int round = 0; round < 200; round++) {
      ControlMessage message = Messages.random(layout, random);
      byte[] bytes = message.encode();
      assertThat(bytes.length).isBetween(layout.length(), ControlMessage.MAX_BYTES);
      assertThat(MessageParser.parse(bytes, layout.direction(), Negotiated.everything()))
          .as("seed=%d, round=%d", SEED, round).isEqualTo(new ParseOutcome.Parsed(message));
    }
  }

  @ParameterizedTest
  @EnumSource
  void surplusBytesAreIgnored(MessageLayout layout) {
    if (layout == MessageLayout.GPADL_HEADER || layout == MessageLayout.GPADL_BODY
        || layout == MessageLayout.VERSION_RESPONSE || layout == MessageLayout.VERSION_RESPONSE_WITH_FEATURES
        || layout == MessageLayout.OPEN_CHANNEL || layout == MessageLayout.INITIATE_CONTACT
        || layout == MessageLayout.SOCKET_CONNECT_REQUEST) {
      return; // what follows them means something
    }
    ControlMessage message = Messages.random(layout, new Random(SEED));
    byte[] padded = Arrays.copyOf(message.encode(), ControlMessage.MAX_BYTES);
    assertThat(MessageParser.parse(padded, layout.direction(), Negotiated.everything()))
        .isEqualTo(new ParseOutcome.Parsed(message));
  }

  /** Offsets of the reference table: value 0x11 in the first byte of one field, zero in all others. */
  @ParameterizedTest
  @CsvSource({"OFFER_CHANNEL,0:8 1:24 2:56 3:58 5:180 6:182 7:184 8:188 9:189 10:190 11:192", //
      "RESCIND_CHANNEL_OFFER,0:8", //
      "OPEN_CHANNEL,0:8 1:12 2:16 3:20 4:24", //
      "OPEN_CHANNEL_EXTENDED,0:8 1:12 2:16 3:20 4:24 6:148 7:152 8:154", //
      "OPEN_RESULT,0:8 1:12 2:16", //
      "CLOSE_CHANNEL,0:8", //
      "GPADL_HEADER,0:8 1:12 2:16 3:18", //
      "GPADL_BODY,0:8 1:12", //
      "GPADL_CREATED,0:8 1:12 2:16", //
      "GPADL_TEARDOWN,0:8 1:12", //
      "GPADL_TORN_DOWN,0:8", //
      "CHANNEL_ID_RELEASED,0:8", //
      "INITIATE_CONTACT_LEGACY,0:8 1:12 2:16 3:24 4:32", //
      "INITIATE_CONTACT,0:8 1:12 2:16 3:17 4:20 5:24 6:32", //
      "INITIATE_CONTACT_WITH_CLIENT_ID,0:8 1:12 2:16 3:17 4:20 5:24 6:32 7:40", //
      "VERSION_RESPONSE,0:8 1:9 2:12", //
      "VERSION_RESPONSE_WITH_FEATURES,0:8 1:9 2:12 3:16", //
      "VERSION_RESPONSE_WITH_MONITOR_PAGES,0:8 1:9 2:12 3:16 4:24 5:32", //
      "OPEN_RESERVED_CHANNEL,0:8 1:12 2:16 3:20 4:24", //
      "CLOSE_RESERVED_CHANNEL,0:8 1:12 2:16", //
      "CLOSE_RESERVED_RESPONSE,0:8", //
      "SOCKET_CONNECT_REQUEST,0:8 1:24", //
      "SOCKET_CONNECT_REQUEST_WITH_SILO,0:8 1:24 2:40", //
      "MODIFY_CHANNEL,0:8 1:12", //
      "SOCKET_CONNECT_RESULT,0:8 1:24 2:40", //
      "MODIFY_CHANNEL_RESPONSE,0:8 1:12", //
      "MODIFY_CONNECTION,0:8 1:16", //
      "MODIFY_CONNECTION_RESPONSE,0:8"})
  void fieldsAreWhereTheTableSaysTheyAre(MessageLayout layout, String places) throws ReflectiveOperationException {
    var components = layout.record().getRecordComponents();
    Class<?>[] types = Arrays.stream(components).map(component -> component.getType()).toArray(Class<?>[]::new);
    for (String place : places.split(" ", -1)) {
      int marked = Integer.parseInt(place.split(":", -1)[0]);
      int offset = Integer.parseInt(place.split(":", -1)[1]);
      Object[] values = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        values[i] = marker(types[i], i == marked ? 0x11 : 0);
      }
      byte[] expected = new byte[layout.length()];
      expected[0] = (byte) layout.type();
      expected[offset] = 0x11;
      ControlMessage message = layout.record().getDeclaredConstructor(types).newInstance(values);
      assertThat(message.encode()).as("%s field %s", layout, components[marked].getName()).isEqualTo(expected);
    }
  }

  private static Object marker(Class<?> type, int value) {
    if (type == int.class) {
      return value;
    } else if (type == long.class) {
      return (long) value;
    } else if (type == Guid.class) {
      return new Guid(value, (short) 0, (short) 0, 0);
    }
    return type == UserData.class ? UserData.EMPTY : List.of();
  }

  @Test
  void examplesOfTheReferenceEncodeToTheirBytes() {
    assertEncodes(new CloseChannel(5), "070000000000000005000000");
    assertEncodes(new Unload(), "1000000000000000");
    assertEncodes(new VersionResponse(1, 0, 1), "0f000000000000000100000001000000");
    assertEncodes(new GpadlTornDown(7), "0c0000000000000007000000");
    assertEncodes(new OpenResult(1, 1, Status.SUCCESS), "0600000000000000010000000100000000000000");
  }

  @Test
  void guidHasTheMixedByteOrder() {
    OfferChannel offer = new OfferChannel(Guid.parse("f8615163-df3e-46c5-913f-f2d2f965ed0e"),
        Guid.parse("00112233-4455-6677-8899-aabbccddeeff"), 0, 0, UserData.EMPTY, 0, 0, 1, 255, 0, 1, 0x2001);
    assertThat(HexFormat.of().formatHex(offer.encode(), 8, 40))
        .isEqualTo("635161f83edfc546913ff2d2f965ed0e" + "33221100554477668899aabbccddeeff");
  }

  @Test
  void userDataOfOfferAndOpenHasItsPlace() {
    byte[] data = new byte[UserData.BYTES];
    Arrays.fill(data, (byte) 0xa5);
    ControlMessage open = new ChannelMessage.OpenChannel(0, 0, 0, 0, 0, UserData.of(data));
    assertThat(Arrays.copyOfRange(open.encode(), 28, 148)).isEqualTo(data);
    ControlMessage offer = new OfferChannel(Guid.parse("00000000-0000-0000-0000-000000000000"),
        Guid.parse("00000000-0000-0000-0000-000000000000"), 0, 0, UserData.of(data), 0, 0, 0, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(offer.encode(), 60, 180)).isEqualTo(data);
  }

  @Test
  void gpadlValuesStartUnalignedAndAreAtMost27() {
    List<Long> values = IntStream.range(0, 27).mapToObj(i -> 0x100L + i).toList();
    byte[] bytes = new GpadlHeader(1, 7, 216, 1, values).encode();
    assertThat(bytes).hasSize(236);
    assertThat(bytes[20]).isEqualTo((byte) 0x00);
    assertThat(bytes[21]).isEqualTo((byte) 0x01);
    assertThatThrownBy(() -> new GpadlHeader(1, 7, 224, 1, IntStream.range(0, 28).mapToObj(i -> 0L + i).toList())
        .encode()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFieldThatDoesNotFitIsOurOwnBug() {
    assertThatThrownBy(() -> new InitiateContact(0x50003, 0, 256, 0, 0, 0, 0).encode())
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sint");
  }

  private static void assertEncodes(ControlMessage message, String hex) {
    assertThat(HexFormat.of().formatHex(message.encode())).isEqualTo(hex);
  }
}
