package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * GPU virtual addresses of one process. Pages are 4 KiB; places that the space itself chooses are aligned to 64 KiB. A range
 * is first reserved, explicitly or by mapping, and stays so until {@link #free}; memory is mapped inside reservations, and
 * mapping again replaces (the cuts follow the table for drm_gpuvm: what sticks out keeps its memory).
 *
 * <p>Changes come from any thread and are atomic for engines, which look addresses up through a {@link MemoryAccess} without
 * a lock. A change reaches an engine at its next look-up; what it looked up before it may go on using until its packet ends,
 * and {@link #afterReaders} waits for exactly that.
 */
public final class GpuAddressSpace {
  /** Alignment of addresses that the space chooses. */
  public static final long CHOSEN_ALIGNMENT = 64 * 1024;

  private static final long PAGE_MASK = PageStore.PAGE_BYTES - 1;

  private record Reservation(long start, long end, ReservationKind kind) {
  }

  private final String name;
  private final long lowest;
  private final long limit;
  private final int mappingLimit;
  private final RangeAllocator ranges;
  private final TreeMap<Long, Reservation> reservations = new TreeMap<>();
  private final Readers readers = new Readers();
  private volatile MappingTable table = MappingTable.EMPTY;
  private @Nullable MappingListener listener;

  /**
   * An empty space.
   *
   * @param name of the owner, for reasons
   * @param lowest first usable address, more than 0, page aligned
   * @param limit first address that is not usable any more, page aligned
   * @param mappingLimit how many mappings and reservations there may be
   */
  public GpuAddressSpace(String name, long lowest, long limit, int mappingLimit) {
    if (lowest <= 0 || limit <= lowest || ((lowest | limit) & PAGE_MASK) != 0) {
      throw new IllegalArgumentException("bad address space: lowest=" + lowest + ", limit=" + limit);
    }
    this.name = name;
    this.lowest = lowest;
    this.limit = limit;
    this.mappingLimit = mappingLimit;
    this.ranges = new RangeAllocator(lowest, limit);
  }

  public String name() {
    return name;
  }

  /** First usable address. */
  public long lowestAddress() {
    return lowest;
  }

  /** First address behind the space. */
  public long addressLimit() {
    return limit;
  }

  /** How many mappings there are. */
  public int mappings() {
    return table.size();
  }

  /** Bytes that are reserved now, mapped or not. */
  public synchronized long reservedBytes() {
    return limit - lowest - ranges.freeTotal();
  }

  /**
   * Reserves addresses.
   *
   * @return the base; EINVAL for a bad request, EEXIST if the place is taken, ENOMEM if there is no room
   */
  public synchronized Result<Long> reserve(AddressRequest request, ReservationKind kind) {
    String bad = check(request);
    if (bad != null) {
      return Result.failed(Errno.EINVAL, bad);
    }
    if (full(1)) {
      return tooMany();
    }
    return place(request).map(base -> {
      enter(new Reservation(base, base + request.bytes(), kind));
      return base;
    });
  }

  /**
   * Maps memory, or zero or no-access pages.
   *
   * @return the base; EINVAL for a bad request or an allocation that is freed or has no pages yet, EEXIST if the place is
   *     taken, ENOMEM if there is no room
   */
  public synchronized Result<Long> map(MapRequest request) {
    AddressRequest where = request.where();
    String bad = check(where);
    if (bad == null) {
      bad = checkMemory(request);
    }
    if (bad != null) {
      return Result.failed(Errno.EINVAL, bad);
    }
    List<MemoryRun> runs = runs(request);
    if (full(MappingTable.growth(Math.max(1, runs.size())))) {
      return tooMany();
    }
    if (where.base() != 0 && surrounding(where.base(), where.bytes()) != null) {
      mapInto(where.base(), request, runs);
      return Result.ok(where.base());
    }
    return place(where).map(base -> {
      enter(new Reservation(base, base + where.bytes(), ReservationKind.NO_ACCESS));
      mapInto(base, request, runs);
      return base;
    });
  }

  /**
   * Takes memory away from a range inside one reservation; the reservation stays.
   *
   * @return the length of the range
   */
  public synchronized Result<Long> unmap(long base, long bytes) {
    Reservation reservation = bytes <= 0 || ((base | bytes) & PAGE_MASK) != 0 ? null : surrounding(base, bytes);
    if (reservation == null) {
      return Result.failed(Errno.EINVAL, notReserved(base, bytes));
    }
    replace(base, base + bytes, background(reservation.kind(), base, base + bytes));
    return Result.ok(bytes);
  }

  /**
   * Ends a reservation and everything mapped in it.
   *
   * @param bytes length of the reservation, all of it
   * @return the length; EINVAL if this is no whole reservation
   */
  public synchronized Result<Long> free(long base, long bytes) {
    Reservation reservation = reservations.get(base);
    if (reservation == null || reservation.end() - base != bytes) {
      return Result.failed(Errno.EINVAL, notReserved(base, bytes));
    }
    reservations.remove(base);
    ranges.free(base, bytes);
    replace(base, base + bytes, List.of());
    return Result.ok(bytes);
  }

  /** Takes an allocation's memory away wherever it is mapped; the reservations stay. */
  public synchronized void unmapAll(Allocation allocation) {
    for (Mapping mapping : table.matching(mapping -> mapping.allocation() == allocation)) {
      Reservation reservation = surrounding(mapping.start(), mapping.end() - mapping.start());
      replace(mapping.start(), mapping.end(),
          reservation == null ? List.of() : background(reservation.kind(), mapping.start(), mapping.end()));
    }
  }

  /**
   * Who is told every change from now on, beginning with all that is mapped now: an engine that has a copy of the space. At most one;
   * null for nobody. Also to tell the same one everything anew.
   */
  public synchronized void setListener(@Nullable MappingListener newListener) {
    listener = newListener;
    tell(lowest, limit, table.matching(mapping -> true));
  }

  /**
   * Replaces what is mapped in a range by what another process has there: this space is a mirror, without reservations.
   *
   * @param pieces sorted, disjoint, inside the range; what they leave out is not mapped
   * @throws IllegalArgumentException if they are not
   */
  public synchronized void mirror(long from, long to, List<MirroredPiece> pieces) {
    List<Mapping> mappings = new ArrayList<>(pieces.size());
    long at = Math.max(from, lowest);
    for (MirroredPiece piece : pieces) {
      if (piece.start() < at || piece.end() <= piece.start() || piece.end() > Math.min(to, limit)
          || piece.offset() < 0 || ((piece.start() | piece.end() | piece.offset()) & PAGE_MASK) != 0) {
        throw new IllegalArgumentException("bad piece: from=" + from + ", to=" + to + ", piece=" + piece);
      }
      mappings.add(piece.mapping());
      at = piece.end();
    }
    table = table.replace(from, to, mappings);
  }

  /**
   * Runs an action once every look-up made before this call has been given up: at once if no packet is being executed in
   * this space, otherwise on the thread that ends the last one.
   */
  public void afterReaders(Runnable action) {
    readers.afterCurrent(action);
  }

  /** A reader for one engine queue. */
  public MemoryAccess newAccess() {
    return new MemoryAccess(this, readers);
  }

  /** Allocations that are mapped somewhere. */
  public Set<Allocation> mappedAllocations() {
    Set<Allocation> found = new HashSet<>();
    for (Mapping mapping : table.matching(mapping -> mapping.allocation() != null)) {
      Allocation allocation = mapping.allocation();
      if (allocation != null) {
        found.add(allocation);
      }
    }
    return found;
  }

  /** Stores that something is mapped of. */
  public Set<PageStore> mappedStores() {
    Set<PageStore> found = new HashSet<>();
    for (Mapping mapping : table.matching(mapping -> true)) {
      PageStore store = mapping.store();
      if (store != null) {
        found.add(store);
      }
    }
    return found;
  }

  MappingTable table() {
    return table;
  }

  private void replace(long from, long to, List<Mapping> pieces) {
    table = table.replace(from, to, pieces);
    tell(from, to, pieces);
  }

  private void tell(long from, long to, List<Mapping> pieces) {
    MappingListener told = listener;
    if (told != null) {
      told.replaced(from, to, pieces.stream().map(Mapping::run).toList());
    }
  }

  private void enter(Reservation reservation) {
    reservations.put(reservation.start(), reservation);
    replace(reservation.start(), reservation.end(),
        background(reservation.kind(), reservation.start(), reservation.end()));
  }

  private void mapInto(long base, MapRequest request, List<MemoryRun> runs) {
    List<Mapping> pieces = new ArrayList<>(Math.max(1, runs.size()));
    long at = base;
    Allocation allocation = request.allocation();
    if (allocation != null) {
      allocation.mappedIn(this);
    }
    for (MemoryRun run : runs) {
      pieces.add(
          new Mapping(at, at + run.bytes(), allocation, run.store(), run.store().hostView(), run.offset(),
              request.protection()));
      at += run.bytes();
    }
    long end = base + request.where().bytes();
    if (request.protection().zero()) {
      pieces.addAll(background(ReservationKind.ZERO, base, end));
    }
    replace(base, end, pieces);
  }

  private static List<Mapping> background(ReservationKind kind, long start, long end) {
    return switch (kind) {
      case ZERO -> List.of(new Mapping(start, end, null, null, MemoryAccess.ZEROS, 0, GpuProtection.ZERO));
      case NO_ACCESS, NO_COMMIT -> List.of();
    };
  }

  private Result<Long> place(AddressRequest request) {
    if (request.base() != 0) {
      return ranges.allocateAt(request.base(), request.bytes())
          ? Result.ok(request.base())
          : Result.failed(Errno.EEXIST,
              "gpu address taken: process=%s, base=0x%x, bytes=%d".formatted(name, request.base(),
                  request.bytes()));
    }
    long maximum = request.maximum() == 0 ? limit : Math.min(limit, request.maximum());
    long base = ranges.allocate(request.bytes(), CHOSEN_ALIGNMENT, Math.max(lowest, request.minimum()), maximum);
    return base != RangeAllocator.NONE
        ? Result.ok(base)
        : Result.failed(Errno.ENOMEM,
            "no gpu addresses free: process=%s, bytes=%d, minimum=0x%x, maximum=0x%x".formatted(
                name, request.bytes(), request.minimum(), request.maximum()));
  }

  private @Nullable Reservation surrounding(long base, long bytes) {
    Map.Entry<Long, Reservation> entry = reservations.floorEntry(base);
    return entry != null && bytes <= entry.getValue().end() - base ? entry.getValue() : null;
  }

  private @Nullable String check(AddressRequest request) {
    boolean misaligned = ((request.base() | request.minimum() | request.maximum() | request.bytes()) & PAGE_MASK) != 0;
    boolean outside = request.bytes() <= 0 || request.bytes() > limit - lowest || request.minimum() < 0
        || request.maximum() < 0
        || (request.base() != 0 && (request.base() < lowest || request.base() > limit - request.bytes()));
    boolean contradictory = request.maximum() != 0 && request.maximum() <= request.minimum();
    return misaligned || outside || contradictory
        ? "bad gpu address request: process=%s, base=0x%x, minimum=0x%x, maximum=0x%x, bytes=%d".formatted(name,
            request.base(), request.minimum(), request.maximum(), request.bytes())
        : null;
  }

  private static @Nullable String checkMemory(MapRequest request) {
    Allocation allocation = request.allocation();
    if (!request.protection().needsMemory()) {
      return allocation == null ? null : "allocation not wanted with this protection: " + allocation;
    }
    if (allocation == null) {
      return "mapping without allocation: protection=" + request.protection();
    }
    if (allocation.isFreed() || !allocation.isPopulated()) {
      return "allocation has no pages: " + allocation;
    }
    if (request.protection().write() && allocation.readOnly()) {
      return "allocation is read-only: " + allocation;
    }
    long offset = request.allocationOffset();
    long bytes = request.where().bytes();
    return (offset & PAGE_MASK) != 0 || offset < 0 || bytes > allocation.sizeBytes() - offset
        ? "range outside allocation: offset=" + offset + ", bytes=" + bytes + ", " + allocation
        : null;
  }

  private static List<MemoryRun> runs(MapRequest request) {
    Allocation allocation = request.allocation();
    return allocation == null ? List.of() : allocation.runs(request.allocationOffset(), request.where().bytes());
  }

  private boolean full(int more) {
    return table.size() + more > mappingLimit || reservations.size() >= mappingLimit;
  }

  private Result<Long> tooMany() {
    return Result.failed(Errno.ENOMEM, "too many gpu mappings: process=" + name + ", limit=" + mappingLimit);
  }

  private String notReserved(long base, long bytes) {
    return "not a gpu address reservation: process=%s, base=0x%x, bytes=%d".formatted(name, base, bytes);
  }
}
