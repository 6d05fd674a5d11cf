package org.paravane.host.vsp;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.SetExistingSysmemStoreCommand;
import org.paravane.host.memory.MemoryRun;
import org.paravane.host.memory.PageStore;
import org.paravane.host.object.HostAllocation;
import org.paravane.host.object.RegionPages;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.VmbusChannel;

/**
 * Memory that the guest has already and lends to an allocation: announced by page frame numbers, or by a GPADL of the global
 * channel. Runs of pages lie in regions that begin with an announced page, or follow an announced page of the same region.
 */
final class ExistingMemoryCommands {
  private static final long MAX_FRAME = Long.MAX_VALUE / PageStore.PAGE_BYTES - 1;

  private final GuestSession guest;
  private final GlobalChannel global;

  /** Where to find the channel on which GPADLs are made. */
  interface GlobalChannel {
    /** The open global channel; ENODEV if it is not open. */
    Result<VmbusChannel> channel();
  }

  ExistingMemoryCommands(GuestSession guest, GlobalChannel global) {
    this.guest = guest;
    this.global = global;
  }

  CommandTable register(CommandTable table) {
    return table.onProcess(Message.SETEXISTINGSYSMEMPAGES, SetExistingSysmemPagesCommand.class, this::setPages)
        .onProcess(Message.SETEXISTINGSYSMEMSTORE, SetExistingSysmemStoreCommand.class, this::setStore);
  }

  private Result<Reply> setPages(ChannelProcess process, SetExistingSysmemPagesCommand command) {
    long offset = Integer.toUnsignedLong(command.allocOffsetInPages()) * PageStore.PAGE_BYTES;
    if (command.numPages() < 1 || command.numPages() > DxgLimits.MAX_PAGES_PER_MESSAGE) {
      return Result.failed(Errno.EINVAL, "bad number of pages: " + process + ", pages=" + command.numPages());
    }
    return existing(process, command.device(), command.allocation(), offset)
        .flatMap(allocation -> runs(command.pages(), command.numPages())
            .flatMap(runs -> populate(allocation, runs)));
  }

  private Result<Reply> setStore(ChannelProcess process, SetExistingSysmemStoreCommand command) {
    return existing(process, command.device(), command.allocation(), 0)
        .flatMap(allocation -> global.channel().flatMap(channel -> lend(allocation, channel.id(),
            new GpadlId(command.gpadl()))));
  }

  /** The GPADL is in use as long as the allocation's memory is. */
  private Result<Reply> lend(HostAllocation allocation, ChannelId channel, GpadlId gpadl) {
    return guest.connection().retainGpadl(channel, gpadl).flatMap(ranges -> {
      Result<Reply> populated = populate(allocation, ranges);
      Runnable letGo = () -> guest.connection().execute(() -> guest.connection().releaseGpadl(channel, gpadl));
      if (populated instanceof Result.Ok<Reply>) {
        allocation.keep(letGo);
      } else {
        letGo.run();
      }
      return populated;
    });
  }

  private static Result<HostAllocation> existing(ChannelProcess process, Handle device, Handle allocation,
      long offset) {
    return AllocationCommands.ofDevice(process, device, allocation).flatMap(found -> {
      long known = found.memory().runs().stream().mapToLong(MemoryRun::bytes).sum();
      return found.isExisting() && known == offset
          ? Result.ok(found)
          : Result.failed(Errno.EINVAL, "pages not wanted here: %s, %s, offset=%d, known=%d".formatted(process, found,
              offset, known));
    });
  }

  /** Page frames as contiguous runs. */
  private static Result<List<GpaRange>> runs(U64Array frames, int count) {
    List<GpaRange> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long frame = frames.get(i);
      if (frame < 0 || frame > MAX_FRAME) {
        return Result.failed(Errno.EINVAL, "bad page frame number: frame=0x%x".formatted(frame));
      }
      long gpa = frame * PageStore.PAGE_BYTES;
      GpaRange last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.end() == gpa) {
        runs.set(runs.size() - 1, new GpaRange(last.gpa(), last.bytes() + PageStore.PAGE_BYTES));
      } else {
        runs.add(new GpaRange(gpa, PageStore.PAGE_BYTES));
      }
    }
    return Result.ok(runs);
  }

  private Result<Reply> populate(HostAllocation allocation, List<GpaRange> runs) {
    for (GpaRange run : runs) {
      Result<Long> added = guest.connection().memory().resolve(run.gpa(), run.bytes())
          .flatMap(segment -> pages(allocation, run))
          .flatMap(pages -> add(allocation, pages, run));
      if (added instanceof Result.Failed<Long> failed) {
        return failed.as();
      }
    }
    return Result.ok(Reply.SUCCESS);
  }

  /** The region that the run begins, or the one that the pages before it are in. */
  private Result<RegionPages> pages(HostAllocation allocation, GpaRange run) {
    List<MemoryRun> known = allocation.memory().runs();
    return !known.isEmpty() && known.getLast().store() instanceof RegionPages pages && holds(pages, run)
        ? Result.ok(pages)
        : guest.connection().memory().region(run.gpa()).flatMap(RegionPages::existing).map(pages -> {
          allocation.keep(pages::release);
          return pages;
        });
  }

  private static boolean holds(RegionPages pages, GpaRange run) {
    long offset = run.gpa() - pages.gpaBase();
    return run.byteOffset() == 0 && (run.bytes() & (PageStore.PAGE_BYTES - 1)) == 0 && offset >= 0
        && run.bytes() <= pages.capacityBytes() - offset;
  }

  private static Result<Long> add(HostAllocation allocation, RegionPages pages, GpaRange run) {
    if (!holds(pages, run)) {
      return Result.failed(Errno.EINVAL,
          "pages not in one region: gpa=0x%x, bytes=%d".formatted(run.gpa(), run.bytes()));
    }
    MemoryRun memory = new MemoryRun(pages, run.gpa() - pages.gpaBase(), run.bytes());
    return allocation.owner().memory().addExistingPages(allocation.memory(), memory);
  }
}
