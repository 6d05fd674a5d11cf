/* Allocations, resources, GPU addresses, residency, locks. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)
#define MIB (1ull << 20)

static struct paravane_allocation_description described(uint64_t bytes) {
  return (struct paravane_allocation_description){.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = bytes,
      .cpu_visible = 1,
      .segment = PARAVANE_SEGMENT_NON_LOCAL};
}

static struct d3dddi_allocationinfo2 info_of(struct paravane_allocation_description *description) {
  return (struct d3dddi_allocationinfo2){
      .priv_drv_data = pointer(description), .priv_drv_data_size = sizeof *description};
}

static int create(const struct world *world, struct d3dkmt_createallocation *create,
    struct d3dddi_allocationinfo2 *infos, uint32_t count) {
  create->device = world->device;
  create->alloc_count = count;
  create->allocation_info = pointer(infos);
  return call(world->fd, LX_DXCREATEALLOCATION, create);
}

static int create_one(const struct world *world, struct paravane_allocation_description *description) {
  struct d3dddi_allocationinfo2 info = info_of(description);
  struct d3dkmt_createallocation args = {0};
  return create(world, &args, &info, 1);
}

static int lock(const struct world *world, struct d3dkmthandle allocation, uint64_t *offset) {
  struct d3dkmt_lock2 args = {.device = world->device, .allocation = allocation};
  int result = call(world->fd, LX_DXLOCK2, &args);
  *offset = args.data;
  return result;
}

static int unlock(const struct world *world, struct d3dkmthandle allocation) {
  struct d3dkmt_unlock2 args = {.device = world->device, .allocation = allocation};
  return call(world->fd, LX_DXUNLOCK2, &args);
}

static int free_address(const struct world *world, uint64_t base, uint64_t bytes) {
  struct d3dkmt_freegpuvirtualaddress args = {.adapter = world->adapter, .base_address = base, .size = bytes};
  return call(world->fd, LX_DXFREEGPUVIRTUALADDRESS, &args);
}

static void sizes_are_rounded_to_pages_and_usage_is_counted(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  struct memory memory;
  CHECK_EQ(allocate(&world, 5000, &memory), 0);
  CHECK_EQ(memory.bytes, 2 * PAGE);
  CHECK_EQ(memory_usage(&world), before + 2 * PAGE);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
  CHECK_EQ(memory_usage(&world), before);
  CHECK_ERRNO(destroy_allocation(&world, memory.allocation), EINVAL);
}

static void descriptions_that_make_no_sense_are_refused(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  struct paravane_allocation_description bad[8];
  for (int i = 0; i < 8; i++) {
    bad[i] = described(PAGE);
  }
  bad[0].magic ^= 1;
  bad[1].version = 2;
  bad[2].size_bytes = 0;
  bad[3].size_bytes = UINT64_MAX;
  bad[4].alignment_bytes = 3;
  bad[5].alignment_bytes = 4 * MIB;
  bad[6].segment = 9;
  bad[7].segment = PARAVANE_SEGMENT_LOCAL; /* which no CPU sees */
  for (int i = 0; i < 8; i++) {
    int result = create_one(&world, &bad[i]);
    if (result != -EINVAL && !(i == 3 && result == -ENOMEM)) {
      check_fail(__FILE__, __LINE__, "description %d: %d", i, result);
    }
  }
  CHECK_EQ(memory_usage(&world), before);
}

static void more_than_the_budget_is_enomem_and_changes_nothing(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  struct memory memory;
  CHECK_ERRNO(allocate(&world, 1ull << 40, &memory), ENOMEM);
  CHECK_EQ(memory.allocation.v, 0);
  CHECK_EQ(memory_usage(&world), before);
}

static void many_at_once_and_all_or_none(void) {
  struct world world = open_world();
  static struct paravane_allocation_description descriptions[D3DKMT_CREATEALLOCATION_MAX + 1];
  static struct d3dddi_allocationinfo2 infos[D3DKMT_CREATEALLOCATION_MAX + 1];
  uint64_t before = memory_usage(&world);
  for (int i = 0; i <= D3DKMT_CREATEALLOCATION_MAX; i++) {
    descriptions[i] = described(PAGE);
    infos[i] = info_of(&descriptions[i]);
  }
  struct d3dkmt_createallocation args = {0};
  CHECK_ERRNO(create(&world, &args, infos, 0), EINVAL);
  CHECK_ERRNO(create(&world, &args, infos, D3DKMT_CREATEALLOCATION_MAX + 1), EINVAL);
  CHECK_ERRNO(create(&world, &args, infos, UINT32_MAX), EINVAL);
  descriptions[99].magic = 0;
  CHECK_ERRNO(create(&world, &args, infos, 100), EINVAL);
  CHECK_EQ(memory_usage(&world), before);
  descriptions[99].magic = PARAVANE_ALLOCATION_MAGIC;
  CHECK_EQ(create(&world, &args, infos, 100), 0);
  CHECK_EQ(memory_usage(&world), before + 100 * PAGE);
  struct d3dkmthandle handles[100];
  for (int i = 0; i < 100; i++) {
    handles[i] = infos[i].allocation;
  }
  struct d3dkmt_destroyallocation2 destroy = {
      .device = world.device, .allocations = pointer(handles), .alloc_count = 100};
  handles[50] = handles[49];
  CHECK_ERRNO(call(world.fd, LX_DXDESTROYALLOCATION2, &destroy), EINVAL); /* one named twice: nothing is destroyed */
  CHECK_EQ(memory_usage(&world), before + 100 * PAGE);
  handles[50] = infos[50].allocation;
  CHECK_EQ(call(world.fd, LX_DXDESTROYALLOCATION2, &destroy), 0);
  CHECK_EQ(memory_usage(&world), before);
}

static void kinds_that_are_not_supported_are_refused(void) {
  struct world world = open_world();
  struct paravane_allocation_description description = described(PAGE);
  struct d3dddi_allocationinfo2 info = info_of(&description);
  struct d3dkmt_createallocation section = {.flags.existing_section = 1};
  CHECK_ERRNO(create(&world, &section, &info, 1), EINVAL);
  struct d3dkmt_createallocation protected = {.flags.create_protected = 1};
  CHECK_ERRNO(create(&world, &protected, &info, 1), EINVAL);
  struct d3dkmt_createallocation shared = {.flags.create_shared = 1};
  CHECK_ERRNO(create(&world, &shared, &info, 1), EINVAL);
  struct d3dkmt_createallocation insecure = {.flags = {.create_shared = 1, .create_resource = 1}};
  CHECK_ERRNO(create(&world, &insecure, &info, 1), EINVAL);
  struct d3dkmt_createallocation standard = {.flags.standard_allocation = 1};
  CHECK_ERRNO(create(&world, &standard, &info, 1), EINVAL);
  info.sysmem = 0x10001;
  struct d3dkmt_createallocation unaligned = {.flags.existing_sysmem = 1};
  CHECK_ERRNO(create(&world, &unaligned, &info, 1), EINVAL);
}

static void a_cross_adapter_heap_is_a_standard_allocation(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  struct d3dkmt_createstandardallocation heap = {
      .type = D3DKMT_STANDARDALLOCATIONTYPE_CROSSADAPTER, .existing_heap_data.size = 4 * PAGE};
  struct d3dddi_allocationinfo2 info = {0};
  struct d3dkmt_createallocation args = {.flags.standard_allocation = 1, .standard_allocation = pointer(&heap)};
  CHECK_EQ(create(&world, &args, &info, 1), 0);
  CHECK(info.allocation.v != 0);
  CHECK_EQ(memory_usage(&world), before + 4 * PAGE);
  CHECK_EQ(destroy_allocation(&world, info.allocation), 0);
  const uint64_t sizes[] = {0, 1, PAGE + 1, 1ull << 33, UINT64_MAX};
  for (int i = 0; i < 5; i++) {
    heap.existing_heap_data.size = sizes[i];
    CHECK_ERRNO(create(&world, &args, &info, 1), EINVAL);
  }
  heap = (struct d3dkmt_createstandardallocation){.type = 3, .existing_heap_data.size = PAGE};
  CHECK_ERRNO(create(&world, &args, &info, 1), EINVAL);
}

static void resources_end_as_a_whole(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  struct paravane_allocation_description descriptions[3] = {described(PAGE), described(PAGE), described(PAGE)};
  struct d3dddi_allocationinfo2 infos[3];
  for (int i = 0; i < 3; i++) {
    infos[i] = info_of(&descriptions[i]);
  }
  struct d3dkmt_createallocation args = {.flags.create_resource = 1};
  CHECK_EQ(create(&world, &args, infos, 2), 0);
  CHECK(args.resource.v != 0);
  struct d3dkmt_createallocation more = {.resource = args.resource};
  CHECK_EQ(create(&world, &more, infos + 2, 1), 0);
  CHECK_EQ(memory_usage(&world), before + 3 * PAGE);
  struct d3dkmt_createallocation lost = {.resource = infos[0].allocation};
  CHECK_ERRNO(create(&world, &lost, infos + 2, 1), EINVAL);
  struct d3dkmthandle handle = infos[0].allocation;
  struct d3dkmt_destroyallocation2 both = {
      .device = world.device, .resource = args.resource, .allocations = pointer(&handle), .alloc_count = 1};
  CHECK_ERRNO(call(world.fd, LX_DXDESTROYALLOCATION2, &both), EINVAL);
  struct d3dkmt_destroyallocation2 neither = {.device = world.device};
  CHECK_ERRNO(call(world.fd, LX_DXDESTROYALLOCATION2, &neither), EINVAL);
  struct d3dkmt_destroyallocation2 whole = {.device = world.device, .resource = args.resource};
  CHECK_EQ(call(world.fd, LX_DXDESTROYALLOCATION2, &whole), 0);
  CHECK_EQ(memory_usage(&world), before);
  CHECK_ERRNO(call(world.fd, LX_DXDESTROYALLOCATION2, &whole), EINVAL);
}

static void existing_memory_is_refused_where_nothing_was_lent(void) {
  struct world world = open_world();
  void *mine = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK_SYSTEM((intptr_t)mine);
  memset(mine, 0x11, 4 * PAGE);
  uint64_t before = memory_usage(&world);
  struct paravane_allocation_description description = described(4 * PAGE);
  struct d3dddi_allocationinfo2 info = info_of(&description);
  info.sysmem = pointer(mine);
  struct d3dkmt_createallocation args = {.flags.existing_sysmem = 1};
  CHECK_ERRNO(create(&world, &args, &info, 1), EOPNOTSUPP);
  CHECK_EQ(memory_usage(&world), before);
  CHECK_EQ(*(unsigned char *)mine, 0x11);
}

static void locks_are_counted_and_answer_one_place(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  uint64_t first, second;
  CHECK_ERRNO(unlock(&world, memory.allocation), EINVAL);
  CHECK_EQ(lock(&world, memory.allocation, &first), 0);
  CHECK_EQ(lock(&world, memory.allocation, &second), 0);
  CHECK_EQ(first, second);
  CHECK_EQ(first % PAGE, 0);
  CHECK_EQ(unlock(&world, memory.allocation), 0);
  CHECK_EQ(unlock(&world, memory.allocation), 0);
  CHECK_ERRNO(unlock(&world, memory.allocation), EINVAL);
  CHECK_ERRNO(lock(&world, world.device, &first), EINVAL);
  struct d3dkmthandle own = world.device;
  world.device = create_device(world.fd, world.adapter);
  CHECK_ERRNO(lock(&world, memory.allocation, &first), EINVAL); /* of another device */
  world.device = own;
  struct paravane_allocation_description local = described(PAGE);
  local.cpu_visible = 0;
  local.segment = PARAVANE_SEGMENT_LOCAL;
  struct d3dddi_allocationinfo2 info = info_of(&local);
  struct d3dkmt_createallocation args = {0};
  CHECK_EQ(create(&world, &args, &info, 1), 0);
  CHECK(lock(&world, info.allocation, &first) < 0);
}

static int map_address(const struct world *world, struct d3dkmthandle allocation, uint64_t base, uint64_t offset,
    uint64_t pages, uint64_t *address) {
  struct d3dddi_mapgpuvirtualaddress map = {.paging_queue = world->paging_queue,
      .base_address = base,
      .allocation = allocation,
      .offset_in_pages = offset,
      .size_in_pages = pages};
  map.protection.write = 1;
  int result = call(world->fd, LX_DXMAPGPUVIRTUALADDRESS, &map);
  if (result >= 0) {
    await_paging(world, result, map.paging_fence_value);
  }
  *address = map.virtual_address;
  return result < 0 ? result : 0;
}

static int reserve_address(const struct world *world, struct d3dkmthandle owner, uint64_t base, uint64_t bytes,
    uint64_t *address) {
  struct d3dddi_reservegpuvirtualaddress args = {.adapter = owner, .base_address = base, .size = bytes};
  int result = call(world->fd, LX_DXRESERVEGPUVIRTUALADDRESS, &args);
  *address = args.virtual_address;
  return result;
}

static void addresses_are_reserved_mapped_and_freed(void) {
  struct world world = open_world();
  struct memory memory;
  CHECK_EQ(allocate(&world, 4 * PAGE, &memory), 0);
  uint64_t base, inside, other;
  CHECK_EQ(reserve_address(&world, world.adapter, 0, MIB, &base), 0);
  CHECK_EQ(base % 65536, 0);
  CHECK_EQ(map_address(&world, memory.allocation, base + PAGE, 1, 2, &inside), 0);
  CHECK_EQ(inside, base + PAGE);
  CHECK_EQ(reserve_address(&world, world.paging_queue, 0, MIB, &other), 0);
  CHECK(other >= base + MIB || other + MIB <= base);
  uint64_t taken;
  CHECK_ERRNO(reserve_address(&world, world.adapter, base, MIB, &taken), EEXIST);
  CHECK_ERRNO(free_address(&world, base + PAGE, 2 * PAGE), EINVAL); /* no whole reservation */
  CHECK_EQ(free_address(&world, base, MIB), 0);
  CHECK_ERRNO(free_address(&world, base, MIB), EINVAL);
  CHECK_EQ(free_address(&world, other, MIB), 0);
}

static void addresses_that_make_no_sense_are_refused(void) {
  struct world world = open_world();
  struct memory memory;
  CHECK_EQ(allocate(&world, 2 * PAGE, &memory), 0);
  uint64_t address;
  const struct d3dkmthandle nobody = {.v = 0x123440};
  CHECK_ERRNO(reserve_address(&world, nobody, 0, MIB, &address), EINVAL);
  CHECK_ERRNO(reserve_address(&world, world.adapter, 0, 0, &address), EINVAL);
  CHECK_ERRNO(reserve_address(&world, world.adapter, 0, PAGE + 1, &address), EINVAL);
  CHECK_ERRNO(reserve_address(&world, world.adapter, 123, PAGE, &address), EINVAL);
  CHECK_ERRNO(reserve_address(&world, world.adapter, 1ull << 47, PAGE, &address), EINVAL);
  CHECK(reserve_address(&world, world.adapter, 0, 1ull << 48, &address) < 0);
  CHECK_ERRNO(map_address(&world, memory.allocation, 0, 0, 0, &address), EINVAL);
  CHECK_ERRNO(map_address(&world, memory.allocation, 0, 0, UINT64_MAX, &address), EINVAL);
  CHECK_ERRNO(map_address(&world, memory.allocation, 0, 1, 2, &address), EINVAL); /* beyond the end */
  CHECK_ERRNO(map_address(&world, memory.allocation, 0, UINT64_MAX, 1, &address), EINVAL);
  CHECK_ERRNO(map_address(&world, nobody, 0, 0, 1, &address), EINVAL);
  struct d3dddi_reservegpuvirtualaddress kind = {
      .adapter = world.adapter, .size = PAGE, .reservation_type = 7};
  CHECK_ERRNO(call(world.fd, LX_DXRESERVEGPUVIRTUALADDRESS, &kind), EINVAL);
  struct d3dddi_mapgpuvirtualaddress unlawful = {
      .paging_queue = world.paging_queue, .allocation = memory.allocation, .size_in_pages = 1};
  unlawful.protection.system_use_only = 1;
  CHECK_ERRNO(call(world.fd, LX_DXMAPGPUVIRTUALADDRESS, &unlawful), EINVAL);
}

static void residency_is_asked_for_lists(void) {
  struct world world = open_world();
  struct memory one = create_memory(&world, PAGE);
  struct d3dkmthandle list[2] = {one.allocation, world.device};
  struct d3dddi_makeresident resident = {
      .paging_queue = world.paging_queue, .alloc_count = 1, .allocation_list = pointer(list)};
  int result = call(world.fd, LX_DXMAKERESIDENT, &resident);
  await_paging(&world, result, resident.paging_fence_value);
  resident.alloc_count = 2;
  CHECK_ERRNO(call(world.fd, LX_DXMAKERESIDENT, &resident), EINVAL);
  const uint32_t counts[] = {0, D3DKMT_MAKERESIDENT_ALLOC_MAX + 1, UINT32_MAX};
  for (int i = 0; i < 3; i++) {
    resident.alloc_count = counts[i];
    CHECK_ERRNO(call(world.fd, LX_DXMAKERESIDENT, &resident), EINVAL);
    struct d3dkmt_evict evict = {
        .device = world.device, .alloc_count = counts[i], .allocations = pointer(list)};
    CHECK_ERRNO(call(world.fd, LX_DXEVICT, &evict), EINVAL);
  }
  struct d3dddi_makeresident nowhere = {.alloc_count = 1, .allocation_list = pointer(list)};
  CHECK_ERRNO(call(world.fd, LX_DXMAKERESIDENT, &nowhere), EINVAL);
  struct d3dkmt_evict evict = {.device = world.device, .alloc_count = 1, .allocations = pointer(list)};
  CHECK_EQ(call(world.fd, LX_DXEVICT, &evict), 0);
  CHECK_EQ(evict.num_bytes_to_trim, 0);
}

static void a_mapping_shows_zeros_and_outlives_the_unlock(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, 64 * PAGE);
  volatile unsigned char *bytes = map_memory(&world, &memory);
  for (uint64_t i = 0; i < memory.bytes; i += 511) {
    CHECK_EQ(bytes[i], 0);
  }
  bytes[memory.bytes - 1] = 0x77;
  CHECK_EQ(unlock(&world, memory.allocation), 0);
  CHECK_EQ(bytes[memory.bytes - 1], 0x77);
  uint64_t offset;
  CHECK_EQ(lock(&world, memory.allocation, &offset), 0);
  volatile unsigned char *again = map_node(world.fd, offset, memory.bytes, PROT_READ);
  CHECK_EQ(again[memory.bytes - 1], 0x77);
}

static void memory_is_zero_whatever_its_last_owner_left(void) {
  for (int round = 0; round < 4; round++) {
    struct world world = open_world();
    struct memory memory = create_memory(&world, MIB);
    uint64_t *words = map_memory(&world, &memory);
    for (uint64_t i = 0; i < MIB / sizeof *words; i++) {
      CHECK_EQ(words[i], 0);
      words[i] = 0x5ec2e75ec2e7ull;
    }
    CHECK_SYSTEM(munmap(words, MIB));
    CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
    struct memory next = create_memory(&world, MIB);
    words = map_memory(&world, &next);
    for (uint64_t i = 0; i < MIB / sizeof *words; i++) {
      CHECK_EQ(words[i], 0);
    }
    CHECK_SYSTEM(munmap(words, MIB));
    close_world(&world);
  }
}

static const struct check_case cases[] = {
    CASE(sizes_are_rounded_to_pages_and_usage_is_counted),
    CASE(descriptions_that_make_no_sense_are_refused),
    CASE(more_than_the_budget_is_enomem_and_changes_nothing),
    CASE(many_at_once_and_all_or_none),
    CASE(kinds_that_are_not_supported_are_refused),
    CASE(a_cross_adapter_heap_is_a_standard_allocation),
    CASE(resources_end_as_a_whole),
    CASE(existing_memory_is_refused_where_nothing_was_lent),
    CASE(locks_are_counted_and_answer_one_place),
    CASE(addresses_are_reserved_mapped_and_freed),
    CASE(addresses_that_make_no_sense_are_refused),
    CASE(residency_is_asked_for_lists),
    CASE(a_mapping_shows_zeros_and_outlives_the_unlock),
    CASE(memory_is_zero_whatever_its_last_owner_left),
};

CHECK_MAIN(cases)
