package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.ObjectCounts;
import org.paravane.host.object.ObjectKind;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.host.vsp.WorkBench.Commands;

/** Over a budget or limit: ENOMEM, and nothing has changed. */
class BudgetTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.started(1, host.adapter(),
      new PartitionPolicy(1 << 19, 2, 2, 3, 3, 5, 8, 64, 6, 0, 100));

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private void exhaust(ObjectKind kind, int limit, Supplier<Result<?>> one) {
    while (guest.vsp().partition().counts().of(kind) < limit) {
      ok(one.get());
    }
    ObjectCounts counts = guest.vsp().partition().counts();
    long memory = host.memoryInUse();

    assertThat(errno(one.get())).as(kind.label()).isEqualTo(Errno.ENOMEM);
    host.settle();

    assertThat(guest.vsp().partition().counts()).isEqualTo(counts);
    assertThat(host.memoryInUse()).isEqualTo(memory);
    assertThat(host.adapter().memory().violations()).isEmpty();
  }

  @Test
  void processes() {
    exhaust(ObjectKind.PROCESS, 2, guest::createProcess);
  }

  @Test
  void devices() {
    guest.newProcess();
    exhaust(ObjectKind.DEVICE, 2, guest::createDevice);
  }

  @Test
  void contexts() {
    guest.newProcess();
    Handle device = guest.device();
    exhaust(ObjectKind.CONTEXT, 3, () -> guest.createContext(device, 0));
  }

  @Test
  void hardwareQueues() {
    guest.newProcess();
    Handle context = guest.context(guest.device());
    exhaust(ObjectKind.HW_QUEUE, 3, () -> guest.createHwQueue(context));
  }

  @Test
  void pagingQueues() {
    guest.newProcess();
    Handle device = guest.device();
    exhaust(ObjectKind.PAGING_QUEUE, 3, () -> guest.createPagingQueue(device));
  }

  @Test
  void syncObjectsAndThoseOfQueues() {
    guest.newProcess();
    Handle device = guest.device();
    Handle context = guest.context(device);
    ok(guest.createHwQueue(context));
    exhaust(ObjectKind.SYNC_OBJECT, 8, () -> guest.createSync(device, SynchronizationObjectType.MONITORED_FENCE, 0,
        new MonitoredFence(0, 0, 0, 0, 0)));
    assertThat(errno(guest.createPagingQueue(device))).isEqualTo(Errno.ENOMEM);
    assertThat(errno(guest.createHwQueue(context))).isEqualTo(Errno.ENOMEM);
    assertThat(guest.vsp().partition().counts().of(ObjectKind.PAGING_QUEUE)).isZero();
    assertThat(guest.vsp().partition().counts().of(ObjectKind.HW_QUEUE)).isEqualTo(1);
  }

  @Test
  void allocationsAndResources() {
    guest.newProcess();
    Handle device = guest.device();
    AllocationDescription page = AllocationDescription.of(4096, false);
    CreateAllocationFlags inResource = CreateAllocationFlags.NONE.withCreateResource();
    ok(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE, page, page, page));

    assertThat(errno(guest.createAllocations(device, Handle.NONE, inResource, page, page, page)))
        .isEqualTo(Errno.ENOMEM);
    assertThat(guest.vsp().partition().counts().of(ObjectKind.RESOURCE)).isZero();
    exhaust(ObjectKind.ALLOCATION, 5,
        () -> guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE, page));
  }

  @Test
  void localMemory() {
    guest.newProcess();
    Handle device = guest.device();
    ok(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1 << 18, false)));

    assertThat(errno(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of((1 << 18) + 4096, false)))).isEqualTo(Errno.ENOMEM);

    assertThat(host.adapter().memory().figures(SegmentGroup.LOCAL).usage()).isEqualTo(1 << 18);
    ok(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1 << 18, false)));
  }

  @Test
  void sharedMemoryAndFencePages() {
    guest.newProcess();
    Handle device = guest.device();
    ok(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1 << 19, true)));

    assertThat(errno(guest.createPagingQueue(device))).isEqualTo(Errno.ENOMEM);
    assertThat(errno(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1, true)))).isEqualTo(Errno.ENOMEM);
    assertThat(host.adapter().memory().figures(SegmentGroup.NON_LOCAL).usage()).isEqualTo(1 << 19);
  }

  @Test
  void oneGuestsBudgetIsNotAnothers() {
    guest.newProcess();
    ok(guest.createAllocations(guest.device(), Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1 << 19, false)));
    FakeGuest other = FakeGuest.withProcess(2, host.adapter());

    ok(other.createAllocations(other.device(), Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(1 << 20, false)));
    Baseline.deathOf(other, host);
  }

  @Test
  void queuedWorkOfAllContextsTogether() {
    guest.newProcess();
    WorkBench bench = new WorkBench(guest);
    Handle first = guest.context(bench.device());
    Handle second = guest.context(bench.device());
    Commands commands = bench.commands(AqlPacket.Fill.of(bench.buffer(1).address(), 4096, 1, 0));
    host.settle();
    for (int i = 0; i < 3; i++) {
      ok(guest.status(guest.submission(commands.address(), commands.length(), first)));
      ok(guest.status(guest.submission(commands.address(), commands.length(), second)));
    }

    assertThat(errno(guest.status(guest.submission(commands.address(), commands.length(), first))))
        .isEqualTo(Errno.ENOMEM);

    host.finish();
    ok(guest.status(guest.submission(commands.address(), commands.length(), first, second)));
    assertThat(guest.vsp().partition().work().queuedNow()).isEqualTo(2);
  }

  @Test
  void aPolicyThatAHandleTableCannotHoldIsRefused() {
    assertThatThrownBy(() -> new PartitionPolicy(1, 1, 1, 1, 1, 1 << 20, 1, 1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PartitionPolicy(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
