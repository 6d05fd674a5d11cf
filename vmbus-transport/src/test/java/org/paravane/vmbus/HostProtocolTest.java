package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.vmbus.Transport.take;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.TransportTest.Echo;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.Frame.ClosingChannel.Cause;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannelResponse;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ChannelMessage.OpenResult;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContactLegacy;
import org.paravane.vmbus.message.ConnectionMessage.Pause;
import org.paravane.vmbus.message.ConnectionMessage.PauseResponse;
import org.paravane.vmbus.message.ConnectionMessage.Resume;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.ConnectionMessage.UnloadComplete;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponse;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponseWithFeatures;
import org.paravane.vmbus.message.GpadlMessage.GpadlCreated;
import org.paravane.vmbus.message.GpadlMessage.GpadlTeardown;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.OfferMessage.AllOffersDelivered;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;
import org.paravane.vmbus.message.OfferMessage.RequestOffers;
import org.paravane.vmbus.message.OfferMessage.RescindChannelOffer;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.message.UserData;

/** The live host, message by message. */
@Timeout(30)
class HostProtocolTest {
  private final Echo echo = new Echo();
  private final Hosted hosted = new Hosted(2, echo);

  @ParameterizedTest
  @EnumSource
  void aWholeLifeInMessages(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport)) {
      guest.send(new InitiateContact(0x60000, 0, 2, 0, 0xff, 0, 0));
      assertThat(guest.next()).isEqualTo(new VersionResponseWithFeatures(1, 0, 1, 0x28));
      guest.send(new RequestOffers());
      OfferChannel first = guest.next(OfferChannel.class);
      assertThat(first.channelId()).isEqualTo(1);
      assertThat(first.connectionId()).isEqualTo(0x2001);
      assertThat(first.monitorId()).isEqualTo(255);
      assertThat(guest.next(OfferChannel.class).channelId()).isEqualTo(2);
      assertThat(guest.next()).isEqualTo(new AllOffersDelivered());

      guest.lendRing(1, 10);
      assertThat(guest.next()).isEqualTo(new GpadlCreated(1, 10, Status.SUCCESS));
      guest.send(RawGuest.open(1, 10));
      assertThat(guest.next()).isEqualTo(new OpenResult(1, 1, Status.SUCCESS));
      assertThat(take(echo.channels).id()).isEqualTo(new ChannelId(1));
      guest.send(new ModifyChannel(1, 1));
      assertThat(guest.next()).isEqualTo(new ModifyChannelResponse(1, Status.SUCCESS));
      guest.send(new GpadlTeardown(1, 10), new CloseChannel(1));
      assertThat(guest.next()).isEqualTo(new GpadlTornDown(10));
      assertThat(take(echo.closed)).isEqualTo(new CloseReason.PeerClosed());

      hosted.connections.getFirst().rescind(Transport.INTERFACE, Transport.instance(2));
      assertThat(guest.next()).isEqualTo(new RescindChannelOffer(2));
      guest.send(new ChannelIdReleased(2), new Unload());
      assertThat(guest.next()).isEqualTo(new UnloadComplete());
      guest.send(new InitiateContact(0x50002, 0, 2, 0, 0, 0, 0));
      assertThat(guest.next()).isEqualTo(new VersionResponse(1, 0, 1));
      assertThat(hosted.connections).hasSize(1);
    }
    assertThat(hosted.disconnected).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void oldGuestsGetTheirVersion(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport)) {
      guest.send(new InitiateContactLegacy(0x0000d, 0, 0, 0, 0));
      assertThat(guest.next()).isEqualTo(new VersionResponse(0, 0, 0));
      guest.send(new InitiateContactLegacy(0x20004, 0, 0, 0, 0));
      assertThat(guest.next()).isEqualTo(new VersionResponse(1, 0, 0x20004));
      guest.send(new ModifyChannel(1, 0), new RequestOffers());
      assertThat(guest.next()).isInstanceOf(OfferChannel.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aContactInTheMiddleClosesEverythingAndBeginsAnew(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.lendRing(1, 10);
      guest.send(RawGuest.open(1, 10));
      guest.next(OpenResult.class);
      guest.contact();
      assertThat(guest.next()).isInstanceOf(VersionResponseWithFeatures.class);
      assertThat(take(echo.closed)).isEqualTo(new CloseReason.PeerClosed());
      assertThat(guest.next(OfferChannel.class).channelId()).isEqualTo(1);
      // The region is still shared, the handle is free again.
      guest.link.send(new Frame.WithdrawRegion(1, RawGuest.GPA + 10L * RawGuest.RING_BYTES));
      guest.lendRing(1, 10);
      guest.send(RawGuest.open(1, 10));
      assertThat(guest.next(OpenResult.class).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPausedGuestHearsNothingUntilItResumes(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.next(AllOffersDelivered.class);
      guest.send(new Pause());
      assertThat(guest.next()).isEqualTo(new PauseResponse());
      hosted.connections.getFirst().rescind(Transport.INTERFACE, Transport.instance(1));
      Thread.sleep(50);
      assertThat(guest.frames).noneMatch(Frame.Control.class::isInstance);
      guest.send(new Resume());
      assertThat(guest.next()).isEqualTo(new RescindChannelOffer(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ringsThatAreNoneAreRefused(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.lendRing(1, 10);
      guest.next(GpadlCreated.class);
      for (int downstream : new int[]{0, 1, 3, 4, -1}) {
        guest.send(new OpenChannel(1, downstream, 10, 0, downstream, UserData.EMPTY));
        assertThat(guest.next()).isEqualTo(new OpenResult(1, downstream, Status.UNSUCCESSFUL));
      }
      guest.send(RawGuest.open(1, 11));
      assertThat(guest.next()).isEqualTo(new OpenResult(1, 1, Status.UNSUCCESSFUL));
      guest.send(RawGuest.open(1, 10));
      assertThat(guest.next()).isEqualTo(new OpenResult(1, 1, Status.SUCCESS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void scatteredPagesAreNoRing(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.lendRing(1, 10);
      guest.next(GpadlCreated.class);
      long page = (RawGuest.GPA + 10L * RawGuest.RING_BYTES) / 4096;
      guest.send(new org.paravane.vmbus.message.GpadlMessage.GpadlHeader(1, 12, 40, 1,
          List.of(4L * 4096, page, page + 2, page + 1, page + 3)));
      assertThat(guest.next()).isEqualTo(new GpadlCreated(1, 12, Status.SUCCESS));
      guest.send(RawGuest.open(1, 12));
      assertThat(guest.next()).isEqualTo(new OpenResult(1, 1, Status.UNSUCCESSFUL));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pagesOutsideTheSharedRegionsAreRefused(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.next(AllOffersDelivered.class);
      for (long page : new long[]{0, RawGuest.GPA / 4096, (1L << 51) - 1, Long.MAX_VALUE / 4096 - 1}) {
        guest.send(new org.paravane.vmbus.message.GpadlMessage.GpadlHeader(1, 12, 16, 1, List.of(4096L, page)));
        assertThat(guest.next()).isEqualTo(new GpadlCreated(1, 12, Status.UNSUCCESSFUL));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void regionsAreAnsweredOneByOne(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted);
        RawGuest guest = new RawGuest(transport).contact();
        Memfd sealed = Memfd.create("s", 4096);
        Memfd unsealed = Memfd.create("u", 4096)) {
      sealed.seal(Seal.SHRINK);
      assertThat(share(guest, 1, sealed, 0, 4096)).isZero();
      assertThat(share(guest, 2, sealed, 0, 4096)).isEqualTo(17);
      assertThat(share(guest, 3, unsealed, 8192, 4096)).isEqualTo(22);
      assertThat(share(guest, 4, sealed, 8192, 100)).isEqualTo(22);
      // No descriptor was sent.
      guest.link.send(new Frame.ShareRegion(5, 16384, 4096));
      assertThat(answer(guest, 5)).isEqualTo(9);
      guest.link.send(new Frame.WithdrawRegion(6, 0));
      assertThat(answer(guest, 6)).isZero();
      guest.link.send(new Frame.WithdrawRegion(7, 0));
      assertThat(answer(guest, 7)).isEqualTo(22);
    }
  }

  private static int share(RawGuest guest, int sequence, Memfd memfd, long gpa, long reserved) throws VmbusException {
    guest.link.sendDescriptor(memfd.fd());
    guest.link.send(new Frame.ShareRegion(sequence, gpa, reserved));
    return answer(guest, sequence);
  }

  private static int answer(RawGuest guest, int sequence) {
    while (true) {
      if (take(guest.frames) instanceof Frame.RegionAnswer(int number, int errno, String reason)) {
        assertThat(number).isEqualTo(sequence);
        assertThat(reason.isEmpty()).isEqualTo(errno == 0);
        return errno;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGuestsNoteSaysWhyItCloses(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      int gpadl = 10;
      for (Cause cause : Cause.values()) {
        guest.lendRing(1, gpadl);
        guest.send(RawGuest.open(1, gpadl));
        guest.next(OpenResult.class);
        guest.link.send(new Frame.ClosingChannel(1, cause, "because"));
        guest.link.send(new Frame.ClosingChannel(4711, cause, "nobody"));
        guest.send(new CloseChannel(1));
        CloseReason reason = take(echo.closed);
        assertThat(reason).isInstanceOf(switch (cause) {
          case CORRUPT -> CloseReason.Corrupt.class;
          case LIMIT_EXCEEDED -> CloseReason.LimitExceeded.class;
          case OTHER -> CloseReason.PeerClosed.class;
        });
        gpadl++;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyAHostSaysEndsTheConnection(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, hosted); RawGuest guest = new RawGuest(transport).contact()) {
      guest.next(AllOffersDelivered.class);
      guest.link.send(new Frame.TurnedAway("you"));
      take(guest.closed);
      assertThat(take(hosted.disconnected)).isInstanceOf(CloseReason.Corrupt.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooManyErrorsEndTheConnection(Kind kind) throws Exception {
    ServerOptions options = ServerOptions.defaults().withLimits(TransportLimits.defaults().withProtocolErrors(10));
    try (Transport transport = Transport.start(kind, hosted, options);
        RawGuest guest = new RawGuest(transport).contact()) {
      for (int i = 0; i < 11; i++) {
        guest.send(new CloseChannel(1));
      }
      take(guest.closed);
      assertThat(take(hosted.disconnected)).isInstanceOf(CloseReason.LimitExceeded.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeviceThatIsOfferedAgainWhenItClosedComesBackAfterTheRelease(Kind kind) throws Exception {
    CountDownLatch offered = new CountDownLatch(1);
    Hosted phoenix = new Hosted(1, new ChannelService() {
      @Override
      public Result<ChannelListener> opened(VmbusChannel channel, byte[] openUserData) {
        return Result.ok(new ChannelListener() {
          @Override
          public void onPacket(InboundPacket packet) {
          }

          @Override
          public void onClosed(CloseReason reason) {
            again(channel.offer().instanceId());
          }
        });
      }

      private void again(org.paravane.abi.Guid instance) {
        if (phoenixConnection().offer(OfferSpec.of(Transport.INTERFACE, instance, new byte[0]),
            (_, _) -> Result.ok(new Heard())) instanceof Result.Ok) {
          offered.countDown();
        }
      }

      private HostConnection phoenixConnection() {
        return connection[0];
      }
    });
    try (Transport transport = Transport.start(kind, phoenix); RawGuest guest = new RawGuest(transport).contact()) {
      guest.lendRing(1, 10);
      guest.send(RawGuest.open(1, 10));
      guest.next(OpenResult.class);
      connection[0] = phoenix.connections.getFirst();
      connection[0].rescind(Transport.INTERFACE, Transport.instance(1));
      assertThat(guest.next()).isEqualTo(new RescindChannelOffer(1));
      assertThat(offered.await(5, TimeUnit.SECONDS)).isTrue();
      guest.send(new ChannelIdReleased(1));
      assertThat(guest.next(OfferChannel.class).channelId()).isEqualTo(1);
    }
  }

  private final HostConnection[] connection = new HostConnection[1];

  // A guest that goes at every step of the way.

  /** One step of a guest's life. */
  interface Step {
    void go(RawGuest guest) throws LinuxException, VmbusException;
  }

  private static final List<Step> LIFE = List.of( //
      guest -> guest.send(new InitiateContact(0x60000, 0, 2, 0, 0, 0, 0)), //
      guest -> guest.next(VersionResponseWithFeatures.class), //
      guest -> guest.send(new RequestOffers()), //
      guest -> guest.next(AllOffersDelivered.class), //
      guest -> guest.link.sendDescriptor(guest.events.memfd().fd()), //
      guest -> guest.link.send(new Frame.ShareRegion(1, 0, 1 << 20)), //
      guest -> guest.lendRing(1, 10), //
      guest -> guest.next(GpadlCreated.class), //
      guest -> guest.send(new org.paravane.vmbus.message.GpadlMessage.GpadlHeader(1, 99, 8000, 1, List.of(4096L))), //
      guest -> guest.send(RawGuest.open(1, 10)), //
      guest -> guest.next(OpenResult.class), //
      guest -> guest.events.signalPeer(new ChannelId(1)), //
      guest -> guest.send(new GpadlTeardown(1, 10)), //
      guest -> guest.send(new CloseChannel(1)), //
      guest -> guest.next(GpadlTornDown.class), //
      guest -> guest.send(new ChannelIdReleased(1)), //
      guest -> guest.send(new Unload()), //
      guest -> guest.next(UnloadComplete.class));

  static Stream<Arguments> deaths() {
    List<Arguments> deaths = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int steps = 0; steps <= LIFE.size(); steps++) {
        deaths.add(Arguments.of(kind, steps));
      }
    }
    return deaths.stream();
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void aGuestThatGoesAfterAnyStepLeavesNothing(Kind kind, int steps) throws Exception {
    try (Transport transport = Transport.start(kind, hosted)) {
      Leaks baseline = Leaks.now();
      RawGuest guest = new RawGuest(transport);
      for (Step step : LIFE.subList(0, steps)) {
        step.go(guest);
      }
      guest.close();
      baseline.awaitSame();
      assertThat(transport.server.connections()).isEmpty();
      assertThat(hosted.connections).isEmpty();
      if (steps > 1) {
        assertThat(hosted.disconnected).hasSize(1);
      }
    }
  }
}
