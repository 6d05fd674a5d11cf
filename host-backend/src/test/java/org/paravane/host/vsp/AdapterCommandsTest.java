package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.query.AdapterRegistryInfo;
import org.paravane.abi.query.AdapterUniqueGuid;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.query.DriverVersion;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.query.PhysicalAdapterCount;
import org.paravane.abi.query.QueryDeviceIds;
import org.paravane.abi.query.QueryPayloads;
import org.paravane.abi.query.UmDriverName;
import org.paravane.abi.query.Wddm20Caps;
import org.paravane.abi.wire.CloseAdapterCommand;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.GetInternalAdapterInfoCommand;
import org.paravane.abi.wire.GetInternalAdapterInfoReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.OfferSpec;

class AdapterCommandsTest {
  private final SteppedAdapter host = new SteppedAdapter(3);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private Result<Bytes> query(int type, Bytes sent) {
    return guest.call(new QueryAdapterInfoCommand(guest.header(Message.QUERYADAPTERINFO), type, sent.length(), sent),
        QueryAdapterInfoReply.class).map(reply -> {
          assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
          assertThat(reply.privateData().length()).isGreaterThanOrEqualTo(sent.length());
          return reply.privateData();
        });
  }

  private <T extends Record> T query(QueryAdapterInfoType type, Class<T> payload, T sent) {
    return ok(query(type.value(), Bytes.of(sent, StructCodec.of(payload).size()))).as(payload);
  }

  private <T extends Record> T query(QueryAdapterInfoType type, Class<T> payload) {
    return ok(query(type.value(), Bytes.zero(StructCodec.of(payload).size()))).as(payload);
  }

  private Result<OpenAdapterReply> open(int version, int compatible) {
    return guest.call(new OpenAdapterCommand(VgpuToHostHeader.of(Message.OPENADAPTER, Handle.NONE), version, compatible,
        Luid.ZERO), OpenAdapterReply.class);
  }

  @Test
  void anOfferSaysWhatConfigSpaceSaid() {
    OfferSpec offer = guest.connection().offered(DxgInterfaces.VGPU).getFirst();
    VgpuOfferData data = StructCodec.of(VgpuOfferData.class).decode(offer.userData());

    assertThat(offer.instanceId().luidPrefix()).isEqualTo(host.adapter().luid()).isEqualTo(new Luid(0x103, 7));
    assertThat(data.protocolVersion()).isEqualTo(40);
    assertThat(data.mapGuestMemory()).isTrue();
    assertThat(data.extensions()).isTrue();
    assertThat(data.pciVendor()).isEqualTo(VgpuOfferData.VENDOR);
    assertThat(data.pciDevice()).isEqualTo(VgpuOfferData.DEVICE_RENDER);
    assertThat(data.hostVgpuLuid()).isNotEqualTo(host.adapter().luid());
  }

  @Test
  void twoGuestsCallTheSameAdapterDifferently() {
    FakeGuest other = FakeGuest.withProcess(2, host.adapter());

    assertThat(other.luid()).isNotEqualTo(guest.luid());
    assertThat(other.adapterHandle()).isNotEqualTo(guest.adapterHandle());
    assertThat(other.process()).isNotEqualTo(guest.process());
    Baseline.deathOf(other, host);
  }

  @Test
  void onlyTheCurrentProtocolIsSpoken() {
    FakeGuest old = new FakeGuest(2, host.adapter(), PartitionPolicy.defaults());
    byte[] data = StructCodec.of(VgpuOpenData.class).encode(new VgpuOpenData(39, false, 0, true));

    assertThat(old.connection().open(host.adapter().instanceId(), data)).isNull();
    assertThat(old.connection().open(host.adapter().instanceId(), new byte[0])).isNull();
    assertThat(errno(open(39, 16))).isEqualTo(Errno.EPERM);
    assertThat(errno(open(50, 41))).isEqualTo(Errno.EPERM);
    assertThat(ok(open(41, 40)).vmbusInterfaceVersion()).isEqualTo(40);
    Baseline.deathOf(old, host);
  }

  @Test
  void nothingWorksBeforeTheAdapterIsOpenAndAfterItIsClosed() {
    FakeGuest early = new FakeGuest(2, host.adapter(), PartitionPolicy.defaults());
    early.openChannels(VgpuOpenData.current());
    early.useProcess(ok(early.createProcess()));
    assertThat(errno(early.createDevice())).isEqualTo(Errno.ENODEV);
    Baseline.deathOf(early, host);

    Handle device = guest.device();
    byte[] closed = guest.vgpuChannel().send(ok(CommandMessage.encode(guest.luid(),
        new CloseAdapterCommand(guest.header(Message.CLOSEADAPTER), guest.adapterHandle()))), true);
    assertThat(closed).isEmpty();
    assertThat(errno(guest.createDevice())).isEqualTo(Errno.ENODEV);
    assertThat(errno(guest.createContext(device, 0))).isEqualTo(Errno.EINVAL);
    assertThat(guest.vsp().partition().counts().total()).as("the process").isEqualTo(1);
    host.settle();
    assertThat(host.memoryInUse()).isZero();
  }

  @Test
  void closingNeedsTheRightHandle() {
    assertThat(errno(guest.status(new CloseAdapterCommand(guest.header(Message.CLOSEADAPTER), Handle.NONE))))
        .isEqualTo(Errno.EINVAL);
    guest.device();
  }

  @Test
  void closingTheChannelEndsWhatIsOnTheAdapter() {
    guest.context(guest.device());

    guest.vgpuChannel().close(new CloseReason.PeerClosed());
    host.settle();

    assertThat(guest.vsp().partition().counts().total()).as("the process").isEqualTo(1);
    Baseline.isReached(host);
  }

  @Test
  void internalInfoNamesTheAdapter() {
    GetInternalAdapterInfoReply info = ok(guest.call(
        new GetInternalAdapterInfoCommand(VgpuToHostHeader.of(Message.GETINTERNALADAPTERINFO, Handle.NONE)),
        GetInternalAdapterInfoReply.class));

    assertThat(info.hostAdapterLuid()).isEqualTo(host.adapter().luid());
    assertThat(info.hostVgpuLuid()).isEqualTo(guest.luid());
    assertThat(info.asyncMsgEnabled()).isTrue();
    assertThat(info.deviceDescription().text()).isEqualTo("test gpu");
    assertThat(info.deviceInstanceId().text()).contains(host.adapter().instanceId().toString());
    assertThat(info.deviceTypes().virtualRenderDevice()).isTrue();
  }

  @Test
  void everyQueryThatHasAPayloadIsAnswered() {
    for (QueryAdapterInfoType type : QueryAdapterInfoType.values()) {
      Result<Bytes> answer = query(type.value(), sent(type));
      if (QueryPayloads.of(type).isPresent()) {
        assertThat(answer).as(type.name()).isInstanceOf(Result.Ok.class);
      } else {
        assertThat(errno(answer)).as(type.name()).isEqualTo(Errno.EPERM);
      }
    }
  }

  /** A buffer large enough for any payload that we answer, with a request where there is one. */
  private static Bytes sent(QueryAdapterInfoType type) {
    return type == QueryAdapterInfoType.UMDRIVERPRIVATE
        ? Bytes.of(KernelObjectTable.request(), 8192)
        : Bytes.zero(8192);
  }

  @Test
  void anAnswerMayBeTheNextRequestForKernelsWithLessRoom() {
    Bytes answer = ok(query(QueryAdapterInfoType.UMDRIVERPRIVATE.value(), Bytes.of(KernelObjectTable.request(), 8192)));
    int room = KernelObjectTable.HEADER_BYTES + 2 * KernelObjectTable.ENTRY_BYTES;

    KernelObjectTable less = ok(query(QueryAdapterInfoType.UMDRIVERPRIVATE.value(),
        Bytes.copyOf(answer.segment(), 0, room))).as(KernelObjectTable.class);

    assertThat(less.count()).isEqualTo(2);
    assertThat(less.total()).isEqualTo(answer.u32(8));
  }

  @Test
  void queriesWithTooSmallBuffersAreRefused() {
    for (QueryAdapterInfoType type : QueryAdapterInfoType.values()) {
      QueryPayloads.of(type).ifPresent(payload -> {
        int size = StructCodec.of(payload).size();
        assertThat(errno(query(type.value(), Bytes.zero(size - 1)))).as(type.name()).isEqualTo(Errno.EOVERFLOW);
        assertThat(errno(query(type.value(), Bytes.EMPTY))).as(type.name()).isEqualTo(Errno.EOVERFLOW);
      });
    }
  }

  @Test
  void queriesThatDoNotExistAreRefused() {
    for (int type : new int[]{14, 78, -1, Integer.MIN_VALUE}) {
      assertThat(errno(query(type, Bytes.zero(64)))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void theAdapterSaysWhatItIs() {
    assertThat(query(QueryAdapterInfoType.DRIVERVERSION, DriverVersion.class).version()).isEqualTo(3000);
    AdapterType type = query(QueryAdapterInfoType.ADAPTERTYPE_RENDER, AdapterType.class);
    assertThat(type.renderSupported()).isTrue();
    assertThat(type.paravirtualized()).isTrue();
    assertThat(type.displaySupported()).isFalse();
    assertThat(query(QueryAdapterInfoType.ADAPTERTYPE, AdapterType.class)).isEqualTo(type);
    assertThat(query(QueryAdapterInfoType.WDDM_2_0_CAPS, Wddm20Caps.class).gpuMmuSupported()).isTrue();
    assertThat(query(QueryAdapterInfoType.PHYSICALADAPTERCOUNT, PhysicalAdapterCount.class).count()).isEqualTo(1);
    assertThat(query(QueryAdapterInfoType.DRIVER_DESCRIPTION, DriverDescription.class).description().text())
        .isEqualTo("test gpu");
    assertThat(query(QueryAdapterInfoType.ADAPTERREGISTRYINFO, AdapterRegistryInfo.class).adapterString().text())
        .isEqualTo("test gpu");
    assertThat(query(QueryAdapterInfoType.QUERY_ADAPTER_UNIQUE_GUID, AdapterUniqueGuid.class).guid().text())
        .isEqualTo("{" + host.adapter().instanceId() + "}");
    assertThat(query(QueryAdapterInfoType.UMDRIVERNAME, UmDriverName.class).fileName().text()).isEqualTo("paravane");
  }

  @Test
  void idsOfTheOnePhysicalAdapter() {
    QueryDeviceIds none = query(QueryAdapterInfoType.PHYSICALADAPTERDEVICEIDS, QueryDeviceIds.class);
    assertThat(none.deviceIds().vendorId()).isEqualTo(0x1414);
    QueryDeviceIds second = new QueryDeviceIds(1, none.deviceIds());

    assertThat(errno(query(31, Bytes.of(second, 28)))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void eachEngineNodeIsDescribed() {
    Map<Integer, String> names = new TreeMap<>();
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      NodeMetadata node = query(QueryAdapterInfoType.NODEMETADATA, NodeMetadata.class,
          NodeMetadata.of(ordinal, EngineType.CRYPTO, ""));
      names.put(node.engineType(), node.friendlyName().text());
      assertThat(node.gpuMmuSupported()).isEqualTo((byte) 1);
    }
    assertThat(names).containsEntry(EngineType.OTHER.value(), "compute1").containsEntry(EngineType.COPY.value(),
        "copy0");
    for (int bad : new int[]{3, 0xffff, 0x10000, -1}) {
      Bytes sent = Bytes.zero(78).withU32(0, bad);
      assertThat(errno(query(25, sent))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void theDriverPrivateQueryListsTheKernels() {
    Bytes answer = ok(query(0, Bytes.of(KernelObjectTable.request(), 1024)));
    KernelObjectTable table = StructCodec.of(KernelObjectTable.class).decode(answer.toArray());

    assertThat(table.total()).isEqualTo(BuiltInKernel.values().length);
    assertThat(table.entries().stream().map(entry -> entry.name().text()))
        .contains("fill", "copy", "vector_add", "saxpy", "sgemm", "reduce", "spin");
    assertThat(table.entries()).allMatch(entry -> entry.kernelObject() != 0 && entry.kernargSizeBytes() > 0);
  }

  @Test
  void theListOfKernelsIsCutToTheBuffer() {
    KernelObjectTable table = StructCodec.of(KernelObjectTable.class)
        .decode(ok(query(0, Bytes.of(KernelObjectTable.request(), 16 + 2 * 64 + 5))).toArray());

    assertThat(table.count()).isEqualTo(2);
    assertThat(table.total()).isGreaterThan(2);
    for (KernelObjectTable bad : List.of(new KernelObjectTable(1, 1, 0, 0, List.of()),
        new KernelObjectTable(KernelObjectTable.MAGIC, 2, 0, 0, List.of()))) {
      assertThat(errno(query(0, Bytes.of(bad, 64)))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void theDeviceBehindTheAdapterIsDescribed() {
    DeviceInfo info = ok(query(0, Bytes.of(DeviceInfo.request(), DeviceInfo.SIZE_BYTES))).as(DeviceInfo.class);

    assertThat(info.isValid()).isTrue();
    assertThat(info.engine()).isEqualTo(EngineKind.SIMULATED.value());
    assertThat(info.openClC()).isFalse();
    assertThat(info.sharedMemory()).isTrue();
    assertThat(info.name().text()).isEqualTo(host.adapter().gpu().description().name());
    assertThat(info.globalMemoryBytes()).isEqualTo(SteppedAdapter.LOCAL_BYTES);
    assertThat(info.maxPrograms()).isZero();
    assertThat(info).isEqualTo(host.adapter().gpu().deviceInfo());
  }

  @Test
  void theDeviceIsNotDescribedInPart() {
    for (int room : new int[]{16, DeviceInfo.SIZE_BYTES - 1}) {
      assertThat(errno(query(0, Bytes.of(new KernelObjectTable(DeviceInfo.MAGIC, DeviceInfo.VERSION, 0, 0, List.of()),
          room)))).isEqualTo(Errno.EOVERFLOW);
    }
    assertThat(errno(query(0, Bytes.of(new KernelObjectTable(DeviceInfo.MAGIC, 2, 0, 0, List.of()), 448))))
        .isEqualTo(Errno.EINVAL);
  }

  private Result<QueryVideoMemoryInfoReply> memory(Handle adapter, int group, int index) {
    return guest.call(
        new QueryVideoMemoryInfoCommand(guest.header(Message.QUERYVIDEOMEMORYINFO), adapter, group, index),
        QueryVideoMemoryInfoReply.class);
  }

  @Test
  void memoryIsShownPerSegmentGroup() {
    QueryVideoMemoryInfoReply before = ok(memory(guest.adapterHandle(), 0, 0));
    assertThat(before.currentUsage()).isZero();
    assertThat(before.budget()).isEqualTo(SteppedAdapter.LOCAL_BYTES);

    Handle device = guest.device();
    guest.allocation(device, 1 << 20, false);
    guest.allocation(device, 8192, true);

    assertThat(ok(memory(guest.adapterHandle(), 0, 0)).currentUsage()).isEqualTo(1 << 20);
    assertThat(ok(memory(guest.adapterHandle(), 1, 0)).currentUsage()).isEqualTo(8192);
  }

  @Test
  void aDriverThatAsksForNoProcessSeesTheWholePartition() {
    guest.allocation(guest.device(), 1 << 20, false);
    guest.newProcess();
    guest.allocation(guest.device(), 1 << 20, false);
    assertThat(ok(memory(guest.adapterHandle(), 0, 0)).currentUsage()).isEqualTo(1 << 20);

    guest.useProcess(Handle.NONE);

    assertThat(ok(memory(guest.adapterHandle(), 0, 0)).currentUsage()).isEqualTo(2 << 20);
    assertThat(query(QueryAdapterInfoType.PHYSICALADAPTERCOUNT, PhysicalAdapterCount.class).count()).isEqualTo(1);
    guest.useProcess(new Handle(5));
    assertThat(errno(memory(guest.adapterHandle(), 0, 0))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void memoryOfOtherAdaptersAndGroupsDoesNotExist() {
    assertThat(errno(memory(new Handle(1), 0, 0))).isEqualTo(Errno.EINVAL);
    assertThat(errno(memory(guest.adapterHandle(), 2, 0))).isEqualTo(Errno.EINVAL);
    assertThat(errno(memory(guest.adapterHandle(), 0, 1))).isEqualTo(Errno.EINVAL);
  }
}
