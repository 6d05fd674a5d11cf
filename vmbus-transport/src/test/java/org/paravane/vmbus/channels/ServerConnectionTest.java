package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.vmbus.channels.RecordedServer.CHANNEL;
import static org.paravane.vmbus.channels.RecordedServer.INTERFACE;
import static org.paravane.vmbus.channels.RecordedServer.KEY;
import static org.paravane.vmbus.channels.RecordedServer.SPEC;
import static org.paravane.vmbus.channels.RecordedServer.instance;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactLegacy;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactWithClientId;
import org.paravane.vmbus.message.ConnectionMessage.Pause;
import org.paravane.vmbus.message.ConnectionMessage.Resume;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.ConnectionState;
import org.paravane.vmbus.message.GpadlMessage.GpadlTeardown;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;
import org.paravane.vmbus.message.OfferMessage.RequestOffers;
import org.paravane.vmbus.message.ProtocolVersion;
import org.paravane.vmbus.message.SocketMessage.SocketConnectRequest;
import org.paravane.vmbus.message.UserData;

class ServerConnectionTest {

  @ParameterizedTest
  @EnumSource
  void versionsFrom24OnAreAccepted(ProtocolVersion version) {
    RecordedServer server = new RecordedServer();
    if (version.atLeast(ProtocolVersion.V5_0)) {
      server.contact(version, 0xff);
    } else {
      server.fromGuest(new InitiateContactLegacy(version.number(), 0, 0, 0, 0));
    }
    String response = switch (version) {
      case V0_13, V1_1 -> "VersionResponse[supported=0, connectionState=0, connectionId=0]";
      case V2_4, V3_0, V4_0, V4_1 -> "VersionResponse[supported=1, connectionState=0, connectionId=" + version.number()
          + "]";
      case V5_0, V5_1, V5_2, V5_3 -> "VersionResponse[supported=1, connectionState=0, connectionId=1]";
      case V6_0 -> "VersionResponseWithFeatures[supported=1, connectionState=0, connectionId=1, featureFlags=40]";
    };
    List<String> log = server.take();
    assertThat(log.getLast()).isEqualTo(response);
    assertThat(log).hasSize(version.atLeast(ProtocolVersion.V2_4) ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource({"0x70000", "0x60001", "0", "0xffffffff"})
  void unknownVersionsAreRefusedAndTheNextMayFollow(String number) {
    RecordedServer server = new RecordedServer();
    server.fromGuest(new InitiateContact(Integer.parseUnsignedInt(number.replace("0x", ""), 16), 0, 2, 0, 0, 0, 0));
    assertThat(server.take()).containsExactly("VersionResponse[supported=0, connectionState=0, connectionId=0]");
    server.contact(ProtocolVersion.V5_2);
    assertThat(server.take()).hasSize(2).first().isEqualTo("contacted 5.2 0x0");
  }

  @Test
  void featuresAreWhatBothHave() {
    RecordedServer server = new RecordedServer();
    server.contact(ProtocolVersion.V6_0, 0x20 | 0x04 | 0x100);
    assertThat(server.take().getFirst()).isEqualTo("contacted 6.0 0x20");
    server = new RecordedServer();
    server.fromGuest(new InitiateContactWithClientId(0x60000, 0, 2, 0, 0x08, 0, 0, instance(5)));
    assertThat(server.take().getFirst()).isEqualTo("contacted 6.0 0x8");
  }

  @Test
  void oneMonitorPageAloneIsAFailure() {
    RecordedServer server = new RecordedServer();
    server.fromGuest(new InitiateContact(0x50003, 0, 2, 0, 0, 0x1000, 0));
    assertThat(server.take()).containsExactly("VersionResponse[supported=1, connectionState=2, connectionId=1]");
    server.fromGuest(new InitiateContact(0x50003, 0, 2, 0, 0, 0x1000, 0x2000));
    assertThat(server.take()).hasSize(2);
  }

  @Test
  void theOwnerMayRefuse() {
    RecordedServer server = new RecordedServer();
    server.acceptContacts = false;
    server.contact(ProtocolVersion.V5_3);
    server.machine.contactRefused(ConnectionState.LOW_RESOURCES);
    assertThat(server.take()).containsExactly("contacted 5.3 0x0",
        "VersionResponse[supported=1, connectionState=1, connectionId=1]");
    assertThat(server.machine.state()).isEqualTo(new ServerConnectionState.Disconnected());
  }

  @Test
  void aSecondContactWhileConnectingReplacesTheFirst() {
    RecordedServer server = new RecordedServer();
    server.acceptContacts = false;
    server.contact(ProtocolVersion.V5_3).contact(ProtocolVersion.V5_2);
    assertThat(server.take()).containsExactly("contacted 5.3 0x0");
    server.machine.contactAccepted();
    assertThat(server.take()).containsExactly("contacted 5.2 0x0");
    server.machine.contactAccepted();
    assertThat(server.take()).hasSize(1);
  }

  @Test
  void aSecondContactWhileConnectedReleasesEverythingFirst() {
    RecordedServer server = new RecordedServer().open();
    server.contact(ProtocolVersion.V5_2);
    assertThat(server.take()).containsExactly("dropGpadl 1 0x7", "closeDevice 1");
    server.machine.deviceClosed(KEY);
    assertThat(server.take()).containsExactly("contacted 5.2 0x0",
        "VersionResponse[supported=1, connectionState=0, connectionId=1]");
    server.fromGuest(new RequestOffers());
    assertThat(server.take()).hasSize(2).first().asString().startsWith("OfferChannel");
  }

  @Test
  void aContactDuringUnloadIsAnsweredInsteadOfIt() {
    RecordedServer server = new RecordedServer().open();
    server.fromGuest(new Unload());
    server.contact(ProtocolVersion.V5_1);
    server.take();
    server.machine.deviceClosed(KEY);
    assertThat(server.take()).containsExactly("contacted 5.1 0x0",
        "VersionResponse[supported=1, connectionState=0, connectionId=1]");
  }

  @Test
  void nothingButContactIsTakenBeforeContact() {
    RecordedServer server = new RecordedServer();
    server.fromGuest(new RequestOffers(), new Unload(), new CloseChannel(1), new GpadlTeardown(1, 1));
    assertThat(server.take()).hasSize(4).containsOnly("refused Malformed");
  }

  @Test
  void offersComeInOrderOfKeyWithSubChannelsBehindTheirPrimary() {
    RecordedServer server = new RecordedServer();
    server.machine.offer(OfferSpec.of(INTERFACE, instance(2), new byte[0]));
    server.machine.offer(new OfferSpec(INTERFACE, instance(1), 1, new byte[0]));
    server.machine.offer(SPEC);
    server.contact(ProtocolVersion.V5_3).take();
    server.fromGuest(new RequestOffers());
    assertThat(server.take()).containsExactly(offer(1, instance(1), 0), offer(2, instance(1), 1),
        offer(3, instance(2), 0), "AllOffersDelivered[]");
    server.fromGuest(new RequestOffers());
    assertThat(server.take()).containsExactly("refused WrongState");
    server.machine.offer(OfferSpec.of(INTERFACE, instance(0), new byte[0]));
    assertThat(server.take()).containsExactly(offer(4, instance(0), 0));
  }

  private static String offer(int id, Guid instance, int sub) {
    byte[] data = id == 1 ? new byte[]{1, 2, 3} : new byte[0];
    return new OfferChannel(INTERFACE, instance, 0, 0, UserData.of(data), sub, 0, id, 255, 0, 1, 0x2000 + id)
        .toString();
  }

  @Test
  void offersBeforeTheRequestAreHeldBack() {
    RecordedServer server = new RecordedServer();
    server.contact(ProtocolVersion.V5_3).take();
    server.machine.offer(SPEC);
    assertThat(server.take()).isEmpty();
    server.machine.revoke(KEY);
    assertThat(server.take()).isEmpty();
    assertThat(server.machine.channel(KEY)).isEmpty();
  }

  @Test
  void subChannelsAreListedBeforeThePrimary() {
    RecordedServer server = new RecordedServer();
    for (int sub : new int[]{0, 2, 1}) {
      server.machine.offer(new OfferSpec(INTERFACE, instance(1), sub, new byte[0]));
    }
    server.machine.offer(OfferSpec.of(INTERFACE, instance(2), new byte[0]));
    assertThat(server.machine.keysOf(INTERFACE, instance(1))).extracting(OfferKey::subChannelIndex)
        .containsExactly(2, 1, 0);
  }

  @Test
  void theLimitOfOffersIsAnAnswer() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withOffers(1));
    assertThat(server.machine.offer(SPEC)).isEqualTo(Result.ok(SPEC));
    assertThat(server.machine.offer(SPEC)).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.EEXIST));
    assertThat(server.machine.offer(OfferSpec.of(INTERFACE, instance(2), new byte[0])))
        .isInstanceOfSatisfying(Result.Failed.class, failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOSPC));
  }

  @Test
  void anIdIsNotReusedWhileItsMemoryIsInUse() {
    RecordedServer server = new RecordedServer().offered().withRing();
    server.machine.retainGpadl(CHANNEL, RecordedServer.RING);
    server.fromGuest(new ChannelIdReleased(1));
    server.machine.offer(OfferSpec.of(INTERFACE, instance(2), new byte[0]));
    assertThat(server.take().getLast()).contains("channelId=2,");
    server.machine.releaseGpadl(CHANNEL, RecordedServer.RING);
    server.machine.offer(OfferSpec.of(INTERFACE, instance(3), new byte[0]));
    assertThat(server.take().getLast()).contains("channelId=1,");
  }

  @Test
  void aRingOnlyWorksAsOneWholeRangeWithTwoHalves() {
    for (int downstream : new int[]{-1, 0, 1, 7, 8, Integer.MAX_VALUE}) {
      RecordedServer server = new RecordedServer().offered().withRing();
      server.fromGuest(new OpenChannel(1, 3, 7, 0, downstream, UserData.EMPTY));
      assertThat(server.take()).containsExactly("OpenResult[channelId=1, openId=3, status=-2147418113]",
          "refused BadGpadl");
      server.fromGuest(new GpadlTeardown(1, 7));
      assertThat(server.take()).containsExactly("GpadlTornDown[gpadlId=7]");
    }
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new OpenChannel(1, 3, 7, 0, 2, UserData.EMPTY));
    assertThat(server.take()).containsExactly("OpenResult[channelId=1, openId=3, status=-2147418113]",
        "refused BadGpadl");
  }

  @Test
  void theRingOfAnOpenChannelIsTornDownOnlyAfterTheClose() {
    RecordedServer server = new RecordedServer().open();
    server.fromGuest(new GpadlTeardown(1, 7));
    assertThat(server.take()).containsExactly("dropGpadl 1 0x7");
    server.fromGuest(new CloseChannel(1));
    assertThat(server.take()).containsExactly("closeDevice 1");
    server.machine.deviceClosed(KEY);
    assertThat(server.take()).containsExactly("GpadlTornDown[gpadlId=7]");
  }

  @Test
  void anUnloadWaitsForMemoryInUse() {
    RecordedServer server = new RecordedServer().offered().withRing();
    server.machine.retainGpadl(CHANNEL, RecordedServer.RING);
    server.fromGuest(new Unload());
    assertThat(server.take()).containsExactly("dropGpadl 1 0x7");
    server.machine.releaseGpadl(CHANNEL, RecordedServer.RING);
    assertThat(server.take()).containsExactly("UnloadComplete[]", "unloaded");
  }

  @Test
  void modifyIsAnsweredFrom53OnAndRememberedBefore() {
    RecordedServer modern = new RecordedServer().open();
    modern.fromGuest(new ModifyChannel(1, 3), new ModifyChannel(1, 4));
    assertThat(modern.take()).containsExactly("retarget 1 3", "refused WrongState");
    modern.machine.retargeted(KEY);
    assertThat(modern.take()).containsExactly("ModifyChannelResponse[channelId=1, status=0]");

    RecordedServer old = new RecordedServer();
    old.machine.offer(SPEC);
    old.contact(ProtocolVersion.V5_2).fromGuest(new RequestOffers());
    old.withRing().fromGuest(RecordedServer.openMessage());
    old.machine.deviceOpened(KEY, true);
    old.take();
    old.fromGuest(new ModifyChannel(1, 3), new ModifyChannel(1, 4), new ModifyChannel(1, 5));
    assertThat(old.take()).containsExactly("retarget 1 3");
    old.machine.retargeted(KEY);
    assertThat(old.take()).containsExactly("retarget 1 5");
    old.machine.retargeted(KEY);
    assertThat(old.take()).isEmpty();
    old.fromGuest(new ModifyChannel(1, -1));
    assertThat(old.take()).containsExactly("refused WrongState");
  }

  @Test
  void whilePausedNothingIsSentAndOrderIsKept() {
    RecordedServer server = new RecordedServer();
    server.machine.offer(SPEC);
    server.contact(ProtocolVersion.V6_0, 0x20).fromGuest(new RequestOffers());
    server.take();
    server.fromGuest(new Pause());
    server.machine.revoke(KEY);
    server.machine.offer(OfferSpec.of(INTERFACE, instance(2), new byte[0]));
    server.fromGuest(new CloseChannel(1));
    server.fromGuest(new Pause());
    assertThat(server.take()).containsExactly("PauseResponse[]", "refused WrongState", "refused WrongState");
    server.fromGuest(new Resume());
    assertThat(server.take()).hasSize(2).first().isEqualTo("RescindChannelOffer[channelId=1]");
    server.fromGuest(new Resume());
    assertThat(server.take()).containsExactly("refused WrongState");
  }

  @Test
  void unloadWhilePausedIsAnsweredAndForgetsWhatWasHeld() {
    RecordedServer server = new RecordedServer();
    server.machine.offer(SPEC);
    server.contact(ProtocolVersion.V6_0, 0x20).fromGuest(new RequestOffers(), new Pause());
    server.take();
    server.machine.revoke(KEY);
    server.fromGuest(new Unload());
    assertThat(server.take()).containsExactly("UnloadComplete[]", "unloaded");
  }

  @Test
  void aPausedGuestThatLetsMessagesPileUpIsClosed() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withQueues(3, 1000));
    server.contact(ProtocolVersion.V6_0, 0x20).fromGuest(new RequestOffers(), new Pause());
    server.take();
    for (int i = 0; i < 5; i++) {
      server.machine.offer(OfferSpec.of(INTERFACE, instance(i), new byte[0]));
    }
    assertThat(server.take()).containsExactly("fail LimitExceeded");
    assertThat(server.machine.state()).isInstanceOf(ServerConnectionState.Failed.class);
    server.fromGuest(new Resume(), new Unload());
    server.contact(ProtocolVersion.V6_0);
    assertThat(server.take()).isEmpty();
  }

  @Test
  void tooManyErrorsCloseTheConnection() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withProtocolErrors(3)).offered();
    for (int i = 0; i < 5; i++) {
      server.fromGuest(new CloseChannel(1));
    }
    assertThat(server.take()).containsExactly("refused WrongState", "refused WrongState", "refused WrongState",
        "refused WrongState", "fail LimitExceeded");
    assertThat(server.machine.state()).isInstanceOfSatisfying(ServerConnectionState.Failed.class,
        failed -> assertThat(failed.reason()).isInstanceOf(CloseReason.LimitExceeded.class));
  }

  @Test
  void whatOnlyAServerSendsIsRefused() {
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new OfferChannel(INTERFACE, INTERFACE, 0, 0, UserData.EMPTY, 0, 0, 1, 0, 0, 0, 0));
    assertThat(server.take()).containsExactly("refused Malformed");
  }

  @Test
  void socketsAreRefusedWithAnAnswer() {
    RecordedServer server = new RecordedServer().offered();
    server.fromGuest(new SocketConnectRequest(instance(1), instance(2)));
    assertThat(server.take()).hasSize(1).first().asString().startsWith("SocketConnectResult").contains("-1073741258");
  }

  @Test
  void aGuestThatIsGoneLosesEverythingAndIsSentNothing() {
    RecordedServer server = new RecordedServer().open();
    server.createGpadl(CHANNEL, new GpadlId(8), 2);
    server.take();
    server.machine.lost();
    assertThat(server.take()).containsExactly("dropGpadl 1 0x7", "closeDevice 1");
    server.machine.deviceClosed(KEY);
    server.machine.gpadlAccepted(CHANNEL, new GpadlId(8));
    assertThat(server.take()).isEmpty();
    assertThat(server.machine.state()).isEqualTo(new ServerConnectionState.Disconnected());
    assertThat(server.machine.pages()).isZero();
    server.machine.lost();
    assertThat(server.take()).isEmpty();
  }

  @Test
  void allIdsCanBeUsedAndComeBack() {
    RecordedServer server = new RecordedServer(TransportLimits.defaults().withOffers(2047));
    List<OfferKey> keys = new ArrayList<>();
    for (int i = 0; i < 2047; i++) {
      OfferSpec spec = OfferSpec.of(INTERFACE, instance(i), new byte[0]);
      server.machine.offer(spec);
      keys.add(OfferKey.of(spec));
    }
    server.contact(ProtocolVersion.V5_3).fromGuest(new RequestOffers());
    assertThat(server.take()).hasSize(2047 + 3);
    keys.forEach(server.machine::revoke);
    for (int id = 1; id <= 2047; id++) {
      server.fromGuest(new ChannelIdReleased(id));
    }
    assertThat(server.take()).hasSize(2047);
    server.machine.offer(SPEC);
    assertThat(server.take()).hasSize(1).first().asString().contains("channelId=1,");
    assertThat(server.machine.isConsistent()).isTrue();
    assertThat(new ChannelId(2047).value()).isEqualTo(2047);
  }
}
