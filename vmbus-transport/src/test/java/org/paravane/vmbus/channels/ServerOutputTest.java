package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.ring.PageRange;

/** What goes out, what is held back, and when it is too much. */
class ServerOutputTest {
  private static final class Recorded implements ServerEffects {
    final List<Object> all = new ArrayList<>();

    @Override
    public void send(ControlMessage message) {
      all.add(((GpadlTornDown) message).gpadlId());
    }

    @Override
    public void contacted(Negotiated negotiated) {
      all.add(negotiated);
    }

    @Override
    public void openDevice(OfferKey key, ChannelId channel, OpenRequest request) {
      all.add(key);
    }

    @Override
    public void closeDevice(OfferKey key, ChannelId channel) {
      all.add(key);
    }

    @Override
    public void retarget(OfferKey key, ChannelId channel, int targetVp) {
      all.add(key);
    }

    @Override
    public void checkGpadl(ChannelId channel, GpadlId gpadl, List<PageRange> ranges) {
      all.add(gpadl);
    }

    @Override
    public void dropGpadl(ChannelId channel, GpadlId gpadl) {
      all.add(gpadl);
    }

    @Override
    public void unloaded() {
      all.add("unloaded");
    }

    @Override
    public void refused(ProtocolError error) {
      all.add(error);
    }

    @Override
    public void fail(CloseReason reason) {
      all.add(reason);
    }
  }

  private final Recorded effects = new Recorded();
  private final ServerOutput output = new ServerOutput(effects,
      TransportLimits.defaults().withQueues(3, 4096).withProtocolErrors(2));

  private void send(int... numbers) {
    for (int number : numbers) {
      output.send(new GpadlTornDown(number));
    }
  }

  @Test
  void whatIsHeldBackGoesOutInOrderAndBeforeWhatComesLater() {
    send(1);
    output.pause();
    send(2, 3, 4);
    assertThat(effects.all).containsExactly(1);
    output.resume();
    send(5);
    assertThat(effects.all).containsExactly(1, 2, 3, 4, 5);
    assertThat(output.failure()).isNull();
  }

  @Test
  void theQueueIsEmptyAgainAfterEachPause() {
    for (int round = 0; round < 10; round++) {
      output.pause();
      output.pause();
      send(1, 2, 3);
      output.resume();
      output.resume();
    }
    assertThat(effects.all).hasSize(30);
    assertThat(output.failure()).isNull();
  }

  @Test
  void oneMessageTooManyEndsTheConnectionOnceAndForAll() {
    output.pause();
    send(1, 2, 3, 4, 5);
    CloseReason reason = new CloseReason.LimitExceeded("queued messages while paused: limit=3");
    assertThat(output.failure()).isEqualTo(reason);
    output.resume();
    send(6);
    assertThat(effects.all).containsExactly(reason);
  }

  @Test
  void aResetForgetsTheQueueAndThePause() {
    output.pause();
    send(1, 2);
    output.reset();
    send(3);
    output.resume();
    assertThat(effects.all).containsExactly(3);
  }

  @Test
  void errorsAreToldEachAndEndTheConnectionPastTheirLimit() {
    ProtocolError error = new ProtocolError.GpadlInUse(7);
    output.refused(error);
    output.refused(error);
    output.reset();
    assertThat(output.failure()).isNull();
    assertThat(effects.all).containsExactly(error, error);
    output.refused(error);
    CloseReason reason = new CloseReason.LimitExceeded("protocol errors: limit=2, last=" + error);
    assertThat(output.failure()).isEqualTo(reason);
    output.refused(error);
    send(1);
    assertThat(effects.all).containsExactly(error, error, error, reason, error);
    assertThat(output.effects()).isSameAs(effects);
  }
}
