package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * How an engine queue looks addresses up. Between {@link #begin} and {@link #end} everything that {@link #resolve} answered
 * stays usable, even if it is unmapped or freed meanwhile. One thread at a time.
 */
public final class MemoryAccess {
  /** What zero pages read. */
  static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[64 * 1024]).asReadOnly();

  private final GpuAddressSpace space;
  private final Readers readers;
  private MappingTable table = MappingTable.EMPTY;
  private @Nullable Mapping last;

  MemoryAccess(GpuAddressSpace space, Readers readers) {
    this.space = space;
    this.readers = readers;
  }

  /** Whose addresses these are. */
  public GpuAddressSpace addressSpace() {
    return space;
  }

  public void begin() {
    readers.enter(this);
  }

  public void end() {
    table = MappingTable.EMPTY;
    last = null;
    readers.leave(this);
  }

  /**
   * Looks a range up.
   *
   * @param span receives the pieces, or where and why it failed; reused by the caller
   * @return whether all of the range is mapped with this right
   */
  public boolean resolve(long address, long bytes, GpuAccess access, GpuSpan span) {
    span.clear();
    if (address < space.lowestAddress() || bytes < 0 || bytes > space.addressLimit() - address) {
      return span.fail(address, "outside the address space");
    }
    MappingTable current = space.table();
    if (current != table) {
      table = current;
      last = null;
    }
    long at = address;
    long end = address + bytes;
    while (at < end) {
      Mapping mapping = last;
      if (mapping == null || at < mapping.start() || at >= mapping.end()) {
        mapping = current.find(at);
        if (mapping == null) {
          return span.fail(at, "not mapped");
        }
        last = mapping;
      }
      if (!mapping.protection().allows(access)) {
        return span.fail(at, "no right");
      }
      MemorySegment view = mapping.view();
      if (view == null) {
        return span.fail(at, "not host memory");
      }
      long until = Math.min(end, mapping.end());
      if (!(mapping.protection().zero()
          ? span.addZeros(view, until - at)
          : span.add(view, mapping.viewOffset() + (at - mapping.start()), until - at))) {
        return span.fail(at, "range in too many pieces");
      }
      at = until;
    }
    return true;
  }

  /**
   * Looks up how far memory goes from an address on in one piece of one store; only for spaces that mirror another. Zero pages are
   * of store 0.
   *
   * @param run receives it, or where and why it failed; reused by the caller
   * @return whether there is at least one byte with this right
   */
  public boolean resolveRun(long address, GpuAccess access, StoreRun run) {
    if (address < space.lowestAddress() || address >= space.addressLimit()) {
      return run.fail(address, "outside the address space");
    }
    MappingTable current = space.table();
    int index = current.indexOf(address);
    if (index < 0) {
      return run.fail(address, "not mapped");
    }
    Mapping first = current.at(index);
    if (!first.protection().allows(access)) {
      return run.fail(address, "no right");
    }
    Mapping last = first;
    while (first.storeNumber() != 0 && ++index < current.size() && current.at(index).continues(last)
        && current.at(index).protection().allows(access)) {
      last = current.at(index);
    }
    return run.set(first.storeNumber(), first.viewOffset() + (address - first.start()), last.end() - address);
  }
}
