package org.paravane.host.object;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.ProcessMemory;

/** The allocations and resources of a device: made all or none, destroyed all or none. */
public final class DeviceAllocations {
  private final HostDevice device;
  private final Set<HostAllocation> allocations = new LinkedHashSet<>();
  private final Set<HostResource> resources = new LinkedHashSet<>();

  DeviceAllocations(HostDevice device) {
    this.device = device;
  }

  /**
   * Makes allocations.
   *
   * @param wishes at least one
   * @param newResource whether they go into a resource of their own
   * @param existing the resource that they go into otherwise, or null for none
   * @return all of them, or none: EINVAL for a bad wish, ENOMEM past a budget or limit, EOPNOTSUPP without an aperture
   */
  public Result<CreatedAllocations> create(List<AllocationWish> wishes, boolean newResource,
      @Nullable HostResource existing) {
    Result<List<Allocation>> memory = process().counted(ObjectKind.ALLOCATION, wishes.size(), () -> take(wishes));
    if (!newResource) {
      return memory.map(pages -> new CreatedAllocations(existing, enter(wishes, pages, existing)));
    }
    return memory.flatMap(pages -> {
      Result<CreatedAllocations> created = process().counted(ObjectKind.RESOURCE, () -> {
        HostResource resource = process().enter(at -> new HostResource(at, device));
        resources.add(resource);
        return Result.ok(new CreatedAllocations(resource, enter(wishes, pages, resource)));
      });
      if (created instanceof Result.Failed<CreatedAllocations>) {
        pages.forEach(page -> device.owner().memory().free(page));
        process().uncount(ObjectKind.ALLOCATION, pages.size());
      }
      return created;
    });
  }

  private Result<List<Allocation>> take(List<AllocationWish> wishes) {
    ProcessMemory memory = device.owner().memory();
    List<Allocation> taken = new ArrayList<>(wishes.size());
    for (AllocationWish wish : wishes) {
      switch (memory.allocate(wish.request())) {
        case Result.Ok<Allocation>(Allocation allocation) -> taken.add(allocation);
        case Result.Failed<Allocation> failed -> {
          taken.forEach(memory::free);
          return failed.as();
        }
      }
    }
    return Result.ok(taken);
  }

  private List<HostAllocation> enter(List<AllocationWish> wishes, List<Allocation> pages,
      @Nullable HostResource resource) {
    List<HostAllocation> entered = new ArrayList<>(pages.size());
    for (int i = 0; i < pages.size(); i++) {
      Allocation memory = pages.get(i);
      boolean lockable = wishes.get(i).lockable();
      entered.add(process().enter(at -> new HostAllocation(at, device, resource, memory, lockable)));
    }
    allocations.addAll(entered);
    if (resource != null) {
      resource.members().addAll(entered);
    }
    return entered;
  }

  /**
   * Destroys some allocations.
   *
   * @return how many; EINVAL, and nothing changed, if one is of another device, named twice, or in another resource than the
   *     others
   */
  public Result<Integer> destroy(List<HostAllocation> doomed) {
    Set<HostAllocation> distinct = new HashSet<>();
    for (HostAllocation allocation : doomed) {
      if (allocation.device() != device || !distinct.add(allocation)
          || allocation.resource() != doomed.getFirst().resource()) {
        return Result.failed(Errno.EINVAL, "allocations cannot be destroyed together: " + device + ", " + allocation);
      }
    }
    doomed.forEach(this::remove);
    return Result.ok(doomed.size());
  }

  /** Destroys a resource and all that is in it; EINVAL if it is of another device. */
  public Result<Integer> destroy(HostResource resource) {
    if (resource.device() != device) {
      return Result.failed(Errno.EINVAL, "resource of another device: " + device + ", " + resource);
    }
    List<HostAllocation> members = List.copyOf(resource.members());
    members.forEach(this::remove);
    resources.remove(resource);
    process().leave(resource);
    return Result.ok(members.size());
  }

  private void remove(HostAllocation allocation) {
    allocation.end();
    allocations.remove(allocation);
    HostResource resource = allocation.resource();
    if (resource != null) {
      resource.members().remove(allocation);
    }
    process().leave(allocation);
  }

  void end() {
    List.copyOf(resources).forEach(this::destroy);
    List.copyOf(allocations).forEach(this::remove);
  }

  private HostProcess process() {
    return device.process();
  }
}
