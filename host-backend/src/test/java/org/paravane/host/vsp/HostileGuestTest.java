package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.ExtendedHeader;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.host.object.PartitionPolicy;

/** Whatever bytes a guest sends: nothing breaks, every command that waits is answered, and nothing stays. */
@Timeout(120)
class HostileGuestTest {
  private static final int MUTATIONS = 60_000;
  private static final int RANDOM_BODIES = 30_000;
  private static final int RANDOM_PACKETS = 10_000;
  private static final PartitionPolicy POLICY = new PartitionPolicy(4 << 20, 8, 16, 32, 32, 64, 64, 512, 256, 0, 100);

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final long seed = Long.getLong("paravane.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final FakeGuest bystander = FakeGuest.withProcess(1, host.adapter());
  private FakeGuest guest = bystander;
  private int guests = 1;
  private long answered;

  @BeforeEach
  void say() {
    System.out.println("HostileGuestTest seed=" + seed);
    bystander.context(bystander.device());
    newGuest();
  }

  @AfterEach
  void nothingIsLeft() {
    Baseline.deathOf(guest, host);
    assertThat(bystander.vgpuChannel().isOpen()).isTrue();
    assertThat(bystander.executionState(bystander.device())).isEqualTo(1);
    Baseline.afterDeathOf(bystander, host);
    host.close();
  }

  private void newGuest() {
    guest = FakeGuest.started(++guests, host.adapter(), POLICY);
    guest.newProcess();
  }

  /** Sends, and checks that the answer is one that a host may give. A closed channel means a new guest. */
  private void send(FakeChannel channel, byte[] packet, boolean wantsCompletion) {
    byte[] completion = channel.send(packet, wantsCompletion);
    assertThat(channel.completions()).as("completions").isLessThanOrEqualTo(wantsCompletion ? 1 : 0);
    if (completion == null) {
      assertThat(wantsCompletion && channel.isOpen()).as("unanswered").isFalse();
    } else {
      answered++;
      CommandFailure.find(MemorySegment.ofArray(completion)).ifPresent(failure -> assertThat(failure.status())
          .as(failure.reasonText()).isNotIn(NtStatus.UNSUCCESSFUL, NtStatus.SUCCESS, NtStatus.TIMEOUT));
    }
    assertThat(guest.vsp().counters().figures().bugs()).isZero();
    if (!channel.isOpen() || !guest.globalChannel().isOpen() || !guest.vgpuChannel().isOpen()) {
      Baseline.deathOf(guest, host);
      newGuest();
    }
  }

  /** A channel, and the kind of its messages, at random. */
  private boolean toGlobal() {
    return random.nextInt(6) == 0;
  }

  @Test
  void randomPackets() {
    for (int i = 0; i < RANDOM_PACKETS; i++) {
      byte[] packet = new byte[random.nextInt(10) == 0 ? random.nextInt(4096) : random.nextInt(256)];
      random.nextBytes(packet);
      send(toGlobal() ? guest.globalChannel() : guest.vgpuChannel(), packet, random.nextInt(4) > 0);
    }
  }

  @Test
  void randomBodiesBehindGoodHeaders() {
    List<Message> vgpu = used(Direction.VGPU_TO_HOST);
    List<Message> global = used(Direction.VM_TO_HOST);
    for (int i = 0; i < RANDOM_BODIES; i++) {
      boolean toGlobal = toGlobal();
      Message message = toGlobal ? global.get(random.nextInt(global.size())) : vgpu.get(random.nextInt(vgpu.size()));
      send(toGlobal ? guest.globalChannel() : guest.vgpuChannel(), withRandomBody(message), true);
      if (i % 500 == 0) {
        host.finish();
      }
    }
    assertThat(answered).isEqualTo(RANDOM_BODIES);
  }

  private static List<Message> used(Direction direction) {
    return Arrays.stream(Message.values()).filter(message -> message.direction() == direction && message.isUsed())
        .toList();
  }

  private byte[] withRandomBody(Message message) {
    byte[] packet = new byte[40 + random.nextInt(600) / 8 * 8];
    random.nextBytes(packet);
    for (int i = 40; i < packet.length; i += 4) {
      switch (random.nextInt(4)) {
        case 0 -> Arrays.fill(packet, i, i + 4, (byte) 0);
        case 1 -> Arrays.fill(packet, i + 1, i + 4, (byte) 0);
        default -> {
        }
      }
    }
    MemorySegment segment = MemorySegment.ofArray(packet);
    boolean toGlobal = message.direction() == Direction.VM_TO_HOST;
    StructCodec.of(ExtendedHeader.class).write(
        ExtendedHeader.of(toGlobal ? Luid.ZERO : guest.luid()), segment, 0);
    StructCodec.of(VgpuToHostHeader.class).write(new VgpuToHostHeader(0, guest.process(),
        message.direction().channelType().value(), false, 0, message.number()), segment, ExtendedHeader.COMMAND_OFFSET);
    return packet;
  }

  /** Sessions that go well, replayed with a few bytes changed, cut or longer: handles in them are alive. */
  @Test
  void mutatedSessions() {
    int sent = 0;
    while (sent < MUTATIONS) {
      List<byte[]> vgpu = new ArrayList<>(guest.vgpuChannel().sent());
      List<byte[]> global = new ArrayList<>(guest.globalChannel().sent());
      Session session = new Session(guest);
      try {
        session.run(session.length() - 1 - random.nextInt(6));
      } catch (AssertionError e) {
        newSession(); // earlier mutations left too little for it
        continue;
      }
      List<byte[]> freshVgpu = guest.vgpuChannel().sent().subList(vgpu.size(), guest.vgpuChannel().sent().size());
      List<byte[]> freshGlobal = guest.globalChannel().sent().subList(global.size(),
          guest.globalChannel().sent().size());
      List<byte[]> corpusVgpu = List.copyOf(freshVgpu);
      List<byte[]> corpusGlobal = List.copyOf(freshGlobal);
      FakeGuest current = guest;
      for (int i = 0; i < 300 && guest == current; i++) {
        boolean toGlobal = toGlobal();
        List<byte[]> corpus = toGlobal ? corpusGlobal : corpusVgpu;
        byte[] packet = mutated(corpus.get(random.nextInt(corpus.size())));
        send(toGlobal ? guest.globalChannel() : guest.vgpuChannel(), packet, random.nextInt(8) > 0);
        sent++;
        if (i % 100 == 0) {
          host.finish();
        }
      }
      if (guest == current) {
        newSession();
      }
    }
  }

  private void newSession() {
    Baseline.deathOf(guest, host);
    newGuest();
  }

  private byte[] mutated(byte[] packet) {
    byte[] changed = switch (random.nextInt(12)) {
      case 0 -> Arrays.copyOf(packet, 40 + random.nextInt(packet.length - 39) / 8 * 8);
      case 1 -> Arrays.copyOf(packet, packet.length + 8 * random.nextInt(20));
      default -> packet.clone();
    };
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && changed.length > 40; i++) {
      int at = 40 + random.nextInt(changed.length - 40);
      changed[at] = switch (random.nextInt(5)) {
        case 0 -> 0;
        case 1 -> (byte) 0xFF;
        case 2 -> (byte) (changed[at] ^ (1 << random.nextInt(8)));
        case 3 -> (byte) (changed[at] + 1);
        default -> (byte) random.nextInt();
      };
    }
    if (random.nextInt(200) == 0) {
      changed[random.nextInt(40)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }
}
