package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.ExtendedHeader;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.InboundPacket;

class CommandChannelTest {
  private static final Set<Message> NOT_IN_THIS_HOST = Set.of(Message.ESCAPE, Message.UPDATEGPUVIRTUALADDRESS,
      Message.MARKDEVICEASERROR, Message.OPENRESOURCE, Message.SETCONTEXTSCHEDULINGPRIORITY,
      Message.FLUSHHEAPTRANSITIONS, Message.QUERYALLOCATIONRESIDENCY, Message.QUERYSTATISTICS,
      Message.CHANGEVIDEOMEMORYRESERVATION, Message.UPDATEALLOCATIONPROPERTY, Message.OFFERALLOCATIONS,
      Message.RECLAIMALLOCATIONS, Message.SETALLOCATIONPRIORITY, Message.GETALLOCATIONPRIORITY,
      Message.GETCONTEXTSCHEDULINGPRIORITY, Message.QUERYCLOCKCALIBRATION, Message.INVALIDATECACHE);

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  /** A packet with a header of this number and a body of zeros. */
  private byte[] packet(Direction direction, Luid luid, int number, int bodyBytes) {
    byte[] packet = new byte[ExtendedHeader.COMMAND_OFFSET + 24 + bodyBytes];
    MemorySegment segment = MemorySegment.ofArray(packet);
    StructCodec.of(ExtendedHeader.class).write(ExtendedHeader.of(luid), segment, 0);
    StructCodec.of(VgpuToHostHeader.class).write(new VgpuToHostHeader(0, guest.process(),
        direction.channelType().value(), false, 0, number), segment, ExtendedHeader.COMMAND_OFFSET);
    return packet;
  }

  private static NtStatus failure(byte[] completion) {
    return CommandFailure.find(MemorySegment.ofArray(completion)).orElseThrow().status();
  }

  private VspCounters.Figures figures() {
    return guest.vsp().counters().figures();
  }

  @Test
  void everyMessageOfTheTableIsCarriedOutOrNamedHereAsMissing() {
    for (Message message : Message.values()) {
      if (message.direction() == Direction.HOST_TO_VM || !message.isUsed()) {
        continue;
      }
      long before = figures().unsupported();
      FakeChannel channel = message.direction() == Direction.VM_TO_HOST ? guest.globalChannel() : guest.vgpuChannel();
      Luid luid = message.direction() == Direction.VM_TO_HOST ? Luid.ZERO : guest.luid();
      if (message == Message.DESTROYPROCESS) {
        continue;
      }
      channel.send(packet(message.direction(), luid, message.number(), 1000), true);
      boolean refused = NOT_IN_THIS_HOST.contains(message) || message.name().contains("NTSHARED")
          || message == Message.OPENSYNCOBJECT || message == Message.SHAREOBJECTWITHHOST;
      assertThat(figures().unsupported() - before).as(message.name()).isEqualTo(refused ? 1 : 0);
    }
  }

  @Test
  void numbersThatNoGuestSendsAreNotSupported() {
    List<Integer> others = new ArrayList<>(List.of(63, 69, 70, 999, -1, Integer.MAX_VALUE, 2000));
    for (Message message : Message.values()) {
      if (message.direction() == Direction.VGPU_TO_HOST && !message.isUsed()) {
        others.add(message.number());
      }
    }
    for (int number : others) {
      byte[] completion = Objects.requireNonNull(
          guest.vgpuChannel().send(packet(Direction.VGPU_TO_HOST, guest.luid(), number, 64), true));
      assertThat(failure(completion)).as("number " + number).isEqualTo(NtStatus.NOT_SUPPORTED);
    }
    assertThat(figures().unsupported()).isEqualTo(others.size());
    assertThat(guest.vgpuChannel().isOpen()).isTrue();
  }

  @Test
  void aPacketThatIsNoCommandClosesItsChannelOnly() {
    byte[] good = packet(Direction.VGPU_TO_HOST, guest.luid(), 0, 16);
    byte[] badOffset = good.clone();
    badOffset[0] = 8;
    byte[] farOffset = good.clone();
    Arrays.fill(farOffset, 0, 4, (byte) 0xFF);
    for (byte[] bad : List.of(new byte[0], new byte[8], Arrays.copyOf(good, 39), badOffset, farOffset,
        packet(Direction.VM_TO_HOST, guest.luid(), 0, 16), packet(Direction.VGPU_TO_HOST, Luid.ZERO, 0, 16),
        packet(Direction.VGPU_TO_HOST, guest.luid(), 0, 140_000))) {
      FakeGuest other = FakeGuest.withProcess(2, host.adapter());
      byte[] fitting = bad.clone();
      if (bad.length > 16 && Arrays.equals(bad, 8, 16, good, 8, 16)) {
        System.arraycopy(packet(Direction.VGPU_TO_HOST, other.luid(), 0, 16), 8, fitting, 8, 8);
      }
      other.device();

      assertThat(other.vgpuChannel().send(fitting, true)).isNull();

      assertThat(other.vgpuChannel().closeReason()).isInstanceOf(CloseReason.Corrupt.class);
      assertThat(other.globalChannel().isOpen()).isTrue();
      assertThat(other.vsp().partition().counts().total()).as("process only").isEqualTo(1);
      assertThat(other.vsp().counters().figures().malformed()).isEqualTo(1);
      Baseline.deathOf(other, host);
    }
    assertThat(guest.vgpuChannel().isOpen()).as("the other guest").isTrue();
    guest.device();
  }

  @Test
  void memoryRangesAreNoCommand() {
    byte[] good = packet(Direction.VGPU_TO_HOST, guest.luid(), 0, 16);

    guest.vgpuChannel().send(
        new InboundPacket(InboundPacket.Type.GPA_DIRECT, true, 1, good, List.of(new GpaRange(4096, 4096))));

    assertThat(guest.vgpuChannel().closeReason()).isInstanceOf(CloseReason.Corrupt.class);
  }

  @Test
  void aCommandThatMustBeAnsweredIsNotTakenWithoutThat() {
    guest.post(new CreateDeviceCommand(guest.header(Message.CREATEDEVICE), CreateDeviceFlags.NONE, false, 0));

    assertThat(guest.vgpuChannel().closeReason()).isInstanceOf(CloseReason.Corrupt.class);
    assertThat(guest.vsp().partition().counts().total()).isEqualTo(1);
  }

  @Test
  void aBodyThatIsTooShortIsRefused() {
    byte[] completion = Objects.requireNonNull(
        guest.vgpuChannel().send(packet(Direction.VGPU_TO_HOST, guest.luid(), Message.CREATEDEVICE.number(), 8), true));

    assertThat(failure(completion)).isEqualTo(NtStatus.BUFFER_TOO_SMALL);
    assertThat(guest.vgpuChannel().isOpen()).isTrue();
  }

  @Test
  void eachCommandIsAnsweredOnce() {
    guest.device();
    assertThat(guest.vgpuChannel().completions()).isEqualTo(1);
    guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), Handle.NONE));
    assertThat(guest.vgpuChannel().completions()).isEqualTo(1);
  }

  @Test
  void aGuestWithoutExtensionsGetsRepliesOfZerosWithTheStatus() {
    FakeGuest plain = new FakeGuest(2, host.adapter(), PartitionPolicy.defaults());
    plain.openChannels(new VgpuOpenData(40, false, 0, false));
    plain.openAdapter();
    plain.newProcess();

    assertThat(send(plain, new DestroyDeviceCommand(plain.header(Message.DESTROYDEVICE), Handle.NONE)))
        .isEqualTo(HexFormat.of().parseHex("0d0000c0"));
    assertThat(send(plain, new CreateDeviceCommand(VgpuToHostHeader.of(Message.CREATEDEVICE, Handle.NONE),
        CreateDeviceFlags.NONE, false, 0))).isEqualTo(new byte[4]);
    assertThat(
        send(plain, new QueryVideoMemoryInfoCommand(plain.header(Message.QUERYVIDEOMEMORYINFO), Handle.NONE, 0, 0)))
        .isEqualTo(new byte[32]);
    assertThat(plain.vgpuChannel().send(packet(Direction.VGPU_TO_HOST, plain.luid(), 3, 0), true))
        .isEqualTo(HexFormat.of().parseHex("bb0000c0"));
    Handle device = plain.device();
    byte[] state = send(plain, new GetDeviceStateCommand(plain.header(Message.GETDEVICESTATE),
        new GetDeviceState(device, 2, Bytes.zero(48))));
    assertThat(state).hasSize(64);
    assertThat(Arrays.copyOfRange(state, 56, 60)).isEqualTo(HexFormat.of().parseHex("bb0000c0"));
    Baseline.deathOf(plain, host);
  }

  private static byte[] send(FakeGuest guest, Record command) {
    return Objects.requireNonNull(guest.vgpuChannel().send(ok(CommandMessage.encode(guest.luid(), command)), true));
  }

  @Test
  void aFailureSaysWhatFailedForWhom() {
    byte[] completion = send(guest, new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), new Handle(0x1234)));
    CommandFailure failure = CommandFailure.find(MemorySegment.ofArray(completion)).orElseThrow();

    assertThat(failure.status()).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(failure.reasonText()).contains("bad handle").contains("1/process 1").contains("0x1234")
        .contains("HostDevice");
  }

  @Test
  void countersTellWhatCame() {
    guest.device();
    guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), Handle.NONE));

    assertThat(guest.vsp().counters().byMessage()).containsEntry(Message.CREATEDEVICE, 1L)
        .containsEntry(Message.DESTROYDEVICE, 1L).containsEntry(Message.CREATEPROCESS, 1L);
    assertThat(figures().failures()).isEqualTo(1);
    assertThat(figures().commands()).isEqualTo(6);
  }
}
