package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.extension.Feature;
import org.paravane.abi.extension.GetRange;
import org.paravane.abi.extension.GetVersion;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.RangeKind;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters2;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.device.OpenFile;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.vmbus.Offer;

/** The one node that shows all adapters: {@code dev/dxg}. */
@Timeout(30)
class LegacyNodeTest {
  private final Fixture fixture = Fixture.legacy(2);
  private final FakeHost host = fixture.host();
  private final Client client = new Client(fixture.open("dxg"), 0);

  LegacyNodeTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private List<AdapterInfo> enumerate(int room) {
    long adapters = client.pages(4096);
    EnumAdapters3 written = client.call(DxgIoctl.ENUMADAPTERS3,
        new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), room, 0, adapters)).ok();
    List<AdapterInfo> infos = new ArrayList<>();
    for (int i = 0; i < written.adapterCount(); i++) {
      infos.add(client.read(AdapterInfo.class, adapters, i));
    }
    return infos;
  }

  private Handle open(int number) {
    return client.call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(FakeHost.luidOf(number), Handle.NONE))
        .ok().adapterHandle();
  }

  private Handle device(int number) {
    return client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(open(number))).ok().device();
  }

  private DxgProcess process() {
    return client.file().file().data(DxgProcess.class);
  }

  private List<Luid> sentTo() {
    return host.sent().stream().map(CommandMessage::vgpuLuid).distinct().toList();
  }

  private GetDeviceState state(Handle device) {
    return new GetDeviceState(device, 1, Bytes.zero(48));
  }

  private Offer offerOf(int number) {
    return fixture.connection().offers().stream()
        .filter(offer -> offer.instanceId().equals(FakeHost.instanceOf(number))).findFirst().orElseThrow();
  }

  @Test
  void itStandsDirectlyBelowDevAndHasItsOwnNumber() {
    assertThat(fixture.nodes().list()).containsExactlyInAnyOrder("dxg", "accel/accel0", "accel/accel1");
    OpenFile file = client.file().file();
    assertThat(file.node().mode()).isEqualTo(0666);
    assertThat(fixture.registry().tree().read("sys/class/dxg/dxg/open_count")).hasToString("Ok[value=1\n]");
  }

  @Test
  void withoutTheOptionThereIsNone() {
    try (Fixture plain = Fixture.started()) {
      assertThat(plain.nodes().list()).containsExactly("accel/accel0");
      assertThat(plain.nodes().open("dxg")).isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void allAdaptersAreListedAndOpened() {
    List<AdapterInfo> infos = enumerate(8);
    assertThat(infos).extracting(AdapterInfo::adapterLuid).containsExactly(FakeHost.luidOf(0), FakeHost.luidOf(1));
    assertThat(infos).extracting(AdapterInfo::adapterHandle).doesNotHaveDuplicates();
    assertThat(process().openingCount()).isEqualTo(2);
    long adapters = client.pages(4096);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(2, 0, adapters)).ok().numAdapters())
        .isEqualTo(2);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isEqualTo(2);
    assertThat(process().openingCount()).isEqualTo(4);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void tooLittleRoomIsToldAndOpensNothing() {
    long adapters = client.pages(4096);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS3,
        new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), 1, 0, adapters)).failed(Errno.EOVERFLOW)
        .adapterCount()).isEqualTo(2);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(1, 0, adapters)).failed(Errno.EOVERFLOW)
        .numAdapters()).isEqualTo(2);
    assertThat(process().openingCount()).isZero();
  }

  @Test
  void aListThatCannotBeWrittenOpensNothing() {
    client.call(DxgIoctl.ENUMADAPTERS3,
        new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), 2, 0, Client.BAD)).failed(Errno.EFAULT);
    assertThat(process().openingCount()).isZero();
  }

  @Test
  void aComputeOnlyAdapterIsListedOnlyWhereItIsAskedFor() {
    fixture.connection().add(fixture.connection().vgpuOffer(2,
        VgpuOfferData.of(FakeHost.luidOf(2), true, VgpuOfferData.DEVICE_COMPUTE)));
    fixture.awaitOffers();
    assertThat(enumerate(8)).hasSize(3);
    assertThat(client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isEqualTo(2);
  }

  @Test
  void callsGoToTheAdapterOfTheirHandle() {
    Handle here = device(0);
    Handle there = device(1);
    for (int number = 0; number < 2; number++) {
      host.forget();
      Handle device = number == 0 ? here : there;
      Handle context = client.createContext(device);
      client.createHwQueue(context);
      client.createPagingQueue(device);
      client.createFence(device);
      Handle allocation = client.createAllocation(device, 4096);
      client.call(DxgIoctl.LOCK2, new Lock2(device, allocation, Lock2Flags.of(0), 0, 0)).ok();
      assertThat(sentTo()).containsExactly(FakeHost.luidOf(number));
    }
  }

  @Test
  void allObjectsOfAFileShareOneApertureAndOneProcessOfTheHost() {
    Handle here = device(0);
    Handle there = device(1);
    long one = client.createPagingQueue(here).fenceCpuVirtualAddress();
    long other = client.createPagingQueue(there).fenceCpuVirtualAddress();
    assertThat(one).isNotEqualTo(other);
    assertThat(host.messages()).doesNotContain(Message.CREATEPROCESS);
    assertThat(fixture.connection().memory().regionCount()).isEqualTo(1);
    assertThat(client.file().file().backing()).isInstanceOf(Result.Ok.class);
    assertThat(host.sent().stream().filter(sent -> sent.message() == Message.CREATEPAGINGQUEUE)
        .map(CommandMessage::process)).containsOnly(process().hostHandle());
  }

  @Test
  void ourOwnIoctlsAreRoutedToo() {
    device(0);
    Handle there = device(1);
    CreatePagingQueue queue = client.createPagingQueue(there);
    GetRange range = client.call(ParavaneIoctl.GETRANGE,
        new GetRange(queue.pagingQueue(), RangeKind.PAGING_FENCE.value(), 0, 0, 0, 0)).ok();
    assertThat(range.mmapOffset()).isEqualTo(queue.fenceCpuVirtualAddress());
    client.call(ParavaneIoctl.GETRANGE, new GetRange(new Handle(99), 1, 0, 0, 0, 0)).failed(Errno.EINVAL);
    long features = client.call(ParavaneIoctl.GETVERSION, new GetVersion(0, 0, 0)).ok().features();
    assertThat(Feature.LEGACY.in(features)).isTrue();
    try (Client plain = new Client(fixture.open("accel/accel1"), 1)) {
      assertThat(Feature.LEGACY.in(plain.call(ParavaneIoctl.GETVERSION, new GetVersion(0, 0, 0)).ok().features()))
          .isFalse();
    }
  }

  @Test
  void theUsageOfAFileHasAPartForEachAdapter() {
    device(0);
    device(1);
    String path = client.file().file().node().path() + "/clients/" + client.file().file().id() + "/fdinfo";
    assertThat(fixture.registry().tree().read(path).toString())
        .contains("drm-pdev:\t" + FakeHost.instanceOf(0), "drm-pdev:\t" + FakeHost.instanceOf(1));
  }

  @Test
  void anObjectOfOneAdapterIsUnknownOnTheOther() {
    Handle here = device(0);
    Handle there = device(1);
    Handle allocation = client.createAllocation(there, 4096);
    host.forget();
    client.call(DxgIoctl.LOCK2, new Lock2(here, allocation, Lock2Flags.of(0), 0, 0)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void theNodeOfAnAdapterStillShowsNoOther() {
    try (Client plain = new Client(fixture.open("accel/accel1"), 1)) {
      plain.call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(FakeHost.luidOf(0), Handle.NONE))
          .failed(Errno.EINVAL);
      assertThat(plain.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isEqualTo(1);
    }
  }

  @Test
  void whatWasOnAnAdapterThatGoesIsEnodevAndTheRestLivesOn() {
    Handle opening = open(0);
    Handle here = device(0);
    Handle there = device(1);
    Handle context = client.createContext(here);
    fixture.connection().rescind(offerOf(0));
    fixture.awaitOffers();

    client.call(DxgIoctl.GETDEVICESTATE, state(here)).failed(Errno.ENODEV);
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, 0, 0)).failed(Errno.ENODEV);
    client.call(DxgIoctl.DESTROYDEVICE, new DestroyDevice(here)).failed(Errno.ENODEV);
    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(opening)).failed(Errno.ENODEV);
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(opening)).ok();
    client.call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(FakeHost.luidOf(0), Handle.NONE))
        .failed(Errno.EINVAL);
    assertThat(enumerate(8)).extracting(AdapterInfo::adapterLuid).containsExactly(FakeHost.luidOf(1));
    client.call(DxgIoctl.GETDEVICESTATE, state(there)).ok();
    client.createContext(there);
    assertThat(fixture.connection().memory().regionCount()).isEqualTo(1);
  }

  @Test
  void anAdapterThatComesBackIsSeenByAFileThatIsOpen() {
    Offer offer = offerOf(0);
    fixture.connection().rescind(offer);
    fixture.awaitOffers();
    assertThat(enumerate(8)).hasSize(1);
    fixture.connection().add(offer);
    fixture.awaitOffers();
    assertThat(enumerate(8)).extracting(AdapterInfo::adapterLuid).containsExactlyInAnyOrder(FakeHost.luidOf(0),
        FakeHost.luidOf(1));
    assertThat(client.call(DxgIoctl.QUERYVIDEOMEMORYINFO, memoryOf(open(0))).ok().budget()).isPositive();
  }

  private static QueryVideoMemoryInfo memoryOf(Handle adapter) {
    return new QueryVideoMemoryInfo(0, adapter, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aDriverThatLeavesOneAdapterDestroysOnTheHostWhatWasThere() {
    device(0);
    Handle there = device(1);
    host.forget();
    String device = fixture.accel().node(0).orElseThrow().device().name();
    assertThat(fixture.bus().bus().unbind(fixture.bus().bus().device(device).orElseThrow(), fixture.driver()))
        .isInstanceOf(Result.Ok.class);
    assertThat(host.messages()).containsSequence(Message.FLUSHDEVICE, Message.DESTROYDEVICE)
        .doesNotContain(Message.DESTROYPROCESS);
    assertThat(sentTo()).containsExactly(FakeHost.luidOf(0));
    client.call(DxgIoctl.GETDEVICESTATE, state(there)).ok();
  }

  private CompletableFuture<Integer> blocked(Handle device) throws InterruptedException {
    Handle fence = client.createFence(device);
    CountDownLatch heard = new CountDownLatch(1);
    host.on(Message.WAITFORSYNCOBJECTFROMCPU, command -> {
      heard.countDown();
      return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
    });
    WaitForSynchronizationObjectFromCpu args = new WaitForSynchronizationObjectFromCpu(device, 1,
        client.putHandles(fence), client.putLongs(7), 0, WaitForSynchronizationObjectFromCpuFlags.of(0));
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> answer.complete(client.call(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, args).value()));
    assertThat(heard.await(5, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  @Test
  void onlyThoseWhoWaitOnTheAdapterThatGoesAreWoken() throws Exception {
    CompletableFuture<Integer> here = blocked(device(0));
    CompletableFuture<Integer> there = blocked(device(1));
    fixture.connection().rescind(offerOf(0));
    fixture.awaitOffers();
    assertThat(here.get(5, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
    assertThat(there).isNotDone();
    fixture.connection().rescind(offerOf(1));
    assertThat(there.get(5, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
  }

  @Test
  void itGoesWithTheHostAndANewHostBringsANewOne() throws Exception {
    CompletableFuture<Integer> waiting = blocked(device(1));
    FakeConnection first = fixture.connection();
    FakeConnection second = fixture.nextHost();
    second.add(second.globalOffer());
    second.add(second.vgpuOffer(5));
    first.die();
    assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).failed(Errno.ENODEV);
    fixture.comeBack();
    while (fixture.nodes().list().size() != 2) {
      Thread.sleep(2);
    }
    try (Client next = new Client(fixture.open("dxg"), 5)) {
      next.createDevice();
      assertThat(next.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(0, 0, 0)).ok().numAdapters()).isEqualTo(1);
    }
    assertThat(first.memory().regionCount()).isEqualTo(0);
  }

  @Test
  void closingTheFileEndsTheProcessOnceAndLeavesNothing() {
    device(0);
    device(1);
    host.forget();
    client.file().close();
    assertThat(host.messages()).filteredOn(Message.DESTROYDEVICE::equals).hasSize(2);
    assertThat(host.messages()).endsWith(Message.DESTROYPROCESS);
    assertThat(fixture.connection().memory().regionCount()).isZero();
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).failed(Errno.EBADF);
  }

  @Test
  void callsAndFailuresAreCountedWhereTheyWereRouted() {
    Handle there = device(1);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(there, Client.BAD, 4)).failed(Errno.EFAULT);
    String path = fixture.accel().node(1).orElseThrow().path();
    assertThat(fixture.registry().tree().read(path + "/usage/calls")).hasToString("Ok[value=2\n]");
    assertThat(fixture.registry().tree().read(path + "/errors/efault")).hasToString("Ok[value=1\n]");
    assertThat(fixture.registry().tree().read(path.replace("accel1", "accel0") + "/usage/calls"))
        .doesNotHaveToString("Ok[value=2\n]");
  }
}
