package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U32Array;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;

/** The message table against the document of the protocol. */
class MessageTest {
  private static final Handle PROCESS = new Handle(0x40000040);

  @Test
  void numbersAreUniqueInADirection() {
    Set<String> seen = new HashSet<>();
    for (Message message : Message.values()) {
      assertThat(seen.add(message.direction() + " " + message.number())).as(message.name()).isTrue();
      assertThat(Message.of(message.direction(), message.number())).contains(message);
    }
    assertThat(Message.of(Direction.VGPU_TO_HOST, 63)).isEmpty();
    assertThat(Message.of(Direction.VM_TO_HOST, 1012)).isEmpty();
    assertThat(Message.of(Direction.HOST_TO_VM, -1)).isEmpty();
  }

  @Test
  void soManyAreUsed() {
    assertThat(Stream.of(Message.values()).filter(Message::isUsed)
        .collect(Collectors.groupingBy(Message::direction, Collectors.counting())))
        .containsEntry(Direction.VM_TO_HOST, 10L)
        .containsEntry(Direction.VGPU_TO_HOST, 53L).containsEntry(Direction.HOST_TO_VM, 3L);
  }

  @Test
  void onlyFourMayBeAsynchronous() {
    assertThat(Message.values()).filteredOn(message -> message.mode() == Message.Mode.SYNC_OR_ASYNC).containsExactly(
        Message.SUBMITCOMMAND, Message.WAITFORSYNCOBJECTFROMGPU, Message.SIGNALSYNCOBJECT,
        Message.SUBMITCOMMANDTOHWQUEUE);
  }

  @Test
  void onlyTwoAreEchoedAndOnlyTwoAreAnsweredWithNothing() {
    assertThat(Message.values()).filteredOn(Message::repliesWithEcho).containsExactly(Message.CREATECONTEXTVIRTUAL,
        Message.CREATEHWQUEUE);
    assertThat(Message.values()).filteredOn(message -> message.mode() == Message.Mode.SYNC && message.reply().isEmpty())
        .containsExactly(Message.DESTROYPAGINGQUEUE, Message.CLOSEADAPTER);
  }

  @Test
  void onlyOneIsOurOwn() {
    assertThat(Message.values()).filteredOn(Message::isExtension).containsExactly(Message.SETPROCESSAPERTURE,
        Message.QUERYUSAGE, Message.QUERYSENSORS);
  }

  @ParameterizedTest
  @EnumSource(Message.class)
  void aCommandBeginsWithTheHeaderOfItsDirection(Message message) {
    if (!message.isUsed()) {
      assertThat(message.command()).isEmpty();
      assertThat(message.reply()).isEmpty();
      return;
    }
    RecordComponent first = message.command().orElseThrow().getRecordComponents()[0];
    assertThat(first.getName()).isEqualTo("hdr");
    assertThat(first.getType()).isEqualTo(switch (message.direction()) {
      case VM_TO_HOST -> VmToHostHeader.class;
      case VGPU_TO_HOST -> VgpuToHostHeader.class;
      case HOST_TO_VM -> HostToVmHeader.class;
    });
  }

  @ParameterizedTest
  @EnumSource(DxgIoctl.class)
  void anIoctlThatReachesTheHostHasAMessage(DxgIoctl ioctl) {
    Set<DxgIoctl> local = Set.of(DxgIoctl.OPENADAPTERFROMLUID, DxgIoctl.ENUMADAPTERS2, DxgIoctl.ENUMADAPTERS3,
        DxgIoctl.CLOSEADAPTER, DxgIoctl.QUERYRESOURCEINFOFROMNTHANDLE, DxgIoctl.ENUMPROCESSES);
    boolean triggers = Stream.of(Message.values()).anyMatch(message -> message.triggers().contains(ioctl));
    assertThat(triggers).isNotEqualTo(local.contains(ioctl));
  }

  @Test
  void aHeaderIsOnlyForItsDirection() {
    assertThat(VgpuToHostHeader.of(Message.LOCK2, PROCESS))
        .isEqualTo(new VgpuToHostHeader(0, PROCESS, 0, false, 0, 23));
    assertThat(VmToHostHeader.of(Message.DESTROYPROCESS, PROCESS)).isEqualTo(new VmToHostHeader(0, PROCESS, 1, 1001));
    assertThat(HostToVmHeader.of(Message.SETGUESTDATA)).isEqualTo(new HostToVmHeader(0, Handle.NONE, 2, false, 0, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> VgpuToHostHeader.of(Message.CREATEPROCESS, PROCESS));
    assertThatIllegalArgumentException().isThrownBy(() -> VmToHostHeader.of(Message.LOCK2, PROCESS));
    assertThatIllegalArgumentException().isThrownBy(() -> HostToVmHeader.of(Message.LOCK2));
  }

  private static VgpuToHostHeader header(Message message) {
    return VgpuToHostHeader.of(message, PROCESS);
  }

  private static HandleArray handles(int count) {
    return HandleArray.padded(count);
  }

  private static <T extends Record> long length(T message) {
    return StructCodec.ofValue(message).encode(message).length;
  }

  /** Section 6.2: the lengths of the messages of variable length, for counts from none to the limits. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "7", "64", "1024", "10240"})
  void lengthsGrowAsDocumented(int n) {
    assertThat(length(new QueryAdapterInfoCommand(header(Message.QUERYADAPTERINFO), 0, n, Bytes.zero(n))))
        .isEqualTo(39 + n);
    assertThat(length(new QueryAdapterInfoReply(NtStatus.SUCCESS, Bytes.zero(n)))).isEqualTo(4 + n);
    assertThat(length(new EvictCommand(header(Message.EVICT), PROCESS, EvictFlags.NONE, n, handles(n))))
        .isEqualTo(36 + 4 * n);
    assertThat(
        length(new MakeResidentCommand(header(Message.MAKERESIDENT), Handle.NONE, PROCESS, MakeResidentFlags.NONE, n,
            handles(n))))
        .isEqualTo(44 + 4 * n);
    assertThat(length(new DestroyAllocationCommand(header(Message.DESTROYALLOCATION), PROCESS, Handle.NONE, n,
        DestroyAllocation2Flags.NONE, handles(n)))).isEqualTo(48 + 4 * n);
    assertThat(
        length(new CreateHwQueueCommand(header(Message.CREATEHWQUEUE), NtStatus.SUCCESS, Handle.NONE, Handle.NONE, 0, 0,
            PROCESS, CreateHwQueueFlags.NONE, n, Bytes.zero(n))))
        .isEqualTo(n == 0 ? 72 : 71 + n);
    assertThat(length(new WaitForSyncObjectFromGpuCommand(header(Message.WAITFORSYNCOBJECTFROMGPU), PROCESS, n, false,
        U64Array.zero(n), handles(n)))).isEqualTo(40 + 12 * n);
    assertThat(length(new WaitForSyncObjectFromCpuCommand(header(Message.WAITFORSYNCOBJECTFROMCPU), PROCESS, n,
        WaitForSynchronizationObjectFromCpuFlags.NONE, 5, false, handles(n), U64Array.zero(n)))).isEqualTo(56 + 12 * n);
    assertThat(
        length(new SignalSyncObjectCommand(header(Message.SIGNALSYNCOBJECT), n, SignalFlags.NONE, 1, 0, 0, handles(n),
            handles(1), U64Array.zero(n))))
        .isEqualTo(56 + 4 * n + 4 + 8 * n);
  }

  /** Replies that are rounded up to 8, section 10. */
  @ParameterizedTest
  @CsvSource({"1, 8, 16, 16", "2, 16, 16, 24", "3, 16, 24, 24"})
  void repliesAreRoundedUp(int n, int priorities, int resource, int reclaim) {
    assertThat(length(new GetAllocationPriorityReply(NtStatus.SUCCESS, U32Array.zero(n)))).isEqualTo(priorities);
    assertThat(length(new OpenResourceReply(PROCESS, NtStatus.SUCCESS, handles(n)))).isEqualTo(resource);
    assertThat(length(new ReclaimAllocationsReply(1, NtStatus.SUCCESS, U32Array.zero(n)))).isEqualTo(reclaim);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "15867"})
  void existingPagesAreAlwaysSentInFullLength(int n) {
    assertThat(length(new SetExistingSysmemPagesCommand(header(Message.SETEXISTINGSYSMEMPAGES), PROCESS, PROCESS, n, 0,
        U64Array.zero(n)))).isEqualTo(40 + 8 * 15867);
    assertThat(DxgLimits.MAX_PAGES_PER_MESSAGE).isEqualTo(15867);
  }

  @Test
  void namesInCAreThoseOfTheHeader() {
    assertThat(Message.LOCK2.cName()).isEqualTo("DXGK_VMBCOMMAND_LOCK2");
    assertThat(Message.QUERYVIDEOMEMORYINFO.cName()).isEqualTo("dxgk_vmbcommand_queryvideomemoryinfo");
    assertThat(Message.markers()).hasSize(4).allMatch(marker -> marker.cName().startsWith("DXGK_VMBCOMMAND_"));
    assertThat(List.of(Direction.values())).extracting(direction -> direction.channelType().cName())
        .containsExactly("DXGKVMB_VM_TO_HOST", "DXGKVMB_VGPU_TO_HOST", "DXGKVMB_HOST_TO_VM");
  }
}
