package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.CEnum;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.extension.CopyBytes;
import org.paravane.abi.extension.CopyDirection;
import org.paravane.abi.extension.GetRange;
import org.paravane.abi.extension.GetVersion;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.RangeKind;
import org.paravane.guest.dxg.object.DxgAllocation;
import org.paravane.guest.dxg.object.DxgHwQueue;
import org.paravane.guest.dxg.object.DxgPagingQueue;
import org.paravane.guest.dxg.object.DxgSyncObject;
import org.paravane.linux.SharedMapping;

/**
 * Our own ioctls about memory in the aperture: where to map it, and copies of it for callers who cannot map. None of them changes
 * an object.
 */
final class RangeCalls {
  private static final int READ_WRITE = GetRange.WRITABLE | GetRange.READABLE;

  /** A part of the aperture. */
  private record Range(long offset, long bytes, int flags) {
    static Range fencePage(long offset) {
      return new Range(offset, DxgLimits.PAGE_BYTES, GetRange.READABLE);
    }
  }

  void addTo(IoctlDispatch.Builder table) {
    table.onFile(ParavaneIoctl.GETVERSION, GetVersion.class, this::version)
        .on(ParavaneIoctl.GETRANGE, GetRange.class, this::range)
        .on(ParavaneIoctl.COPY, CopyBytes.class, this::copy);
  }

  /** The failure of an argument whose reserved part is in use. */
  static <A extends Record> Answer<A> reserved(int value) {
    return failed(Errno.EINVAL, "reserved field is not 0: value=" + Integer.toUnsignedString(value));
  }

  private Answer<GetVersion> version(FileCall call, GetVersion args) {
    return args.reserved() != 0
        ? reserved(args.reserved())
        : Answer.ok(args.answered(ParavaneIoctl.VERSION, call.features()));
  }

  private Answer<GetRange> range(Call call, GetRange args) {
    return args.reserved() != 0
        ? reserved(args.reserved())
        : Answer.writing(find(call, args.object(), args.kind())
            .map(range -> args.answered(range.offset(), wholePages(range.bytes()), range.flags())));
  }

  private static long wholePages(long bytes) {
    return Math.ceilDiv(bytes, DxgLimits.PAGE_BYTES) * DxgLimits.PAGE_BYTES;
  }

  private static Result<Range> find(Call call, Handle object, int kind) {
    return switch (CEnum.of(RangeKind.class, kind).orElse(null)) {
      case ALLOCATION -> call.find(object, DxgAllocation.class).flatMap(allocation -> rangeOf(call, allocation));
      case MONITORED_FENCE -> call.find(object, DxgSyncObject.class).flatMap(RangeCalls::rangeOf);
      case PROGRESS_FENCE -> call.find(object, DxgHwQueue.class)
          .map(queue -> Range.fencePage(queue.progressFence().pageOffset()));
      case PAGING_FENCE -> call.find(object, DxgPagingQueue.class)
          .map(queue -> Range.fencePage(queue.fence().pageOffset()));
      case null -> Result.failed(Errno.EINVAL, "no such kind of range: kind=" + Integer.toUnsignedString(kind));
    };
  }

  /** Lent memory is where the caller has it, and not in the aperture. */
  private static Result<Range> rangeOf(Call call, DxgAllocation allocation) {
    return allocation.lent().isPresent()
        ? Result.failed(Errno.EOPNOTSUPP, "allocation is memory of the caller: " + allocation)
        : LockCalls.offsetOf(call, allocation).map(offset -> new Range(offset, allocation.sizeBytes(), READ_WRITE));
  }

  private static Result<Range> rangeOf(DxgSyncObject sync) {
    return sync.pageOffset().isPresent()
        ? Result.ok(Range.fencePage(sync.pageOffset().getAsLong()))
        : Result.failed(Errno.EINVAL, "object is no monitored fence: object=" + sync + ", kind=" + sync.kind());
  }

  private Answer<CopyBytes> copy(Call call, CopyBytes args) {
    if (args.reserved() != 0) {
      return reserved(args.reserved());
    }
    if (args.bytes() < 0 || args.bytes() > CopyBytes.MAX_BYTES) {
      return failed(Errno.EINVAL,
          "too much to copy at once: bytes=" + Long.toUnsignedString(args.bytes()) + ", limit=" + CopyBytes.MAX_BYTES);
    }
    return switch (CEnum.of(CopyDirection.class, args.direction()).orElse(null)) {
      case TO_CALLER -> Answer.of(copy(call, args, GetRange.READABLE));
      case FROM_CALLER -> Answer.of(copy(call, args, GetRange.WRITABLE));
      case null -> failed(Errno.EINVAL, "no such direction: direction=" + Integer.toUnsignedString(args.direction()));
    };
  }

  private static Result<Integer> copy(Call call, CopyBytes args, int right) {
    return find(call, args.object(), args.kind()).flatMap(range -> {
      if ((range.flags() & right) == 0) {
        return Result.failed(Errno.EINVAL, "fences belong to the host: object=" + args.object());
      }
      if (args.offset() < 0 || args.bytes() > range.bytes() || args.offset() > range.bytes() - args.bytes()) {
        return Result.failed(Errno.EINVAL, "range outside the object: offset=%d, bytes=%d, object has %d"
            .formatted(args.offset(), args.bytes(), range.bytes()));
      }
      return args.bytes() == 0
          ? Result.ok(0)
          : move(call, args, range.offset() + args.offset(), right).map(moved -> {
            call.adapter().counters().copied(moved);
            return 0;
          });
    });
  }

  /** Between the aperture itself and the caller: nothing lies between. */
  private static Result<Long> move(Call call, CopyBytes args, long offset, int right) {
    long firstPage = offset / DxgLimits.PAGE_BYTES * DxgLimits.PAGE_BYTES;
    long skipped = offset - firstPage;
    return call.process().aperture().flatMap(aperture -> aperture.open(firstPage, skipped + args.bytes()))
        .flatMap(opened -> {
          try (SharedMapping mapping = opened) {
            MemorySegment part = mapping.segment().asSlice(skipped, args.bytes());
            return right == GetRange.READABLE
                ? call.memory().copyOut(part, args.address())
                : call.memory().copyIn(args.address(), part);
          }
        });
  }
}
