package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.PageRange;

/** The two machines against each other, with every message and every answer of a device delayed at random. */
class BothMachinesTest {
  private static final int STEPS = 4_000;

  private final Deque<byte[]> toHost = new ArrayDeque<>();
  private final Deque<byte[]> toGuest = new ArrayDeque<>();
  private final List<Runnable> devices = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<ChannelId> rescinded = new ArrayList<>();
  private final Map<ChannelId, List<GpadlId>> lent = new HashMap<>();
  private final Map<ChannelId, GpadlId> retained = new HashMap<>();
  private int unloads;
  private final ServerChannels server = new ServerChannels(new Host(), TransportLimits.defaults());
  private final ClientChannels client = new ClientChannels(new Guest(), TransportLimits.defaults());

  @RepeatedTest(40)
  void whateverTheOrderNeitherIsConfusedAndAllEnds(RepetitionInfo repetition) {
    long seed = 1_000L + repetition.getCurrentRepetition();
    Random random = new Random(seed);
    client.connect();
    drain();
    client.requestOffers();
    for (int step = 0; step < STEPS; step++) {
      act(random);
      assertThat(server.isConsistent()).as("seed=%d, step=%d", seed, step).isTrue();
    }
    drain();
    assertThat(errors).as("seed=%d", seed).isEmpty();

    retained.forEach(server::releaseGpadl);
    client.unload();
    drain();

    assertThat(unloads).as("seed=%d", seed).isEqualTo(1);
    assertThat(server.state()).isEqualTo(new ServerConnectionState.Disconnected());
    assertThat(server.pages()).isZero();
  }

  private void act(Random random) {
    OfferSpec spec = OfferSpec.of(RecordedServer.INTERFACE, RecordedServer.instance(random.nextInt(4)), new byte[0]);
    ChannelId channel = new ChannelId(1 + random.nextInt(4));
    switch (random.nextInt(14)) {
      case 0 -> server.offer(spec);
      case 1 -> server.revoke(OfferKey.of(spec));
      case 2 -> client.createGpadl(channel, RecordedClient.pages(1 + random.nextInt(60)));
      case 3 -> any(random, channel).ifPresent(gpadl -> client.teardownGpadl(channel, gpadl));
      case 4 -> any(random, channel).ifPresent(gpadl -> client.open(channel, gpadl, 2, UserData.EMPTY));
      case 5 -> client.close(channel);
      case 6 -> {
        if (!rescinded.isEmpty()) {
          client.release(rescinded.remove(random.nextInt(rescinded.size())));
        }
      }
      case 7 -> any(random, channel).ifPresent(gpadl -> {
        if (!retained.containsKey(channel) && server.retainGpadl(channel, gpadl) instanceof Result.Ok) {
          retained.put(channel, gpadl);
        }
      });
      case 8 -> {
        GpadlId gpadl = retained.remove(channel);
        if (gpadl != null) {
          server.releaseGpadl(channel, gpadl);
        }
      }
      case 9, 10 -> deliverToHost();
      case 11, 12 -> deliverToGuest();
      default -> {
        if (!devices.isEmpty()) {
          devices.remove(random.nextInt(devices.size())).run();
        }
      }
    }
  }

  private java.util.Optional<GpadlId> any(Random random, ChannelId channel) {
    List<GpadlId> known = lent.getOrDefault(channel, List.of());
    return known.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(known.get(random.nextInt(known.size())));
  }

  private void deliverToHost() {
    if (!toHost.isEmpty()) {
      server.receive(toHost.remove());
    }
  }

  private void deliverToGuest() {
    if (!toGuest.isEmpty()) {
      client.receive(toGuest.remove());
    }
  }

  private void drain() {
    while (!toHost.isEmpty() || !toGuest.isEmpty() || !devices.isEmpty()) {
      deliverToHost();
      deliverToGuest();
      if (!devices.isEmpty()) {
        devices.removeFirst().run();
      }
    }
  }

  @Test
  void randomMessagesOfAGuestNeverConfuseTheHost() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    server.offer(RecordedServer.SPEC);
    for (int step = 0; step < 200_000; step++) {
      byte[] message = new byte[random.nextInt(8, 241)];
      message[0] = (byte) random.nextInt(30);
      if (random.nextInt(50) == 0) {
        message = new org.paravane.vmbus.message.ConnectionMessage.InitiateContact(0x60000, 0, 2, 0, random.nextInt(),
            0, 0)
            .encode();
      }
      for (int at = 8; at < message.length; at += 4) {
        message[at] = message[0] == 14 ? message[at] : (byte) random.nextInt(8);
      }
      server.receive(message);
      if (server.state() instanceof ServerConnectionState.Failed) {
        return;
      }
      assertThat(server.isConsistent()).as("seed=%d, step=%d", seed, step).isTrue();
      if (random.nextBoolean() && !devices.isEmpty()) {
        devices.removeFirst().run();
      }
      toGuest.clear();
    }
  }

  private final class Host implements ServerEffects {
    @Override
    public void send(ControlMessage message) {
      toGuest.add(message.encode());
    }

    @Override
    public void contacted(Negotiated negotiated) {
      devices.add(server::contactAccepted);
    }

    @Override
    public void openDevice(OfferKey key, ChannelId channel, OpenRequest request) {
      boolean accepted = request.ring().value() % 5 != 0;
      devices.add(() -> server.deviceOpened(key, accepted));
    }

    @Override
    public void closeDevice(OfferKey key, ChannelId channel) {
      devices.add(() -> server.deviceClosed(key));
    }

    @Override
    public void retarget(OfferKey key, ChannelId channel, int targetVp) {
      devices.add(() -> server.retargeted(key));
    }

    @Override
    public void checkGpadl(ChannelId channel, GpadlId gpadl, List<PageRange> ranges) {
      devices.add(() -> {
        if (gpadl.value() % 7 == 0) {
          server.gpadlRefused(channel, gpadl, "no such memory");
        } else {
          server.gpadlAccepted(channel, gpadl);
        }
      });
    }

    @Override
    public void dropGpadl(ChannelId channel, GpadlId gpadl) {
    }

    @Override
    public void unloaded() {
    }

    @Override
    public void refused(ProtocolError error) {
      // Refusals that a correct guest can meet: the device said no, or a ring was asked back before it was opened.
      if (!(error instanceof ProtocolError.BadGpadl)) {
        errors.add("host " + error);
      }
    }

    @Override
    public void fail(CloseReason reason) {
      errors.add("host " + reason);
    }
  }

  private final class Guest implements ClientEffects {
    @Override
    public void send(ControlMessage message) {
      toHost.add(message.encode());
    }

    @Override
    public void connected(Negotiated negotiated) {
    }

    @Override
    public void connectRefused(String detail) {
      errors.add("guest " + detail);
    }

    @Override
    public void offered(Offer offer) {
      lent.remove(offer.channelId());
    }

    @Override
    public void allOffersDelivered() {
    }

    @Override
    public void rescinded(ChannelId channel) {
      rescinded.add(channel);
    }

    @Override
    public void opened(ChannelId channel, boolean success) {
    }

    @Override
    public void gpadlCreated(ChannelId channel, GpadlId gpadl, boolean success) {
      if (success) {
        lent.computeIfAbsent(channel, _ -> new ArrayList<>()).add(gpadl);
      }
    }

    @Override
    public void gpadlTornDown(ChannelId channel, GpadlId gpadl) {
      lent.getOrDefault(channel, new ArrayList<>()).remove(gpadl);
    }

    @Override
    public void unloaded() {
      unloads++;
    }

    @Override
    public void refused(ProtocolError error) {
      errors.add("guest " + error);
    }

    @Override
    public void fail(CloseReason reason) {
      errors.add("guest " + reason);
    }
  }
}
