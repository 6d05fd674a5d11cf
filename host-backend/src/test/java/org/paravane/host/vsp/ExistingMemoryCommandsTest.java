package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.SetExistingSysmemStoreCommand;
import org.paravane.abi.wire.Unlock2Command;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.vsp.WorkBench.Commands;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;

class ExistingMemoryCommandsTest {
  private static final long GPA = 1L << 34;
  private static final int PAGES = 8;
  private static final GpadlId GPADL = new GpadlId(0xE1E10);

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final WorkBench bench = new WorkBench(guest);
  private final FakeRegion region = guest.connection().share(GPA, PAGES * 4096, PAGES * 4096);
  private final Handle allocation = existing(PAGES, false);

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    assertThat(guest.connection().uses(GPADL)).isZero();
    host.close();
  }

  private Handle existing(int pages, boolean readOnly) {
    AllocationDescription description = AllocationDescription.of(pages * 4096L, true);
    return ok(guest.createAllocations(bench.device(), Handle.NONE, CreateAllocationFlags.NONE.withExistingSysmem(),
        readOnly ? description.withReadOnly() : description)).allocationInfo().getFirst().allocation();
  }

  private Result<NtStatus> pages(Handle to, int offset, long... frames) {
    return guest
        .status(new SetExistingSysmemPagesCommand(guest.header(Message.SETEXISTINGSYSMEMPAGES), bench.device(), to,
            frames.length, offset, U64Array.of(frames)));
  }

  private Result<NtStatus> store(Handle to, GpadlId gpadl) {
    return guest
        .status(new SetExistingSysmemStoreCommand(guest.header(Message.SETEXISTINGSYSMEMSTORE), bench.device(), to,
            gpadl.value()));
  }

  private static long[] frames(long first, int count) {
    return LongStream.range(first, first + count).toArray();
  }

  private void destroy(Handle doomed) {
    ok(guest
        .status(new DestroyAllocationCommand(guest.header(Message.DESTROYALLOCATION), bench.device(), Handle.NONE, 1,
            DestroyAllocation2Flags.NONE, HandleArray.of(doomed))));
    host.settle();
  }

  private void fill(long address, long bytes) {
    Handle context = guest.context(bench.device());
    Commands commands = bench.commands(AqlPacket.Fill.of(address, bytes, 0x55667788, 0));
    ok(guest.status(guest.submission(commands.address(), commands.length(), context)));
    host.finish();
  }

  private int word(int page) {
    return region.segment().get(ValueLayout.JAVA_INT, page * 4096L);
  }

  @Test
  void enginesWorkOnTheVeryPages() {
    ok(pages(allocation, 0, frames(GPA / 4096, PAGES)));
    long address = ok(guest.map(bench.pagingQueue(), allocation, 0, PAGES, true)).virtualAddress();

    fill(address, PAGES * 4096L);

    assertThat(word(0)).isEqualTo(0x55667788);
    assertThat(word(PAGES - 1)).isEqualTo(0x55667788);
  }

  @Test
  void pagesMayComeInSeveralMessages() {
    ok(pages(allocation, 0, frames(GPA / 4096, 3)));
    ok(pages(allocation, 3, frames(GPA / 4096 + 3, 5)));

    assertThat(region.retained()).isEqualTo(1);
    ok(guest.map(bench.pagingQueue(), allocation, 0, PAGES, true));
  }

  @Test
  void pagesMayBeInAnyOrderWithinTheirRegion() {
    Handle two = existing(2, false);
    ok(pages(two, 0, GPA / 4096, GPA / 4096 + 5));
    long address = ok(guest.map(bench.pagingQueue(), two, 1, 1, true)).virtualAddress();

    fill(address, 4096);

    assertThat(word(5)).isEqualTo(0x55667788);
    assertThat(word(1)).isZero();
  }

  @Test
  void memoryIsMappedOnlyWhenAllOfItIsKnown() {
    ok(pages(allocation, 0, frames(GPA / 4096, PAGES - 1)));

    assertThat(errno(guest.map(bench.pagingQueue(), allocation, 0, 1, true))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void pagesThatMakeNoSenseAreRefused() {
    long frame = GPA / 4096;
    assertThat(errno(pages(allocation, 1, frames(frame, 1)))).as("hole").isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0, frames(frame, PAGES + 1)))).as("too many").isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0))).as("none").isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0, frame + PAGES))).as("not shared").isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0, frame + 1))).as("not the beginning of a region").isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0, -1))).isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(allocation, 0, Long.MAX_VALUE / 4096))).isEqualTo(Errno.EINVAL);
    assertThat(errno(pages(bench.device(), 0, frame))).as("no allocation").isEqualTo(Errno.EINVAL);
    Handle own = guest.allocation(bench.device(), 4096, true);
    assertThat(errno(pages(own, 0, frame))).as("not existing memory").isEqualTo(Errno.EINVAL);
  }

  @Test
  void readOnlyMemoryIsNotMappedForWriting() {
    Handle readOnly = existing(1, true);
    ok(pages(readOnly, 0, GPA / 4096));

    assertThat(errno(guest.map(bench.pagingQueue(), readOnly, 0, 1, true))).isEqualTo(Errno.EINVAL);
    ok(guest.map(bench.pagingQueue(), readOnly, 0, 1, false));
  }

  @Test
  void theGuestKeepsTheContent() {
    region.segment().set(ValueLayout.JAVA_INT, 0, 77);
    ok(pages(allocation, 0, frames(GPA / 4096, PAGES)));

    destroy(allocation);

    assertThat(word(0)).isEqualTo(77);
    assertThat(region.retained()).isZero();
  }

  @Test
  void existingMemoryCountsAgainstTheBudget() {
    long before = host.adapter().memory().figures(SegmentGroup.NON_LOCAL).usage();
    destroy(allocation);

    assertThat(host.adapter().memory().figures(SegmentGroup.NON_LOCAL).usage()).isEqualTo(before - PAGES * 4096);
  }

  @Test
  void unlockingExistingMemoryAlwaysWorks() {
    for (int i = 0; i < 3; i++) {
      ok(guest.status(
          new Unlock2Command(guest.header(Message.UNLOCK2), new Unlock2(bench.device(), allocation), false)));
    }
  }

  @Test
  void aGpadlIsInUseAsLongAsItsAllocation() {
    guest.connection().lend(GPADL, new GpaRange(GPA, PAGES * 4096L));

    ok(store(allocation, GPADL));
    assertThat(guest.connection().uses(GPADL)).isEqualTo(1);
    long address = ok(guest.map(bench.pagingQueue(), allocation, 0, PAGES, true)).virtualAddress();
    fill(address, 4096);
    assertThat(word(0)).isEqualTo(0x55667788);

    destroy(allocation);
    assertThat(guest.connection().uses(GPADL)).isZero();
    assertThat(region.retained()).isZero();
  }

  @Test
  void gpadlsThatDoNotFitAreLetGo() {
    guest.connection().lend(GPADL, new GpaRange(GPA + 4096, 4096));
    assertThat(errno(store(allocation, GPADL))).isEqualTo(Errno.EINVAL);
    guest.connection().lend(GPADL, new GpaRange(GPA, 100));
    assertThat(errno(store(allocation, GPADL))).isEqualTo(Errno.EINVAL);
    assertThat(errno(store(allocation, new GpadlId(1)))).as("unknown").isEqualTo(Errno.EINVAL);

    assertThat(guest.connection().uses(GPADL)).isZero();
  }

  @Test
  void aRunningPacketKeepsThePages() {
    ok(pages(allocation, 0, frames(GPA / 4096, PAGES)));
    long address = ok(guest.map(bench.pagingQueue(), allocation, 0, PAGES, true)).virtualAddress();
    Handle context = guest.context(bench.device());
    host.gpu().faults().arm(new InjectedFault.Hang(), "", 0);
    Commands commands = bench.commands(AqlPacket.Fill.of(address, 4096, 1, 0));
    ok(guest.status(guest.submission(commands.address(), commands.length(), context)));
    host.settle();

    destroy(allocation);
    assertThat(region.retained()).as("an engine may still write").isEqualTo(1);

    host.finish();
    assertThat(region.retained()).isZero();
  }
}
