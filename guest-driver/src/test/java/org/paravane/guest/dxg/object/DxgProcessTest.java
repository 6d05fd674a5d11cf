package org.paravane.guest.dxg.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.guest.dxg.host.GlobalChannel;
import org.paravane.guest.dxg.host.IoWindow;
import org.paravane.guest.dxg.object.DxgProcess.DeviceRemains;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.vmbus.ChannelId;

/** The tables of one open file: who may enter, who leaves with whom. */
class DxgProcessTest {
  private final GlobalChannel global = new GlobalChannel(new FakeConnection(), new ChannelId(1),
      new IoWindow(1L << 40, 1 << 20, 4));
  private final DxgAdapter here = adapter(0);
  private final DxgAdapter there = adapter(1);
  private final DxgProcess process = process(9);
  private final DxgDevice device = new DxgDevice(host(10), here);
  private final DxgContext context = new DxgContext(host(11), device);
  private final QueueFence progress = new QueueFence(host(12), device, 4096);
  private final DxgHwQueue queue = new DxgHwQueue(host(13), context, progress);
  private final QueueFence paging = new QueueFence(host(14), device, 4096);
  private final DxgPagingQueue pagingQueue = new DxgPagingQueue(host(15), device, paging);
  private final DxgSyncObject sync = DxgSyncObject.fence(host(16), device, 4096);
  private final DxgResource resource = new DxgResource(host(17), device, false);
  private final DxgAllocation member = new DxgAllocation(host(18), device, resource, 4096, null);
  private final DxgAllocation loose = new DxgAllocation(host(19), device, null, 4096, null);
  private Handle adapter = Handle.NONE;

  private DxgAdapter adapter(int number) {
    AdapterIdentity identity = new AdapterIdentity(FakeHost.instanceOf(number), FakeHost.luidOf(number),
        FakeHost.luidOf(number), 0, 0, false, 40, true, true);
    return new DxgAdapter(identity, global.port(), global,
        new DxgAdapter.HostInfo(Handle.NONE, FakeHost.luidOf(number), "fake", "fake", false, 0, List.of()));
  }

  private DxgProcess process(long id) {
    DxgProcess made = new DxgProcess(id, 100, Handle.of(1, 1, 0), new Sight.All(global), null);
    assertThat(made.use(here)).isTrue();
    return made;
  }

  /** A handle as the host makes them, unlike any of the guest's. */
  private static Handle host(int index) {
    return Handle.of(1000 + index, 3, 5);
  }

  @BeforeEach
  void oneOfEach() {
    adapter = value(process.openAdapter(here));
    for (DxgObject object : List.of(device, context, progress, queue, paging, pagingQueue, sync, resource, member,
        loose)) {
      assertThat(process.enter(List.of(object))).isEqualTo(Result.ok(object.handle()));
    }
  }

  private static <T> T value(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T> failed -> throw new AssertionError(failed);
    };
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(errno));
  }

  private void assertGone(DxgObject... objects) {
    for (DxgObject object : objects) {
      assertErrno(process.find(object.handle()), Errno.EINVAL);
    }
  }

  @Test
  void withoutApertureNothingCanBeMapped() {
    assertErrno(process.aperture(), Errno.ENODEV);
    assertErrno(process.offsetOf(4096, 4096), Errno.ENODEV);
  }

  @Test
  void anObjectIsFoundUnderItsKindOnly() {
    assertThat(process.find(context.handle(), DxgContext.class)).isEqualTo(Result.ok(context));
    assertThat(process.find(context.handle())).isEqualTo(Result.ok(context));
    assertErrno(process.find(context.handle(), DxgDevice.class), Errno.EINVAL);
    assertErrno(process.find(adapter), Errno.EINVAL);
    assertErrno(process.adapter(device.handle()), Errno.EINVAL);
    assertThat(process.objectCount()).isEqualTo(10);
  }

  @Test
  void aDeviceNeedsAnOpening() {
    DxgProcess fresh = process(1);
    assertErrno(fresh.enter(List.of(new DxgDevice(host(1), here))), Errno.EINVAL);
    value(fresh.openAdapter(here));
    assertThat(fresh.enter(List.of(new DxgDevice(host(1), here)))).isEqualTo(Result.ok(host(1)));
  }

  @Test
  void anAdapterThatIsLostTakesItsOwnObjectsOnly() {
    process.use(there);
    Handle thereOpened = value(process.openAdapter(there));
    DxgDevice other = new DxgDevice(host(80), there);
    value(process.enter(List.of(other)));
    assertThat(process.lose(here)).extracting(DeviceRemains::device).containsExactly(device);
    for (DxgObject object : List.of(device, context, queue, member, loose, paging)) {
      assertErrno(process.find(object.handle()), Errno.ENODEV);
    }
    assertThat(process.find(other.handle())).isEqualTo(Result.ok(other));
    assertThat(process.adapters()).containsExactly(new ProcessAdapter(process, there));
    assertErrno(process.enter(List.of(new DxgDevice(host(81), here))), Errno.ENODEV);
    assertErrno(process.openAdapter(here), Errno.ENODEV);
    assertThat(process.adapter(adapter)).isEqualTo(Result.ok(here));
    assertThat(process.closeAdapter(adapter)).isEqualTo(Result.ok(List.of()));
    assertThat(value(process.closeAdapter(thereOpened))).extracting(DeviceRemains::device).containsExactly(other);
  }

  @Test
  void aLostHandleThatTheHostGivesAgainIsALiveOne() {
    process.use(there);
    value(process.openAdapter(there));
    process.lose(here);
    DxgDevice again = new DxgDevice(device.handle(), there);
    value(process.enter(List.of(again)));
    assertThat(process.find(device.handle(), DxgDevice.class)).isEqualTo(Result.ok(again));
    value(process.takeDevice(device.handle()));
    assertErrno(process.find(device.handle()), Errno.EINVAL);
  }

  @Test
  void theLastCloseOfAnAdapterTakesItsOwnDevicesOnly() {
    process.use(there);
    value(process.openAdapter(there));
    DxgDevice other = new DxgDevice(host(80), there);
    value(process.enter(List.of(other)));
    assertThat(value(process.closeAdapter(adapter))).extracting(DeviceRemains::device).containsExactly(device);
    assertThat(process.find(other.handle())).isEqualTo(Result.ok(other));
  }

  @Test
  void onlyTheLastCloseTakesTheDevices() {
    Handle second = value(process.openAdapter(here));
    assertThat(process.openingCount()).isEqualTo(2);
    assertThat(process.closeAdapter(adapter)).isEqualTo(Result.ok(List.of()));
    assertErrno(process.adapter(adapter), Errno.EINVAL);
    assertErrno(process.closeAdapter(adapter), Errno.EINVAL);
    assertThat(value(process.closeAdapter(second))).extracting(DeviceRemains::device).containsExactly(device);
    assertThat(process.objectCount()).isZero();
  }

  @Test
  void handlesOfAdaptersAndOfTheHostAreNeverTheSame() {
    DxgProcess twin = process(2);
    value(twin.openAdapter(here));
    Handle next = value(twin.openAdapter(here));

    DxgDevice other = new DxgDevice(next, here);
    value(process.enter(List.of(other)));
    Handle opened = value(process.openAdapter(here));
    assertThat(opened).isNotEqualTo(next);
    assertErrno(process.adapter(next), Errno.EINVAL);
    assertErrno(process.enter(List.of(new DxgDevice(opened, here))), Errno.EINVAL);
    value(process.takeDevice(next));
    assertThat(process.find(device.handle(), DxgDevice.class)).isEqualTo(Result.ok(device));
  }

  @Test
  void objectsEnterTogetherOrNotAtAll() {
    QueueFence fence = new QueueFence(host(20), device, 4096);
    assertErrno(process.enter(List.of(fence, new DxgHwQueue(host(11), context, fence))), Errno.EINVAL);
    assertErrno(process.enter(List.of(fence, new DxgHwQueue(Handle.NONE, context, fence))), Errno.EINVAL);
    assertErrno(process.enter(List.of(fence, new DxgHwQueue(adapter, context, fence))), Errno.EINVAL);
    assertGone(fence);
    assertThat(process.find(host(11), DxgContext.class)).isEqualTo(Result.ok(context));
    assertThat(value(process.takeDevice(device.handle())).allocations()).containsExactly(loose);
    assertThat(process.objectCount()).isZero();
  }

  @Test
  void nothingEntersADeviceThatWasTaken() {
    value(process.takeDevice(device.handle()));
    List<Function<Handle, DxgObject>> children = List.of(handle -> new DxgContext(handle, device),
        handle -> new QueueFence(handle, device, 4096), handle -> new DxgHwQueue(handle, context, progress),
        handle -> new DxgPagingQueue(handle, device, paging),
        handle -> DxgSyncObject.plain(handle, device, SynchronizationObjectType.SEMAPHORE),
        handle -> new DxgResource(handle, device, false),
        handle -> new DxgAllocation(handle, device, null, 4096, null),
        handle -> new DxgAllocation(handle, device, resource, 4096, null));
    for (Function<Handle, DxgObject> child : children) {
      assertErrno(process.enter(List.of(child.apply(host(30)))), Errno.EINVAL);
    }
    assertThat(process.objectCount()).isZero();
    assertErrno(process.takeDevice(device.handle()), Errno.EINVAL);
  }

  @Test
  void aContextTakesItsQueuesAndTheirFencesWithItAndNoOther() {
    DxgContext second = new DxgContext(host(40), device);
    QueueFence fence = new QueueFence(host(41), device, 4096);
    DxgHwQueue others = new DxgHwQueue(host(42), second, fence);
    value(process.enter(List.of(second)));
    value(process.enter(List.of(fence, others)));

    assertThat(process.takeContext(context.handle())).isEqualTo(Result.ok(context));
    assertGone(context, queue, progress);
    assertThat(process.find(others.handle())).isEqualTo(Result.ok(others));
    assertThat(process.find(fence.handle())).isEqualTo(Result.ok(fence));
    assertErrno(process.enter(List.of(new DxgHwQueue(host(43), context, progress))), Errno.EINVAL);
  }

  @Test
  void aNewContextUnderAnOldHandleIsAnotherOne() {
    value(process.takeContext(context.handle()));
    value(process.enter(List.of(new DxgContext(context.handle(), device))));
    assertErrno(process.enter(List.of(new DxgHwQueue(host(43), context, progress))), Errno.EINVAL);
  }

  @Test
  void queuesTakeTheirFencesWithThem() {
    assertThat(process.takeHwQueue(queue.handle())).isEqualTo(Result.ok(queue));
    assertThat(process.takePagingQueue(pagingQueue.handle())).isEqualTo(Result.ok(pagingQueue));
    assertGone(queue, progress, pagingQueue, paging);
    assertErrno(process.takeHwQueue(queue.handle()), Errno.EINVAL);
    assertErrno(process.takePagingQueue(queue.handle()), Errno.EINVAL);
  }

  @Test
  void theFenceOfAQueueCannotBeTakenAlone() {
    assertErrno(process.takeSyncObject(progress.handle()), Errno.EINVAL);
    assertErrno(process.takeSyncObject(paging.handle()), Errno.EINVAL);
    assertThat(process.takeSyncObject(sync.handle())).isEqualTo(Result.ok(sync));
    assertErrno(process.takeSyncObject(sync.handle()), Errno.EINVAL);
  }

  @Test
  void aResourceIsTakenByItsDeviceOnlyAndWithItsMembers() {
    DxgDevice other = new DxgDevice(host(50), here);
    value(process.enter(List.of(other)));
    assertErrno(process.takeResource(other, resource.handle()), Errno.EINVAL);
    assertErrno(process.takeResource(device, loose.handle()), Errno.EINVAL);
    assertThat(process.takeResource(device, resource.handle())).isEqualTo(Result.ok(List.of(member)));
    assertGone(resource, member);
    assertThat(process.find(loose.handle())).isEqualTo(Result.ok(loose));
    assertErrno(process.enter(List.of(new DxgAllocation(host(51), device, resource, 1, null))), Errno.EINVAL);
  }

  @Test
  void allocationsAreTakenTogetherOrNotAtAll() {
    DxgAllocation second = new DxgAllocation(host(60), device, null, 4096, null);
    value(process.enter(List.of(second)));
    for (List<Handle> bad : List.of(List.of(loose.handle(), loose.handle()),
        List.of(loose.handle(), member.handle()), List.of(loose.handle(), Handle.NONE),
        List.of(loose.handle(), context.handle()))) {
      assertErrno(process.takeAllocations(device, bad), Errno.EINVAL);
      assertThat(process.find(loose.handle())).isEqualTo(Result.ok(loose));
    }
    assertThat(process.takeAllocations(device, List.of(second.handle(), loose.handle())))
        .isEqualTo(Result.ok(List.of(second, loose)));
    assertGone(second, loose);
  }

  @Test
  void theRemainsOfADeviceAreSortedByHowTheyAreDestroyed() {
    assertThat(process.takeDevice(device.handle())).isEqualTo(Result.ok(
        new DeviceRemains(device, List.of(loose), List.of(resource), List.of(member), List.of(sync))));
    assertThat(process.objectCount()).isZero();
    assertThat(process.adapter(adapter)).isEqualTo(Result.ok(here));
  }

  @Test
  void afterTheEndNothingEntersAndNothingIsTakenTwice() {
    assertThat(process.end()).isTrue();
    assertThat(process.end()).isFalse();
    assertThat(process.lose(here)).extracting(DeviceRemains::device).containsExactly(device);
    assertThat(process.lose(here)).isEmpty();
    assertThat(process.use(here)).isFalse();
    assertErrno(process.adapter(adapter), Errno.EINVAL);
    assertErrno(process.openAdapter(here), Errno.ENODEV);
    assertErrno(process.enter(List.of(new DxgDevice(host(70), here))), Errno.EINVAL);
    assertThat(process.objectCount()).isZero();
  }
}
