/* Our own requests: what a file can do, where to map what, copies, memory that the program lends. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)

static uint64_t features(int fd) {
  struct paravane_getversion version = {0};
  CHECK_EQ(call(fd, PARAVANE_IOCTL_GETVERSION, &version), 0);
  CHECK_EQ(version.version, PARAVANE_IOCTL_VERSION);
  return version.features;
}

static int get_range(const struct world *world, struct d3dkmthandle object, uint32_t kind,
    struct paravane_getrange *range) {
  *range = (struct paravane_getrange){.object = object, .kind = kind};
  return call(world->fd, PARAVANE_IOCTL_GETRANGE, range);
}

static int copy(const struct world *world, struct d3dkmthandle object, uint32_t direction, uint64_t offset,
    const void *mine, uint64_t bytes) {
  struct paravane_copy args = {.object = object,
      .direction = direction,
      .offset = offset,
      .address = pointer(mine),
      .bytes = bytes,
      .kind = PARAVANE_RANGE_ALLOCATION};
  return call(world->fd, PARAVANE_IOCTL_COPY, &args);
}

static void the_version_and_the_features_are_told(void) {
  int fd = open_node();
  uint64_t told = features(fd);
  CHECK(told & PARAVANE_FEATURE_COPY);
  CHECK(!(told & PARAVANE_FEATURE_LEGACY));
  const uint64_t all = PARAVANE_FEATURE_MMAP | PARAVANE_FEATURE_COPY | PARAVANE_FEATURE_LEND | PARAVANE_FEATURE_LEGACY;
  CHECK_EQ(told & ~all, 0);
  struct paravane_getversion odd = {.reserved = 1};
  CHECK_ERRNO(call(fd, PARAVANE_IOCTL_GETVERSION, &odd), EINVAL);
}

/* The feature bit says what mmap does. */
static void what_the_bit_says_of_mapping_is_true(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  struct paravane_getrange range;
  CHECK_EQ(get_range(&world, memory.allocation, PARAVANE_RANGE_ALLOCATION, &range), 0);
  void *mapped = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, world.fd, (off_t)range.mmap_offset);
  if (features(world.fd) & PARAVANE_FEATURE_MMAP) {
    CHECK(mapped != MAP_FAILED);
  } else {
    CHECK(mapped == MAP_FAILED);
    CHECK_EQ(errno, ENODEV);
  }
}

static void the_range_of_an_allocation_is_that_of_its_lock(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, 3 * PAGE);
  struct paravane_getrange range;
  CHECK_EQ(get_range(&world, memory.allocation, PARAVANE_RANGE_ALLOCATION, &range), 0);
  CHECK_EQ(range.length, 3 * PAGE);
  CHECK_EQ(range.mmap_offset % PAGE, 0);
  CHECK_EQ(range.flags, PARAVANE_RANGE_READABLE | PARAVANE_RANGE_WRITABLE);
  struct d3dkmt_lock2 lock = {.device = world.device, .allocation = memory.allocation};
  CHECK_EQ(call(world.fd, LX_DXLOCK2, &lock), 0);
  CHECK_EQ(lock.data, range.mmap_offset);
}

static void the_ranges_of_fences_are_those_of_their_creation(void) {
  struct world world = open_world();
  const struct {
    struct d3dkmthandle object;
    uint32_t kind;
    uint64_t offset;
  } fences[] = {{world.fence, PARAVANE_RANGE_MONITORED_FENCE, world.fence_offset},
      {world.queue, PARAVANE_RANGE_PROGRESS_FENCE, world.progress_offset},
      {world.paging_queue, PARAVANE_RANGE_PAGING_FENCE, world.paging_offset}};
  for (int i = 0; i < 3; i++) {
    struct paravane_getrange range;
    CHECK_EQ(get_range(&world, fences[i].object, fences[i].kind, &range), 0);
    CHECK_EQ(range.mmap_offset, fences[i].offset / PAGE * PAGE);
    CHECK_EQ(range.length, PAGE);
    CHECK_EQ(range.flags, PARAVANE_RANGE_READABLE);
    CHECK_ERRNO(get_range(&world, fences[i].object, PARAVANE_RANGE_ALLOCATION, &range), EINVAL);
    CHECK_ERRNO(get_range(&world, fences[i].object, fences[(i + 1) % 3].kind, &range), EINVAL);
    CHECK_ERRNO(get_range(&world, fences[i].object, 0, &range), EINVAL);
    CHECK_ERRNO(get_range(&world, fences[i].object, 5, &range), EINVAL);
  }
}

static void ranges_of_nothing_are_refused(void) {
  struct world world = open_world();
  struct paravane_getrange range;
  CHECK_ERRNO(get_range(&world, (struct d3dkmthandle){0}, PARAVANE_RANGE_ALLOCATION, &range), EINVAL);
  CHECK_ERRNO(get_range(&world, world.device, PARAVANE_RANGE_ALLOCATION, &range), EINVAL);
  struct memory memory = create_memory(&world, PAGE);
  struct paravane_getrange odd = {
      .object = memory.allocation, .kind = PARAVANE_RANGE_ALLOCATION, .reserved = 1};
  CHECK_ERRNO(call(world.fd, PARAVANE_IOCTL_GETRANGE, &odd), EINVAL);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
  CHECK_ERRNO(get_range(&world, memory.allocation, PARAVANE_RANGE_ALLOCATION, &range), EINVAL);
  struct paravane_allocation_description local = {.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = PAGE,
      .segment = PARAVANE_SEGMENT_LOCAL};
  struct d3dddi_allocationinfo2 info = {.priv_drv_data = pointer(&local), .priv_drv_data_size = sizeof local};
  struct d3dkmt_createallocation create = {
      .device = world.device, .alloc_count = 1, .allocation_info = pointer(&info)};
  CHECK_EQ(call(world.fd, LX_DXCREATEALLOCATION, &create), 0);
  CHECK_ERRNO(get_range(&world, info.allocation, PARAVANE_RANGE_ALLOCATION, &range), EOPNOTSUPP);
}

static void copies_go_both_ways(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, 16 * PAGE);
  static unsigned char out[16 * 4096], in[16 * 4096];
  for (size_t i = 0; i < sizeof out; i++) {
    out[i] = (unsigned char)check_random();
  }
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_FROM_CALLER, 0, out, sizeof out), 0);
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, in, sizeof in), 0);
  CHECK(memcmp(in, out, sizeof in) == 0);
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 12345, in, 777), 0);
  CHECK(memcmp(in, out + 12345, 777) == 0);
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, NULL, 0), 0);
}

static void a_copy_is_what_a_mapping_shows(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  char text[] = "the same bytes";
  char *mapped = map_memory(&world, &memory);
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_FROM_CALLER, 100, text, sizeof text), 0);
  CHECK_EQ(strcmp(mapped + 100, text), 0);
  strcpy(mapped + 200, "and back");
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 200, text, 9), 0);
  CHECK_EQ(strcmp(text, "and back"), 0);
}

static void copies_are_checked(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, 2 * PAGE);
  static char mine[8192];
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 1, mine, 2 * PAGE), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, UINT64_MAX, mine, 2), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, mine, UINT64_MAX), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, mine, PARAVANE_COPY_MAX_BYTES + 1ull), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, 0, 0, mine, 1), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, 3, 0, mine, 1), EINVAL);
  CHECK_ERRNO(copy(&world, world.device, PARAVANE_COPY_TO_CALLER, 0, mine, 1), EINVAL);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, NULL, 1), EFAULT);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_FROM_CALLER, 0, (void *)-4096, 64), EFAULT);
  void *constant = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK_ERRNO(copy(&world, memory.allocation, PARAVANE_COPY_TO_CALLER, 0, constant, 64), EFAULT);
  CHECK_EQ(copy(&world, memory.allocation, PARAVANE_COPY_FROM_CALLER, 0, constant, 64), 0);
}

static void a_fence_is_copied_out_and_not_in(void) {
  struct world world = open_world();
  uint64_t value = 0;
  CHECK_EQ(signal_fence(&world, world.fence, 1234), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 1234), 0);
  struct paravane_copy args = {.object = world.fence,
      .direction = PARAVANE_COPY_TO_CALLER,
      .address = pointer(&value),
      .bytes = sizeof value,
      .kind = PARAVANE_RANGE_MONITORED_FENCE};
  CHECK_EQ(call(world.fd, PARAVANE_IOCTL_COPY, &args), 0);
  CHECK_EQ(value, 1234);
  args.direction = PARAVANE_COPY_FROM_CALLER;
  CHECK_ERRNO(call(world.fd, PARAVANE_IOCTL_COPY, &args), EINVAL);
}

static int sealed_file(uint64_t bytes, int seals) {
  int fd = memfd_create("lent", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  CHECK_SYSTEM(fd);
  CHECK_SYSTEM(ftruncate(fd, (off_t)bytes));
  CHECK_SYSTEM(fcntl(fd, F_ADD_SEALS, seals));
  return fd;
}

static int lend(const struct world *world, const void *at, uint64_t bytes, int fd) {
  struct paravane_lend args = {.address = pointer(at), .bytes = bytes, .fd = fd};
  return call(world->fd, PARAVANE_IOCTL_LEND, &args);
}

static int unlend(const struct world *world, const void *at, uint64_t bytes) {
  struct paravane_unlend args = {.address = pointer(at), .bytes = bytes};
  return call(world->fd, PARAVANE_IOCTL_UNLEND, &args);
}

static int allocate_existing(const struct world *world, void *at, uint64_t bytes, struct d3dkmthandle *allocation) {
  struct paravane_allocation_description description = {.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = bytes,
      .segment = PARAVANE_SEGMENT_NON_LOCAL};
  struct d3dddi_allocationinfo2 info = {
      .sysmem = pointer(at), .priv_drv_data = pointer(&description), .priv_drv_data_size = sizeof description};
  struct d3dkmt_createallocation create = {.device = world->device,
      .alloc_count = 1,
      .allocation_info = pointer(&info),
      .flags.existing_sysmem = 1};
  int result = call(world->fd, LX_DXCREATEALLOCATION, &create);
  *allocation = info.allocation;
  return result;
}

static void lent_memory_becomes_an_allocation(void) {
  struct world world = open_world();
  if (!(features(world.fd) & PARAVANE_FEATURE_LEND)) {
    check_skip("nothing can be lent through this mount");
  }
  int file = sealed_file(4 * PAGE, F_SEAL_SHRINK);
  char *mine = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  CHECK_SYSTEM((intptr_t)mine);
  strcpy(mine + PAGE, "mine");
  CHECK_EQ(lend(&world, mine, 4 * PAGE, file), 0);
  close_file(file);
  struct d3dkmthandle allocation;
  CHECK_EQ(allocate_existing(&world, mine, 4 * PAGE, &allocation), 0);
  struct d3dkmt_lock2 lock = {.device = world.device, .allocation = allocation};
  CHECK_EQ(call(world.fd, LX_DXLOCK2, &lock), 0);
  CHECK_EQ(lock.data, pointer(mine)); /* it is where the program has it */
  CHECK_ERRNO(unlend(&world, mine, 4 * PAGE), EINVAL); /* taken */
  CHECK_EQ(destroy_allocation(&world, allocation), 0);
  CHECK_EQ(strcmp(mine + PAGE, "mine"), 0);
}

static void lending_is_checked(void) {
  struct world world = open_world();
  if (!(features(world.fd) & PARAVANE_FEATURE_LEND)) {
    check_skip("nothing can be lent through this mount");
  }
  int good = sealed_file(4 * PAGE, F_SEAL_SHRINK);
  int unsealed = sealed_file(4 * PAGE, F_SEAL_GROW);
  char *mine = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, good, 0);
  CHECK_SYSTEM((intptr_t)mine);
  CHECK_ERRNO(lend(&world, mine, 0, good), EINVAL);
  CHECK_ERRNO(lend(&world, mine, PAGE + 1, good), EINVAL);
  CHECK_ERRNO(lend(&world, mine + 8, PAGE, good), EINVAL);
  CHECK_ERRNO(lend(&world, mine, 8 * PAGE, good), EINVAL); /* longer than the file */
  CHECK_ERRNO(lend(&world, mine, UINT64_MAX - PAGE + 1, good), EINVAL);
  CHECK_ERRNO(lend(&world, mine, 4 * PAGE, unsealed), EINVAL);
  CHECK_ERRNO(lend(&world, mine, 4 * PAGE, 9999), EBADF);
  CHECK_ERRNO(lend(&world, mine, 4 * PAGE, -1), EBADF);
  CHECK_ERRNO(lend(&world, mine, 4 * PAGE, world.fd), EINVAL);
  CHECK_ERRNO(unlend(&world, mine, 4 * PAGE), EINVAL);
  CHECK_EQ(lend(&world, mine, 4 * PAGE, good), 0);
  CHECK_ERRNO(lend(&world, mine + PAGE, PAGE, good), EINVAL); /* overlaps */
  CHECK_ERRNO(unlend(&world, mine, PAGE), EINVAL);
  CHECK_EQ(unlend(&world, mine, 4 * PAGE), 0);
  CHECK_ERRNO(unlend(&world, mine, 4 * PAGE), EINVAL);
}

static const struct check_case cases[] = {
    CASE(the_version_and_the_features_are_told),
    CASE(what_the_bit_says_of_mapping_is_true),
    CASE(the_range_of_an_allocation_is_that_of_its_lock),
    CASE(the_ranges_of_fences_are_those_of_their_creation),
    CASE(ranges_of_nothing_are_refused),
    CASE(copies_go_both_ways),
    CASE(a_copy_is_what_a_mapping_shows),
    CASE(copies_are_checked),
    CASE(a_fence_is_copied_out_and_not_in),
    CASE(lent_memory_becomes_an_allocation),
    CASE(lending_is_checked),
};

CHECK_MAIN(cases)
