package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Luid;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.VgpuToHostHeader;

/** Replies and notifications byte for byte, as dxg-vmbus-protocol.md sections 7 and 8 lay them out. */
class GoldenRepliesTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final WorkBench bench = new WorkBench(guest);

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private String reply(Record command) {
    return hex(guest.vgpuChannel().send(ok(CommandMessage.encode(guest.luid(), command)), true));
  }

  private static String hex(byte @Nullable [] bytes) {
    return HexFormat.of().formatHex(Objects.requireNonNull(bytes));
  }

  private static String le32(int value) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
  }

  private static String le64(long value) {
    return HexFormat.of().toHexDigits(Long.reverseBytes(value));
  }

  @Test
  void openAdapter() {
    assertThat(reply(new OpenAdapterCommand(VgpuToHostHeader.of(Message.OPENADAPTER, Handle.NONE), 40, 16, Luid.ZERO)))
        .isEqualTo(le32(guest.adapterHandle().value()) + "00000000" + "28000000" + "28000000");
  }

  @Test
  void queryAdapterInfoOfTheDriverVersion() {
    assertThat(reply(new QueryAdapterInfoCommand(guest.header(Message.QUERYADAPTERINFO), 13, 4, Bytes.zero(4))))
        .isEqualTo("00000000" + "b80b0000");
  }

  @Test
  void queryAdapterInfoFillsALargerBufferWithZeros() {
    assertThat(reply(new QueryAdapterInfoCommand(guest.header(Message.QUERYADAPTERINFO), 30, 8,
        Bytes.of(new byte[]{9, 9, 9, 9, 9, 9, 9, 9})))).isEqualTo("00000000" + "01000000" + "00000000");
  }

  @Test
  void destroyDevice() {
    Handle device = guest.device();
    assertThat(reply(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device))).isEqualTo("00000000");
  }

  @Test
  void failureWithReason() {
    String reason = "bad handle: process=1/process 1, handle=0x0, wanted=HostDevice, found=nothing";
    assertThat(reply(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), Handle.NONE)))
        .isEqualTo("505241564641494c" + "0d0000c0" + le32(reason.length())
            + HexFormat.of().formatHex(reason.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void getDeviceState() {
    assertThat(reply(new GetDeviceStateCommand(guest.header(Message.GETDEVICESTATE),
        new GetDeviceState(bench.device(), 1, Bytes.zero(48)))))
        .isEqualTo(le32(bench.device().value()) + "01000000" + "01000000" + "00".repeat(44) + "00000000" + "00000000");
  }

  @Test
  void residency() {
    Handle allocation = guest.allocation(bench.device(), 4096, true);
    assertThat(reply(new MakeResidentCommand(guest.header(Message.MAKERESIDENT), Handle.NONE, bench.pagingQueue(),
        MakeResidentFlags.of(0), 1, HandleArray.of(allocation))))
        .isEqualTo(le64(2) + le64(0) + "00000000" + "00000000");
    assertThat(reply(new EvictCommand(guest.header(Message.EVICT), bench.device(), EvictFlags.of(0), 1,
        HandleArray.of(allocation)))).isEqualTo(le64(0));
  }

  @Test
  void lock() {
    WorkBench.Buffer buffer = bench.buffer(1);
    assertThat(reply(new Lock2Command(guest.header(Message.LOCK2),
        new Lock2(bench.device(), buffer.allocation(), new Lock2Flags(0), 0, 0), false, 0, 0)))
        .isEqualTo("00000000" + "00000000" + le64(buffer.gpa()));
  }

  @Test
  void videoMemory() {
    assertThat(
        reply(new QueryVideoMemoryInfoCommand(guest.header(Message.QUERYVIDEOMEMORYINFO), guest.adapterHandle(), 0, 0)))
        .isEqualTo(le64(16 << 20) + le64(0) + le64(0) + le64(8 << 20));
  }

  @Test
  void signalGuestEvent() {
    Handle notification = ok(guest.createSync(bench.device(), SynchronizationObjectType.CPU_NOTIFICATION, 0,
        new CpuNotification(0x1122334455667788L))).syncObject();
    ok(guest.status(guest.signal(0, bench.device().value(), new Handle[]{notification}, new Handle[]{}, 0)));
    host.settle();

    assertThat(hex(guest.globalChannel().nextPost())).isEqualTo("0000000000000000" + le32(guest.process().value())
        + "02000000" + "00000000" + "00000000" + "8877665544332211" + "0000000000000000" + "0000000000000000");
  }

  @Test
  void setGuestData() {
    WorkBench.Commands commands = bench.commands(AqlPacket.Fill.of(0x7000_0000_0000L, 4096, 1, 0));
    guest.post(guest.submission(commands.address(), commands.length(), guest.context(bench.device())));
    host.finish();

    assertThat(hex(guest.globalChannel().nextPost())).isEqualTo("0000000000000000" + le32(guest.process().value())
        + "02000000" + "02000000" + "00000000" + le64(FakeGuest.COOKIE) + le64(7) + "00000000" + "00000000");
  }

  @Test
  void globalStatus() {
    byte[] completion = guest.globalChannel().send(ok(CommandMessage.encode(Luid.ZERO,
        new SetIoSpaceRegionCommand(FakeGuest.vm(Message.SETIOSPACEREGION, Handle.NONE), 0, 0, 0))), true);
    assertThat(hex(completion)).startsWith("505241564641494c" + "0d0000c0");
  }
}
