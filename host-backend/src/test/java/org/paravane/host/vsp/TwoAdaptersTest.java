package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;

/** One process on two adapters: one handle table, one aperture, and no object that crosses over. */
class TwoAdaptersTest {
  private final SteppedAdapter one = new SteppedAdapter(0);
  private final SteppedAdapter two = new SteppedAdapter(1);
  private final FakeGuest guest = FakeGuest.withProcess(1, one.adapter());
  private final Handle deviceOnOne = guest.device();
  private final FakeGuest.VgpuSeat seatOne = guest.openAlso(two.adapter());
  private final Handle deviceOnTwo = guest.device();

  @AfterEach
  void nothingIsLeft() {
    guest.die();
    two.finish();
    Baseline.afterDeathOf(guest, one);
    Baseline.isReached(two);
    one.close();
    two.close();
  }

  private void on(FakeGuest.VgpuSeat seat, Runnable commands) {
    FakeGuest.VgpuSeat before = guest.switchTo(seat);
    commands.run();
    guest.switchTo(before);
  }

  private Result<Lock2Reply> lock(Handle device, Handle allocation) {
    return guest.call(new Lock2Command(guest.header(Message.LOCK2),
        new Lock2(device, allocation, Lock2Flags.of(0), 0, 0), false, 0, 0), Lock2Reply.class);
  }

  @Test
  void handlesAndPlacesInTheApertureAreUnlikeOnBoth() {
    Set<Integer> indices = new HashSet<>(List.of(deviceOnOne.index(), deviceOnTwo.index()));
    Set<Long> places = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      Handle there = guest.allocation(deviceOnTwo, 4096, true);
      assertThat(indices.add(there.index())).isTrue();
      assertThat(places.add(ok(lock(deviceOnTwo, there)).cpuVisibleBufferOffset())).isTrue();
      on(seatOne, () -> {
        Handle here = guest.allocation(deviceOnOne, 4096, true);
        assertThat(indices.add(here.index())).isTrue();
        assertThat(places.add(ok(lock(deviceOnOne, here)).cpuVisibleBufferOffset())).isTrue();
      });
    }
    assertThat(indices).hasSize(18);
    assertThat(places).hasSize(16);
  }

  @Test
  void anObjectIsUnknownOnTheOtherChannel() {
    CreateSyncObjectReply fence = guest.fence(deviceOnTwo, 0);
    Handle allocation = guest.allocation(deviceOnTwo, 4096, false);
    on(seatOne, () -> {
      assertThat(errno(guest.createContext(deviceOnTwo, 0))).isEqualTo(Errno.EINVAL);
      assertThat(errno(guest.createPagingQueue(deviceOnTwo))).isEqualTo(Errno.EINVAL);
      CreatePagingQueueReply queue = ok(guest.createPagingQueue(deviceOnOne));
      assertThat(errno(guest.map(queue.pagingQueue(), allocation, 0, 1, true))).isEqualTo(Errno.EINVAL);
      Handle context = guest.context(deviceOnOne);
      assertThat(errno(guest.status(new WaitForSyncObjectFromGpuCommand(
          guest.header(Message.WAITFORSYNCOBJECTFROMGPU), context, 1, false, U64Array.of(1),
          HandleArray.of(fence.syncObject()))))).isEqualTo(Errno.EINVAL);
    });
  }

  @Test
  void theGlobalChannelReachesObjectsOfBoth() {
    CreateSyncObjectReply fence = guest.fence(deviceOnTwo, 0);
    assertThat(guest.global(new DestroySyncObjectCommand(
        FakeGuest.vm(Message.DESTROYSYNCOBJECT, guest.process()), fence.syncObject())))
        .isEqualTo(Result.ok(NtStatus.SUCCESS));
  }

  @Test
  void whatIsOnOneAdapterEndsAloneAndTheProcessMayComeBack() {
    Handle stays = guest.allocation(deviceOnTwo, 8192, true);
    on(seatOne, () -> guest.allocation(deviceOnOne, 8192, true));
    guest.vsp().partition().endObjectsOn(one.adapter());
    one.finish();
    assertThat(one.memoryInUse()).isZero();
    assertThat(guest.connection().retainedRegions()).isPositive();
    assertThat(ok(lock(deviceOnTwo, stays)).cpuVisibleBufferOffset()).isPositive();
    on(seatOne, () -> {
      assertThat(errno(guest.createContext(deviceOnOne, 0))).isEqualTo(Errno.EINVAL);
      Handle again = guest.device();
      Handle allocation = guest.allocation(again, 4096, true);
      assertThat(ok(lock(again, allocation)).cpuVisibleBufferOffset()).isPositive();
    });
  }
}
