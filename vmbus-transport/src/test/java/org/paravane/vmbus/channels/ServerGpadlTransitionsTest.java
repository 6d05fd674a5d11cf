package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.vmbus.channels.RecordedServer.CHANNEL;
import static org.paravane.vmbus.channels.RecordedServer.KEY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.GpadlMessage.GpadlBody;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.GpadlMessage.GpadlTeardown;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;

/** Every event in every state of a GPADL: what it becomes, what is done, and that nothing else is. */
class ServerGpadlTransitionsTest {
  private static final GpadlId GPADL = new GpadlId(9);
  private static final String CREATED = "GpadlCreated[channelId=1; gpadlId=9; status=0]";
  private static final String FAILED = "GpadlCreated[channelId=1; gpadlId=9; status=-2147418113]";
  private static final String TORN = "GpadlTornDown[gpadlId=9]";

  private static final String TABLE = """
      InProgress        | header   | InProgress        | FAILED, refused GpadlInUse
      InProgress        | body     | Offered           | checkGpadl 1 0x9 pages=30
      InProgress        | badBody  | gone              | FAILED, refused BadGpadl
      InProgress        | teardown | InProgress        | refused WrongState
      InProgress        | released | gone              | -
      InProgress        | revoked  | InProgress        | rescind
      InProgress        | unload   | gone              | UnloadComplete[], unloaded
      Offered           | header   | Offered           | FAILED, refused GpadlInUse
      Offered           | body     | Offered           | refused UnknownGpadl
      Offered           | teardown | Offered           | refused WrongState
      Offered           | accept   | Accepted          | CREATED
      Offered           | refuse   | gone              | FAILED, refused BadGpadl
      Offered           | released | OfferedTearingDown | -
      Offered           | revoked  | gone              | FAILED, rescind
      Offered           | unload   | OfferedTearingDown | -
      OfferedTearingDown | accept  | gone              | -
      OfferedTearingDown | refuse  | gone              | -
      OfferedTearingDown | revoked | OfferedTearingDown | -
      Accepted          | header   | Accepted          | FAILED, refused GpadlInUse
      Accepted          | body     | Accepted          | refused UnknownGpadl
      Accepted          | teardown | gone              | TORN
      Accepted          | released | gone              | -
      Accepted          | revoked  | Accepted          | rescind
      Accepted          | unload   | gone              | UnloadComplete[], unloaded
      Used              | teardown | TearingDown       | dropGpadl 1 0x9
      Used              | released | TearingDown       | dropGpadl 1 0x9
      Used              | revoked  | Accepted          | rescind
      Used              | unuse    | Accepted          | -
      Used              | unload   | TearingDown       | dropGpadl 1 0x9
      TearingDown       | header   | TearingDown       | FAILED, refused GpadlInUse
      TearingDown       | teardown | TearingDown       | refused WrongState
      TearingDown       | unuse    | gone              | TORN
      TearingDown       | released | TearingDown       | -
      TearingDown       | revoked  | TearingDown       | rescind
      TearingDown       | unload   | TearingDown       | -
      SilentTearingDown | unuse    | gone              | -
      RevokedAccepted   | teardown | gone              | TORN
      RevokedAccepted   | released | gone              | -
      RevokedInProgress | body     | Accepted          | CREATED
      UnloadingUsed     | unuse    | gone              | UnloadComplete[], unloaded
      """;

  record Row(String state, String event, String next, List<String> effects) {
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(line -> {
      List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      List<String> effects = cells.get(3).equals("-") ? List.of() : List.of(cells.get(3).split(", ", -1));
      return new Row(cells.get(0), cells.get(1), cells.get(2), effects);
    });
  }

  @Test
  void everyStateIsInTheTable() {
    Set<String> states = Arrays.stream(GpadlState.class.getPermittedSubclasses()).map(Class::getSimpleName)
        .collect(Collectors.toSet());
    assertThat(rows().map(Row::state).toList()).containsAll(states);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eventInState(Row row) {
    RecordedServer server = in(row.state);

    List<String> effects = fire(server, row.event);

    assertThat(stateOf(server)).isEqualTo(row.next);
    assertThat(effects).isEqualTo(row.effects);
    assertThat(server.machine.isConsistent()).isTrue();
    if (row.next.equals("gone")) {
      assertThat(server.machine.pages()).isZero();
    }
  }

  private static RecordedServer in(String state) {
    RecordedServer server = new RecordedServer().offered();
    switch (state) {
      case "InProgress" -> server.fromGuest(header());
      case "Offered" -> server.fromGuest(header(), body(1));
      case "OfferedTearingDown" -> server.fromGuest(header(), body(1), new ChannelIdReleased(1));
      case "Accepted" -> accepted(server);
      case "Used" -> used(server);
      case "TearingDown" -> used(server).fromGuest(new GpadlTeardown(1, 9));
      case "SilentTearingDown" -> used(server).fromGuest(new GpadlTeardown(1, 9), new ChannelIdReleased(1));
      case "RevokedAccepted" -> accepted(server).machine.revoke(KEY);
      case "RevokedInProgress" -> {
        server.fromGuest(header());
        server.machine.revoke(KEY);
      }
      case "UnloadingUsed" -> used(server).fromGuest(new Unload());
      default -> throw new AssertionError(state);
    }
    server.take();
    return server;
  }

  private static RecordedServer accepted(RecordedServer server) {
    server.fromGuest(header(), body(1));
    server.machine.gpadlAccepted(CHANNEL, GPADL);
    return server;
  }

  private static RecordedServer used(RecordedServer server) {
    accepted(server).machine.retainGpadl(CHANNEL, GPADL);
    return server;
  }

  private static List<String> fire(RecordedServer server, String event) {
    switch (event) {
      case "header" -> server.fromGuest(header());
      case "body" -> server.fromGuest(body(1));
      case "badBody" -> server.fromGuest(body(-1));
      case "teardown" -> server.fromGuest(new GpadlTeardown(1, 9));
      case "accept" -> server.machine.gpadlAccepted(CHANNEL, GPADL);
      case "refuse" -> server.machine.gpadlRefused(CHANNEL, GPADL, "no such memory");
      case "unuse" -> server.machine.releaseGpadl(CHANNEL, GPADL);
      case "released" -> server.fromGuest(new ChannelIdReleased(1));
      case "revoked" -> server.machine.revoke(KEY);
      case "unload" -> server.fromGuest(new Unload());
      default -> throw new AssertionError(event);
    }
    List<String> effects = new ArrayList<>();
    for (String effect : server.take()) {
      String flat = effect.replace(", ", "; ");
      effects.add(flat.equals(CREATED)
          ? "CREATED"
          : flat.equals(FAILED)
              ? "FAILED"
              : flat.equals(TORN) ? "TORN" : flat.startsWith("Rescind") ? "rescind" : flat);
    }
    return effects;
  }

  private static String stateOf(RecordedServer server) {
    return server.machine.gpadlState(CHANNEL, GPADL).map(state -> state.getClass().getSimpleName()).orElse("gone");
  }

  /** 30 pages: 26 in the header, 4 in the body. */
  private static GpadlHeader header() {
    List<Long> values = new ArrayList<>(List.of(30L * 4096));
    for (long page = 0; page < 26; page++) {
      values.add(100 + page);
    }
    return new GpadlHeader(1, 9, 31 * 8, 1, values);
  }

  private static GpadlBody body(long sign) {
    return new GpadlBody(1, 9, List.of(126L, 127L, 128L, sign * 129));
  }

  @Test
  void usesAreCountedAndTheTeardownWaitsForTheLast() {
    RecordedServer server = used(new RecordedServer().offered());
    server.machine.retainGpadl(CHANNEL, GPADL);
    server.fromGuest(new GpadlTeardown(1, 9));
    server.take();
    assertThat(server.machine.retainGpadl(CHANNEL, GPADL)).isInstanceOf(org.paravane.abi.Result.Failed.class);
    server.machine.releaseGpadl(CHANNEL, GPADL);
    assertThat(server.take()).isEmpty();
    server.machine.releaseGpadl(CHANNEL, GPADL);
    assertThat(server.take()).containsExactly(TORN);
  }

  @Test
  void valuesBeyondTheAnnouncedLengthAreCutOff() {
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new GpadlHeader(1, 9, 16, 1, List.of(4096L, 16L, 99L, 98L)));
    assertThat(server.take()).containsExactly("checkGpadl 1 0x9 pages=1");
  }

  @ParameterizedTest
  @MethodSource("badRanges")
  void rangesThatMakeNoSenseAreRefusedAndTheHandleStaysFree(int rangeCount, List<Long> values) {
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new GpadlHeader(1, 9, values.size() * 8, rangeCount, values));
    assertThat(server.take()).containsExactly(FAILED.replace(";", ","), "refused BadGpadl");
    assertThat(server.machine.pages()).isZero();
    server.fromGuest(new GpadlHeader(1, 9, 16, 1, List.of(4096L, 16L)));
    assertThat(server.take()).containsExactly("checkGpadl 1 0x9 pages=1");
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> badRanges() {
    return Stream.of( //
        badRange(1, 0L, 16L), // no bytes
        badRange(1, 4096L | 4096L << 32, 16L, 17L), // offset outside the page
        badRange(1, 8192L, 16L), // a page is missing
        badRange(2, 4096L, 16L), // a range is missing
        badRange(0, 4096L, 16L), // no range
        badRange(1, 4096L), // no page at all
        badRange(1, 0xffff_ffffL, 16L), // overflow of 32 bits
        badRange(1, 4096L, -1L), // no such page
        badRange(1, 4096L, Long.MAX_VALUE)); // address overflows
  }

  private static org.junit.jupiter.params.provider.Arguments badRange(int rangeCount, Long... values) {
    return org.junit.jupiter.params.provider.Arguments.of(rangeCount, List.of(values));
  }

  @Test
  void severalRangesAreTakenApart() {
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new GpadlHeader(1, 9, 7 * 8, 3, List.of(4096L, 16L, 100L | 4000L << 32, 20L, 21L, 1L, 30L)));
    assertThat(server.take()).containsExactly("checkGpadl 1 0x9 pages=4");
  }

  @Test
  void aHandleMayBeUsedOnTwoChannelsButNotWhileIncomplete() {
    RecordedServer server = new RecordedServer();
    server.machine.offer(org.paravane.vmbus.OfferSpec.of(RecordedServer.INTERFACE, RecordedServer.instance(2),
        new byte[0]));
    server.offered();
    server.createGpadl(CHANNEL, GPADL, 2);
    server.createGpadl(new ChannelId(2), GPADL, 2);
    assertThat(server.take()).containsExactly("checkGpadl 1 0x9 pages=2", "checkGpadl 2 0x9 pages=2");
    server.fromGuest(new GpadlHeader(1, 10, 31 * 8, 1, List.of(30L * 4096)));
    server.fromGuest(new GpadlHeader(2, 10, 31 * 8, 1, List.of(30L * 4096)));
    assertThat(server.take()).containsExactly("GpadlCreated[channelId=2, gpadlId=10, status=-2147418113]",
        "refused GpadlInUse");
  }

  @Test
  void gpadlOfAnUnknownChannelIsRefused() {
    RecordedServer server = new RecordedServer().offered();
    for (int channel : new int[]{0, 2, 2047, 2048, -1}) {
      server.fromGuest(new GpadlHeader(channel, 9, 16, 1, List.of(4096L, 16L)));
      assertThat(server.take()).containsExactly(
          "GpadlCreated[channelId=" + channel + ", gpadlId=9, status=-2147418113]",
          "refused UnknownChannel");
      server.fromGuest(new GpadlTeardown(channel, 9));
      assertThat(server.take()).hasSize(1).first().asString().startsWith("refused Unknown");
    }
  }

  @Test
  void tooManyGpadlsOfAChannelAreRefused() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withGpadlsPerChannel(2)).offered();
    for (int i = 0; i < 2; i++) {
      server.createGpadl(CHANNEL, new GpadlId(i), 1);
    }
    server.take();
    server.createGpadl(CHANNEL, new GpadlId(2), 1);
    assertThat(server.take()).containsExactly("GpadlCreated[channelId=1, gpadlId=2, status=-2147418113]",
        "refused OverLimit");
    server.machine.gpadlAccepted(CHANNEL, new GpadlId(0));
    server.fromGuest(new GpadlTeardown(1, 0));
    server.take();
    server.createGpadl(CHANNEL, new GpadlId(2), 1);
    assertThat(server.take()).containsExactly("checkGpadl 1 0x2 pages=1");
  }

  @Test
  void tooManyPagesOfAConnectionAreRefusedBeforeTheyAreSent() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withPages(40)).offered();
    server.createGpadl(CHANNEL, new GpadlId(1), 30);
    server.take();
    assertThat(server.machine.pages()).isEqualTo(30);
    server.fromGuest(new GpadlHeader(1, 2, 8000, 1, List.of()));
    assertThat(server.take()).containsExactly("GpadlCreated[channelId=1, gpadlId=2, status=-2147418113]",
        "refused OverLimit");
    assertThat(server.machine.pages()).isEqualTo(30);
  }
}
