package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.DestroyPagingQueueCommand;
import org.paravane.abi.wire.DestroyProcessCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;

/** Objects may be destroyed in any order, also those that need each other, with work running or waiting. */
class DestructionOrderTest {
  private static final int OBJECTS = 6;

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.started(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  @Test
  void everyOrderWithWorkWaiting() {
    permutations(new ArrayList<>(), this::destroyInOrder);
  }

  private interface Visitor {
    void visit(List<Integer> order);
  }

  private static void permutations(List<Integer> begun, Visitor visitor) {
    if (begun.size() == OBJECTS) {
      visitor.visit(begun);
      return;
    }
    for (int i = 0; i < OBJECTS; i++) {
      if (!begun.contains(i)) {
        begun.add(i);
        permutations(begun, visitor);
        begun.removeLast();
      }
    }
  }

  private void destroyInOrder(List<Integer> order) {
    guest.newProcess();
    List<Runnable> destroyers = setUp();
    if (order.getFirst() % 2 == 0) {
      host.settle();
    }
    for (int step : order) {
      destroyers.get(step).run();
    }
    guest.global(new DestroyProcessCommand(FakeGuest.vm(Message.DESTROYPROCESS, guest.process())));
    host.finish();

    assertThat(guest.vsp().partition().counts().total()).as("order " + order).isZero();
    assertThat(host.memoryInUse()).as("order " + order).isZero();
    assertThat(host.adapter().scheduler().figures().contexts()).as("order " + order).isZero();
    assertThat(guest.vsp().counters().figures().bugs()).as("order " + order).isZero();
  }

  /** One of each kind, with work that waits for a fence, and how each is destroyed. Later ones may find theirs gone. */
  private List<Runnable> setUp() {
    Handle device = guest.device();
    Handle paging = ok(guest.createPagingQueue(device)).pagingQueue();
    Handle context = guest.context(device);
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));
    Handle allocation = guest.allocation(device, 4096, true);
    long address = ok(guest.map(paging, allocation, 0, 1, true)).virtualAddress();
    ok(guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE.withCreateResource(),
        AllocationDescription.of(4096, false)));
    Handle fence = guest.fence(device, 0).syncObject();
    for (Handle target : List.of(context, queue.hwqueue())) {
      ok(guest
          .status(new WaitForSyncObjectFromGpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMGPU), target, 1, false,
              U64Array.of(1), HandleArray.of(fence))));
    }
    ok(guest.status(guest.submission(address, AqlPacket.SIZE_BYTES, context)));
    ok(guest.status(guest.queueSubmission(queue.hwqueue(), 1, address, AqlPacket.SIZE_BYTES)));
    return List.of(
        () -> guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device)),
        () -> guest.status(new DestroyContextCommand(guest.header(Message.DESTROYCONTEXT), context)),
        () -> guest.status(new DestroyHwQueueCommand(guest.header(Message.DESTROYHWQUEUE), queue.hwqueue())),
        () -> destroyPagingQueue(paging),
        () -> guest.status(destroy(device, Handle.NONE, allocation)),
        () -> guest.global(ProcessCommandsTest.destroySync(guest, fence)));
  }

  private void destroyPagingQueue(Handle paging) {
    guest.vgpuChannel().send(ok(CommandMessage.encode(guest.luid(),
        new DestroyPagingQueueCommand(guest.header(Message.DESTROYPAGINGQUEUE), paging))), true);
  }

  private DestroyAllocationCommand destroy(Handle device, Handle resource, Handle... allocations) {
    return new DestroyAllocationCommand(guest.header(Message.DESTROYALLOCATION), device, resource, allocations.length,
        DestroyAllocation2Flags.NONE, HandleArray.of(allocations));
  }
}
