package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.host.object.ObjectCounts;
import org.paravane.host.object.PartitionPolicy;

/** A guest that dies after any message, with work in any state, leaves nothing behind and hurts nobody. */
class KillPointTest {
  private final SteppedAdapter host = new SteppedAdapter(0);

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void afterEachStepAtOnce() {
    int steps = new Session(FakeGuest.started(1, host.adapter())).length();
    for (int step = 0; step <= steps; step++) {
      FakeGuest guest = FakeGuest.started(10 + step, host.adapter());
      new Session(guest).run(step);
      Baseline.deathOf(guest, host);
    }
  }

  @Test
  void afterEachStepWhenItsWorkIsDone() {
    int steps = new Session(FakeGuest.started(1, host.adapter())).length();
    for (int step = 0; step <= steps; step++) {
      FakeGuest guest = FakeGuest.started(10 + step, host.adapter());
      new Session(guest).run(step);
      host.finish();
      Baseline.deathOf(guest, host);
    }
  }

  @Test
  void beforeAnythingIsOpen() {
    FakeGuest nothing = new FakeGuest(1, host.adapter(), PartitionPolicy.defaults());
    Baseline.deathOf(nothing, host);
    FakeGuest channels = new FakeGuest(2, host.adapter(), PartitionPolicy.defaults());
    channels.openChannels(VgpuOpenData.current());
    Baseline.afterDeathOf(channels, host);
  }

  /** The whole session is recorded once and replayed up to each message, so that every message is the last one once. */
  @Test
  void afterEachMessage() {
    int messages = record().total();
    assertThat(messages).isGreaterThan(40);
    for (int last = 0; last <= messages; last++) {
      FakeGuest guest = FakeGuest.started(7, host.adapter());
      new Replay(guest, last);
      Baseline.deathOf(guest, host);
    }
    Baseline.isReached(host);
  }

  private record Recorded(int total) {
  }

  private Recorded record() {
    FakeGuest guest = FakeGuest.started(7, host.adapter());
    Session session = new Session(guest);
    int before = sent(guest);
    session.run(session.length());
    int total = sent(guest) - before;
    Baseline.deathOf(guest, host);
    return new Recorded(total);
  }

  private static int sent(FakeGuest guest) {
    return guest.globalChannel().sent().size() + guest.vgpuChannel().sent().size();
  }

  /** Ends a session by an exception when so many messages have been sent. */
  private static final class Replay {
    Replay(FakeGuest guest, int messages) {
      int limit = sent(guest) + messages;
      guest.stopAfter(limit);
      try {
        Session session = new Session(guest);
        session.run(session.length());
      } catch (FakeGuest.Stopped stopped) {
        assertThat(sent(guest)).isEqualTo(limit);
      }
    }
  }

  @Test
  void whileAnotherGuestWorks() {
    long seed = System.nanoTime();
    System.out.println("KillPointTest.whileAnotherGuestWorks seed=" + seed);
    Random random = new Random(seed);
    FakeGuest survivor = FakeGuest.withProcess(1, host.adapter());
    WorkBench bench = new WorkBench(survivor);
    Handle context = survivor.context(bench.device());
    WorkBench.Buffer target = bench.buffer(1);
    ObjectCounts counts = survivor.vsp().partition().counts();
    for (int round = 0; round < 200; round++) {
      WorkBench.Commands commands = bench.commands(
          AqlPacket.Fill.of(target.address(), 4096, round, 0));
      ok(survivor.status(survivor.submission(commands.address(), commands.length(), context)));
      FakeGuest victim = FakeGuest.started(2 + round, host.adapter());
      victim.stopAfter(sent(victim) + random.nextInt(70));
      try {
        Session session = new Session(victim);
        session.run(session.length());
      } catch (FakeGuest.Stopped stopped) {
        // killed here
      }
      if (random.nextBoolean()) {
        host.settle();
      }
      Baseline.deathOf(victim, host);
      assertThat(target.memory().get(ValueLayout.JAVA_INT, 4092)).isEqualTo(round);
      assertThat(survivor.vsp().partition().counts()).isEqualTo(counts);
    }
    Baseline.afterDeathOf(survivor, host);
  }

  @Test
  void anAdapterThatIsTakenAwayTakesItsObjectsWithIt() {
    FakeGuest guest = FakeGuest.started(1, host.adapter());
    Session session = new Session(guest);
    session.run(session.length() - 3);

    guest.vsp().withdraw(host.adapter());
    host.finish();

    assertThat(guest.vgpuChannel().isOpen()).isFalse();
    assertThat(guest.connection().offered(DxgInterfaces.VGPU)).isEmpty();
    assertThat(guest.vsp().partition().counts().total()).as("the process").isEqualTo(1);
    Baseline.isReached(host);
    assertThat(Objects.requireNonNull(guest.vsp().partition()).share(host.adapter())).isNull();
    Baseline.afterDeathOf(guest, host);
  }

  @Test
  void anAdapterCanBeOfferedAgain() {
    FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
    guest.device();
    Luid before = guest.luid();
    guest.vsp().withdraw(host.adapter());
    guest.vsp().offer(host.adapter());
    guest.reopenVgpu();

    assertThat(guest.luid()).isNotEqualTo(before);
    guest.newProcess();
    guest.context(guest.device());
    Baseline.afterDeathOf(guest, host);
  }
}
