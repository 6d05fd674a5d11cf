package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.channels.RecordedClient.CHANNEL;
import static org.paravane.vmbus.channels.RecordedClient.offer;
import static org.paravane.vmbus.channels.RecordedClient.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ChannelMessage.OpenResult;
import org.paravane.vmbus.message.ConnectionMessage.UnloadComplete;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponse;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponseWithFeatures;
import org.paravane.vmbus.message.GpadlMessage.GpadlCreated;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.OfferMessage.AllOffersDelivered;
import org.paravane.vmbus.message.OfferMessage.RequestOffers;
import org.paravane.vmbus.message.OfferMessage.RescindChannelOffer;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.message.UserData;

class ClientChannelsTest {
  private static final GpadlId FIRST = new GpadlId(0xE1E10);

  /** State, event, next state, effects; a dash is none. */
  private static final String TABLE = """
      none     | offer       | Offered  | offered 1
      none     | rescind     | none     | refused UnknownChannel
      none     | openOk      | none     | refused UnknownChannel
      none     | openFailed  | none     | refused UnknownChannel
      none     | doOpen      | none     | ENODEV
      none     | doClose     | none     | ENODEV
      none     | doRelease   | none     | EINVAL
      none     | doCreate    | none     | ENODEV
      Offered  | offer       | Offered  | refused BadValue
      Offered  | rescind     | Revoked  | rescinded 1
      Offered  | openOk      | Offered  | refused WrongState
      Offered  | openFailed  | Offered  | refused WrongState
      Offered  | doOpen      | Opening  | > OpenChannel
      Offered  | doClose     | Offered  | EINVAL
      Offered  | doRelease   | Offered  | EINVAL
      Offered  | doCreate    | Offered  | > GpadlHeader
      Opening  | offer       | Opening  | refused BadValue
      Opening  | rescind     | Revoked  | rescinded 1
      Opening  | openOk      | Opened   | opened 1 true
      Opening  | openFailed  | Offered  | opened 1 false
      Opening  | doOpen      | Opening  | EBUSY
      Opening  | doClose     | Opening  | EINVAL
      Opening  | doRelease   | Opening  | EINVAL
      Opening  | doCreate    | Opening  | > GpadlHeader
      Opened   | offer       | Opened   | refused BadValue
      Opened   | rescind     | Revoked  | rescinded 1
      Opened   | openOk      | Opened   | refused WrongState
      Opened   | openFailed  | Opened   | refused WrongState
      Opened   | doOpen      | Opened   | EBUSY
      Opened   | doClose     | Offered  | > CloseChannel
      Opened   | doRelease   | Opened   | EINVAL
      Opened   | doCreate    | Opened   | > GpadlHeader
      Revoked  | offer       | Revoked  | refused BadValue
      Revoked  | rescind     | Revoked  | refused WrongState
      Revoked  | openOk      | Revoked  | -
      Revoked  | openFailed  | Revoked  | -
      Revoked  | doOpen      | Revoked  | ENODEV
      Revoked  | doClose     | Revoked  | ENODEV
      Revoked  | doRelease   | none     | > ChannelIdReleased
      Revoked  | doCreate    | Revoked  | ENODEV
      """;
  private static final List<String> EVENTS = List.of("offer", "rescind", "openOk", "openFailed", "doOpen", "doClose",
      "doRelease", "doCreate");

  record Row(String state, String event, String next, List<String> effects) {
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(line -> {
      List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      return new Row(cells.get(0), cells.get(1), cells.get(2),
          cells.get(3).equals("-") ? List.of() : List.of(cells.get(3)));
    });
  }

  @Test
  void theTableIsExhaustive() {
    Set<String> covered = rows().map(row -> row.state + "/" + row.event).collect(Collectors.toSet());
    Stream<String> states = Stream.concat(Stream.of("none"),
        Arrays.stream(ClientChannelState.class.getPermittedSubclasses()).map(Class::getSimpleName));
    states.forEach(state -> EVENTS.forEach(event -> assertThat(covered).contains(state + "/" + event)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eventInState(Row row) {
    RecordedClient client = in(row.state);

    List<String> effects = fire(client, row.event);

    assertThat(effects.stream().map(effect -> effect.replaceAll("\\[.*", "")).toList()).isEqualTo(row.effects);
    assertThat(client.machine.channel(CHANNEL).map(state -> state.getClass().getSimpleName()).orElse("none"))
        .isEqualTo(row.next);
  }

  private static RecordedClient in(String state) {
    RecordedClient client = new RecordedClient().connect();
    if (!state.equals("none")) {
      client.fromHost(offer(1, 1));
    }
    switch (state) {
      case "none", "Offered" -> {
      }
      case "Opening" -> fire(client, "doOpen");
      case "Opened" -> {
        fire(client, "doOpen");
        fire(client, "openOk");
      }
      case "Revoked" -> fire(client, "rescind");
      default -> throw new AssertionError(state);
    }
    client.take();
    return client;
  }

  private static List<String> fire(RecordedClient client, String event) {
    Result<?> result = switch (event) {
      case "doOpen" -> client.machine.open(CHANNEL, FIRST, 4, UserData.EMPTY);
      case "doClose" -> client.machine.close(CHANNEL);
      case "doRelease" -> client.machine.release(CHANNEL);
      case "doCreate" -> client.machine.createGpadl(CHANNEL, pages(2));
      default -> Result.ok("");
    };
    switch (event) {
      case "offer" -> client.fromHost(offer(1, 1));
      case "rescind" -> client.fromHost(new RescindChannelOffer(1));
      case "openOk" -> client.fromHost(new OpenResult(1, 1, Status.SUCCESS));
      case "openFailed" -> client.fromHost(new OpenResult(1, 1, Status.UNSUCCESSFUL));
      default -> {
      }
    }
    List<String> effects = new ArrayList<>(client.take());
    if (result instanceof Result.Failed<?>(Errno errno, String _)) {
      effects.add(errno.name());
    }
    return effects;
  }

  @Test
  void theVersionWalksDownUntilTheHostAccepts() {
    RecordedClient client = new RecordedClient();
    client.machine.connect();
    List<String> proposed = new ArrayList<>();
    for (int i = 1; i < ClientChannels.PROPOSALS.size(); i++) {
      proposed.addAll(client.take());
      client.fromHost(new VersionResponse(0, 0, 0));
    }
    proposed.addAll(client.take());
    assertThat(proposed).extracting(text -> Integer.toHexString(Integer.parseInt(
        text.replaceAll(".*[^a-z]version=(\\d+).*", "$1")))).containsExactly("60000", "50003", "50002", "50001",
            "50000", "40001", "40000", "30000", "20004");
    client.fromHost(new VersionResponse(1, 0, 0x20004));
    assertThat(client.take()).containsExactly("connected 2.4 0x0");
  }

  @Test
  void noCommonVersionIsARefusal() {
    RecordedClient client = new RecordedClient();
    client.machine.connect();
    for (int i = 0; i < ClientChannels.PROPOSALS.size(); i++) {
      client.take();
      client.fromHost(new VersionResponse(0, 0, 0));
    }
    assertThat(client.take()).containsExactly("connectRefused");
    client.fromHost(new VersionResponse(1, 0, 0));
    assertThat(client.take()).isEmpty();
  }

  @Test
  void aFailedConnectionStateIsARefusal() {
    RecordedClient client = new RecordedClient();
    client.machine.connect();
    client.take();
    client.fromHost(new VersionResponseWithFeatures(1, 1, 0, 0));
    assertThat(client.take()).containsExactly("connectRefused");
  }

  @Test
  void featuresThatWereNotAskedForAreNotInForce() {
    RecordedClient client = new RecordedClient();
    client.machine.connect();
    client.take();
    client.fromHost(new VersionResponseWithFeatures(1, 0, 1, -1));
    assertThat(client.take()).containsExactly("connected 6.0 0x20");
  }

  @Test
  void onlyAVersionResponseIsTakenWhileContacting() {
    RecordedClient client = new RecordedClient();
    client.machine.connect();
    client.take();
    client.fromHost(offer(1, 1), new UnloadComplete(), new AllOffersDelivered());
    assertThat(client.take()).containsOnly("refused WrongState").hasSize(3);
  }

  @Test
  void offersAreRequestedOnce() {
    RecordedClient client = new RecordedClient();
    assertThat(client.machine.requestOffers()).isInstanceOf(Result.Failed.class);
    client.machine.connect();
    client.fromHost(new VersionResponseWithFeatures(1, 0, 1, 0));
    client.take();
    assertThat(client.machine.requestOffers()).isInstanceOf(Result.Ok.class);
    assertThat(client.machine.requestOffers()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.EBUSY));
    assertThat(client.take()).containsExactly("> " + new RequestOffers());
    client.fromHost(new AllOffersDelivered());
    assertThat(client.take()).containsExactly("allOffersDelivered");
  }

  @Test
  void connectingTwiceIsABug() {
    RecordedClient client = new RecordedClient().connect();
    assertThatThrownBy(client.machine::connect).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLargeGpadlIsCutIntoOneHeaderAndBodies() {
    RecordedClient client = new RecordedClient().withOffer();
    client.machine.createGpadl(CHANNEL, pages(26 + 28 + 1));
    assertThat(client.take()).extracting(text -> text.replaceAll("\\[.*", "")).containsExactly("> GpadlHeader",
        "> GpadlBody", "> GpadlBody");
    client.fromHost(new GpadlCreated(1, FIRST.value(), Status.SUCCESS));
    assertThat(client.take()).containsExactly("created 1 0xe1e10 true");
    client.machine.teardownGpadl(CHANNEL, FIRST);
    assertThat(client.take()).containsExactly("> GpadlTeardown[channelId=1, gpadlId=" + FIRST.value() + "]");
    client.fromHost(new GpadlTornDown(FIRST.value()));
    assertThat(client.take()).containsExactly("tornDown 1 0xe1e10");
    client.fromHost(new GpadlTornDown(FIRST.value()));
    assertThat(client.take()).containsExactly("refused UnknownGpadl");
  }

  @Test
  void handlesAreNeverUsedTwice() {
    RecordedClient client = new RecordedClient().withOffer();
    assertThat(client.machine.createGpadl(CHANNEL, pages(1))).isEqualTo(Result.ok(FIRST));
    client.fromHost(new GpadlCreated(1, FIRST.value(), Status.UNSUCCESSFUL));
    assertThat(client.take()).last().isEqualTo("created 1 0xe1e10 false");
    assertThat(client.machine.createGpadl(CHANNEL, pages(1))).isEqualTo(Result.ok(new GpadlId(0xE1E11)));
  }

  @Test
  void onlyWhatWasCreatedCanBeTornDown() {
    RecordedClient client = new RecordedClient().withOffer();
    assertThat(client.machine.teardownGpadl(CHANNEL, FIRST)).isInstanceOf(Result.Failed.class);
    client.machine.createGpadl(CHANNEL, pages(1));
    assertThat(client.machine.teardownGpadl(CHANNEL, FIRST)).isInstanceOf(Result.Failed.class);
    client.fromHost(new GpadlTornDown(FIRST.value()), new GpadlCreated(1, FIRST.value(), 0));
    client.machine.teardownGpadl(CHANNEL, FIRST);
    assertThat(client.machine.teardownGpadl(CHANNEL, FIRST)).isInstanceOf(Result.Failed.class);
    assertThat(client.take()).contains("refused UnknownGpadl").filteredOn(text -> text.contains("Teardown")).hasSize(1);
  }

  @Test
  void pagesBeyondOneGpadlAreRefusedBeforeAnythingIsSent() {
    RecordedClient client = new RecordedClient().withOffer();
    assertThat(client.machine.createGpadl(CHANNEL, pages(ClientChannels.MOST_PAGES))).isInstanceOf(Result.Ok.class);
    client.take();
    assertThat(client.machine.createGpadl(CHANNEL, pages(ClientChannels.MOST_PAGES + 1)))
        .isInstanceOfSatisfying(Result.Failed.class, failed -> assertThat(failed.errno()).isEqualTo(Errno.EINVAL));
    assertThat(client.take()).isEmpty();
  }

  @Test
  void ourOwnLimitOfGpadlsIsAnAnswer() {
    RecordedClient client = new RecordedClient(TransportLimits.defaults().withGpadlsPerChannel(1)).withOffer();
    client.machine.createGpadl(CHANNEL, pages(1));
    assertThat(client.machine.createGpadl(CHANNEL, pages(1))).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOSPC));
  }

  @Test
  void answersThatRaceWithARescindAreIgnored() {
    RecordedClient client = new RecordedClient().withOffer();
    client.machine.createGpadl(CHANNEL, pages(1));
    client.fromHost(new RescindChannelOffer(1));
    client.take();
    client.fromHost(new GpadlCreated(1, FIRST.value(), Status.UNSUCCESSFUL), new OpenResult(1, 1, 0));
    assertThat(client.take()).isEmpty();
    client.machine.release(CHANNEL);
    assertThat(client.take()).containsExactly("> ChannelIdReleased[channelId=1]");
    client.fromHost(offer(1, 2));
    assertThat(client.take()).containsExactly("offered 1");
  }

  @Test
  void aDeviceMayComeBackUnderAnotherIdBeforeTheRelease() {
    RecordedClient client = new RecordedClient().withOffer();
    client.fromHost(new RescindChannelOffer(1), offer(2, 1));
    assertThat(client.take()).containsExactly("rescinded 1", "offered 2");
  }

  @Test
  void impossibleOffersAreRefused() {
    RecordedClient client = new RecordedClient().withOffer();
    client.fromHost(offer(0, 2), offer(2048, 2), offer(1, 2), offer(2, 1));
    assertThat(client.take()).containsOnly("refused BadValue").hasSize(4);
  }

  @Test
  void moreOffersThanTheLimitEndTheConnection() {
    RecordedClient client = new RecordedClient(TransportLimits.defaults().withOffers(2)).connect();
    client.fromHost(offer(1, 1), offer(2, 2), offer(3, 3), offer(4, 4));
    assertThat(client.take()).containsExactly("offered 1", "offered 2", "refused OverLimit", "fail LimitExceeded");
    assertThat(client.machine.state()).isInstanceOf(ClientConnectionState.Ended.class);
  }

  @Test
  void tooManyErrorsEndTheConnection() {
    RecordedClient client = new RecordedClient(TransportLimits.defaults().withProtocolErrors(1)).connect();
    client.fromHost(new RescindChannelOffer(1), new RescindChannelOffer(-1), new RescindChannelOffer(5));
    assertThat(client.take()).containsExactly("refused UnknownChannel", "refused UnknownChannel",
        "fail LimitExceeded");
  }

  @Test
  void afterAnUnloadOnlyItsAnswerCounts() {
    RecordedClient client = new RecordedClient().withOffer();
    client.machine.unload();
    client.fromHost(offer(2, 2), new RescindChannelOffer(1));
    assertThat(client.take()).containsExactly("> Unload[]");
    assertThat(client.machine.open(CHANNEL, FIRST, 4, UserData.EMPTY)).isInstanceOf(Result.Failed.class);
    assertThat(client.machine.unload()).isInstanceOf(Result.Failed.class);
    client.fromHost(new UnloadComplete());
    assertThat(client.take()).containsExactly("unloaded");
  }

  @Test
  void aLostConnectionTakesNothingAndSendsNothing() {
    RecordedClient client = new RecordedClient().withOffer();
    client.fromHost(new RescindChannelOffer(1));
    client.take();
    client.machine.lost(new CloseReason.Disconnected("gone"));
    client.fromHost(offer(2, 2));
    assertThat(client.machine.release(CHANNEL)).isInstanceOf(Result.Failed.class);
    assertThat(client.machine.createGpadl(new ChannelId(1), pages(1))).isInstanceOf(Result.Failed.class);
    assertThat(client.take()).isEmpty();
    assertThat(client.machine.state())
        .isEqualTo(new ClientConnectionState.Ended(new CloseReason.Disconnected("gone")));
  }
}
