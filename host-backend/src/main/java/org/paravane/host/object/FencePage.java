package org.paravane.host.object;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.paravane.abi.Result;
import org.paravane.host.memory.AddressRequest;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.MemoryRun;
import org.paravane.host.memory.PageStore;

/**
 * A page of the aperture whose first eight bytes show a fence's value, and the next eight the highest value that was reached by
 * failure: the guest may watch it, engines may read it.
 *
 * @param allocation the page
 * @param gpa its guest physical address
 * @param gpuAddress its GPU virtual address
 */
public record FencePage(Allocation allocation, long gpa, long gpuAddress) {

  /** Takes a page; EOPNOTSUPP without an aperture, ENOMEM past the budget. */
  static Result<FencePage> take(ProcessAdapter owner) {
    return owner.memory().allocate(AllocationRequest.aperture(PageStore.PAGE_BYTES)).flatMap(page -> {
      Result<FencePage> taken = owner.gpaOf(page).flatMap(gpa -> map(owner, page, gpa));
      if (taken instanceof Result.Failed<FencePage>) {
        owner.memory().free(page);
      }
      return taken;
    });
  }

  private static Result<FencePage> map(ProcessAdapter owner, Allocation page, long gpa) {
    MapRequest request = new MapRequest(AddressRequest.anywhere(PageStore.PAGE_BYTES), page, 0,
        GpuProtection.READ_ONLY);
    return owner.addresses().map(request).map(gpuAddress -> new FencePage(page, gpa, gpuAddress));
  }

  /** The eight bytes of the value, and the eight of failures. */
  MemorySegment word() {
    MemoryRun run = allocation.runs().getFirst();
    return Objects.requireNonNull(run.store().hostView()).asSlice(run.offset(), 2L * Long.BYTES);
  }

  /** Gives the page back, when the scheduler does not write it any more. The guest may have freed its GPU address itself. */
  void giveBack(ProcessAdapter owner) {
    owner.addresses().free(gpuAddress, PageStore.PAGE_BYTES);
    owner.memory().free(allocation);
  }
}
