package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters2;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

class AdapterCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);

  AdapterCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  @Test
  void openingByLuidGivesADocumentedHandleAndSendsNothing() {
    assertThat(client.openAdapter()).isEqualTo(new Handle(0x40000000));
    assertThat(client.openAdapter()).isEqualTo(new Handle(0x40000040));
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void defect01UnknownLuidIsEinvalWhateverTheHandleFieldHeld() {
    for (Handle field : List.of(Handle.NONE, new Handle(0x1234))) {
      OpenAdapterFromLuid after = client
          .call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(new Luid(9, 9), field)).failed(Errno.EINVAL);
      assertThat(after.adapterHandle()).isEqualTo(field);
    }
  }

  @Test
  void enumerationListsThisAdapterAndOpensIt() {
    long list = client.pages(4096);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(64, 0, list)).ok().numAdapters()).isEqualTo(1);
    AdapterInfo info = client.read(AdapterInfo.class, list, 0);
    assertThat(info.adapterLuid()).isEqualTo(FakeHost.luidOf(0));
    assertThat(info.numSources()).isZero();
    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(info.adapterHandle())).ok();
  }

  @Test
  void enumerationWithoutAListCounts() {
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isEqualTo(1);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(false), 0, 0, client.pages(4096))).ok()
        .adapterCount()).isEqualTo(1);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(false), 5, 0, 0)).ok().adapterCount())
        .isEqualTo(1);
  }

  private static EnumAdaptersFilter filter(boolean computeOnly) {
    return new EnumAdaptersFilter(computeOnly, false, 0);
  }

  @Test
  void enumerationLimitsAreChecked() {
    client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(65, 0, client.pages(4096))).failed(Errno.EINVAL);
    client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(-1, 0, client.pages(4096))).failed(Errno.EINVAL);
    client.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(true), 65536, 0, client.pages(4096)))
        .failed(Errno.EINVAL);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(true), 65535, 0, client.pages(4096))).ok()
        .adapterCount()).isEqualTo(1);
  }

  @Test
  void defect06TooLittleRoomTellsTheNeededCount() {
    EnumAdapters2 after = client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, client.pages(4096)))
        .failed(Errno.EOVERFLOW);
    assertThat(after.numAdapters()).isEqualTo(1);
  }

  @Test
  void defect06ComputeOnlyAdaptersAreNeitherListedNorCounted() {
    try (Fixture other = Fixture.bare()) {
      other.connection().add(other.connection().globalOffer());
      other.connection().add(other.connection().vgpuOffer(3,
          VgpuOfferData.of(FakeHost.luidOf(3), true, VgpuOfferData.DEVICE_COMPUTE)));
      other.load().start();
      try (Client compute = new Client(other.open("accel/accel0"), 3)) {
        assertThat(compute.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isZero();
        assertThat(compute.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, compute.pages(4096))).ok()
            .numAdapters()).isZero();
        assertThat(compute.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(false), 0, 0, 0)).ok().adapterCount())
            .isZero();
        long list = compute.pages(4096);
        assertThat(compute.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(true), 4, 0, list)).ok()
            .adapterCount()).isEqualTo(1);
        compute.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(compute.read(AdapterInfo.class, list, 0).adapterHandle()))
            .ok();
      }
    }
  }

  @Test
  void defect10AListThatCannotBeWrittenLeavesNoHandleBehind() {
    client.call(DxgIoctl.ENUMADAPTERS3, new EnumAdapters3(filter(true), 1, 0, Client.BAD)).failed(Errno.EFAULT);
    client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(1, 0, Client.BAD)).failed(Errno.EFAULT);
    assertThat(fixture.registry().tree().read(clientFile("adapters"))).hasToString("Ok[value=0\n]");
  }

  private String clientFile(String name) {
    return client.file().file().node().path() + "/clients/" + client.file().file().id() + "/" + name;
  }

  @Test
  void closingAnAdapterEndsItsDevicesWithTheLastOpening() {
    Handle first = client.openAdapter();
    Handle second = client.openAdapter();
    Handle device = client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(first)).ok().device();
    host.forget();

    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(first)).ok();
    assertThat(host.sent()).isEmpty();
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(second)).ok();
    assertThat(host.messages()).containsExactly(Message.FLUSHDEVICE, Message.DESTROYDEVICE);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, 0, 0)).failed(Errno.EINVAL);
  }

  @Test
  void closingNothingIsFineAndClosingTwiceIsNot() {
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).ok();
    Handle adapter = client.openAdapter();
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(adapter)).ok();
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(adapter)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void queryForwardsAnyTypeAndWritesTheWholeBuffer() {
    Handle adapter = client.openAdapter();
    Bytes sent = FakeHost.pattern(13);
    long data = client.putBytes(sent);
    host.on(Message.QUERYADAPTERINFO, command -> {
      QueryAdapterInfoCommand query = FakeHost.parsed(command, QueryAdapterInfoCommand.class);
      assertThat(query.privateData()).isEqualTo(sent);
      assertThat(query.queryType()).isEqualTo(4711);
      return FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS, Bytes.of(new byte[13])));
    });

    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 4711, data, 13)).ok();
    assertThat(client.readBytes(data, 13)).isEqualTo(Bytes.zero(13));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 57})
  void adapterTypeIsThatOfTheGuest(int type) {
    Handle adapter = client.openAdapter();
    int all = 0x1fff;
    host.reply(Message.QUERYADAPTERINFO, new QueryAdapterInfoReply(NtStatus.SUCCESS, Bytes.zero(4).withU32(0, all)));
    long data = client.pages(4096);

    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, type, data, 4)).ok();

    int cleared = 1 << 1 | 1 << 3 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 11;
    assertThat(AdapterType.of(client.readBytes(data, 4).u32(0)).value()).isEqualTo((all & ~cleared) | 1 << 7);
  }

  @Test
  void queryChecksInTheDocumentedOrder() {
    Handle adapter = client.openAdapter();
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, Client.BAD, 0)).failed(Errno.EINVAL);
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, Client.BAD, 131073)).failed(Errno.EINVAL);
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, Client.BAD, -1)).failed(Errno.EINVAL);
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(new Handle(5), 1, Client.BAD, 4)).failed(Errno.EINVAL);
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, Client.BAD, 4)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void queryReachesItsExactCeiling() {
    Handle adapter = client.openAdapter();
    long data = client.pages(1 << 18);
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, data, 131017)).ok();
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 1, data, 131018)).failed(Errno.EINVAL);
  }

  @Test
  void queryPassesFailuresOfTheHostOn() {
    Handle adapter = client.openAdapter();
    long data = client.putBytes(FakeHost.pattern(8));
    QueryAdapterInfo args = new QueryAdapterInfo(adapter, 1, data, 8);
    host.reply(Message.QUERYADAPTERINFO, new QueryAdapterInfoReply(NtStatus.NOT_SUPPORTED, Bytes.zero(8)));
    client.call(DxgIoctl.QUERYADAPTERINFO, args).failed(Errno.EPERM);
    host.fail(Message.QUERYADAPTERINFO, NtStatus.NO_MEMORY, "host is poor");
    assertThat(client.call(DxgIoctl.QUERYADAPTERINFO, args).reason()).contains("host is poor");
    host.on(Message.QUERYADAPTERINFO, command -> new byte[8]);
    client.call(DxgIoctl.QUERYADAPTERINFO, args).failed(Errno.EOVERFLOW);
    assertThat(client.readBytes(data, 8)).isEqualTo(FakeHost.pattern(8));
  }

  @Test
  void videoMemoryIsAskedWithTheHostsAdapterHandle() {
    Handle adapter = client.openAdapter();
    QueryVideoMemoryInfo after = client.call(DxgIoctl.QUERYVIDEOMEMORYINFO,
        new QueryVideoMemoryInfo(0, adapter, 1, 0, 0, 0, 0, 6)).ok();
    assertThat(after).isEqualTo(new QueryVideoMemoryInfo(0, adapter, 1, 1000, 200, 30, 4, 6));
    QueryVideoMemoryInfoCommand sent = host.last(Message.QUERYVIDEOMEMORYINFO, QueryVideoMemoryInfoCommand.class);
    assertThat(sent.adapter()).isEqualTo(new Handle(0x0ada_0001));
    assertThat(sent.physicalAdapterIndex()).isEqualTo(6);
  }

  @Test
  void videoMemoryOfOthersIsRefused() {
    Handle adapter = client.openAdapter();
    client.call(DxgIoctl.QUERYVIDEOMEMORYINFO, new QueryVideoMemoryInfo(1, adapter, 0, 0, 0, 0, 0, 0))
        .failed(Errno.EINVAL);
    client.call(DxgIoctl.QUERYVIDEOMEMORYINFO, new QueryVideoMemoryInfo(0, Handle.NONE, 0, 0, 0, 0, 0, 0))
        .failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }
}
