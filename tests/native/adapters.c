/* Finding, opening, asking and closing the adapter of a node. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "world.h"

#define MAX_QUERY 131072 /* bytes of private data */
#define NO_TYPE 9999
#define GUID_TYPE 60

static struct d3dkmt_enumadapters3 all(struct d3dkmt_adapterinfo *room, uint32_t count) {
  return (struct d3dkmt_enumadapters3){
      .filter.include_compute_only = 1, .adapter_count = count, .adapters = pointer(room)};
}

static int close_adapter(int fd, struct d3dkmthandle adapter) {
  struct d3dkmt_closeadapter close = {.adapter_handle = adapter};
  return call(fd, LX_DXCLOSEADAPTER, &close);
}

static int query(int fd, struct d3dkmthandle adapter, uint32_t type, void *data, uint32_t bytes) {
  struct d3dkmt_queryadapterinfo query = {
      .adapter = adapter, .type = type, .private_data = pointer(data), .private_data_size = bytes};
  return call(fd, LX_DXQUERYADAPTERINFO, &query);
}

static int compute_only(int fd, struct d3dkmthandle adapter) {
  struct d3dkmt_adaptertype type = {0};
  CHECK_EQ(query(fd, adapter, KMTQAITYPE_ADAPTERTYPE, &type, sizeof type), 0);
  return type.compute_only;
}

static void a_node_shows_its_own_adapter_alone(void) {
  int fd = open_node();
  struct d3dkmt_enumadapters3 count = all(NULL, 0);
  CHECK_EQ(call(fd, LX_DXENUMADAPTERS3, &count), 0);
  CHECK_EQ(count.adapter_count, 1);
  struct d3dkmt_adapterinfo shown[3];
  memset(shown, 0xee, sizeof shown);
  struct d3dkmt_enumadapters3 list = all(shown, 3);
  CHECK_EQ(call(fd, LX_DXENUMADAPTERS3, &list), 0);
  CHECK_EQ(list.adapter_count, 1);
  CHECK(shown[0].adapter_handle.v != 0);
  CHECK(shown[0].adapter_luid.a != 0 || shown[0].adapter_luid.b != 0);
  CHECK_EQ(shown[0].num_sources, 0);
  CHECK_EQ(shown[1].adapter_handle.v, 0xeeeeeeeeu); /* what is not told is not touched */
}

static void enumadapters2_leaves_out_compute_only_adapters(void) {
  int fd = open_node();
  uint32_t present = compute_only(fd, open_adapter(fd).adapter_handle) ? 0 : 1;
  struct d3dkmt_enumadapters2 count = {0};
  CHECK_EQ(call(fd, LX_DXENUMADAPTERS2, &count), 0);
  CHECK_EQ(count.num_adapters, present);
  struct d3dkmt_adapterinfo shown[2] = {0};
  struct d3dkmt_enumadapters2 list = {.num_adapters = 2, .adapters = pointer(shown)};
  CHECK_EQ(call(fd, LX_DXENUMADAPTERS2, &list), 0);
  CHECK_EQ(list.num_adapters, present);
  CHECK_EQ(shown[0].adapter_handle.v != 0, present);
}

static void enumadapters_checks_the_room(void) {
  int fd = open_node();
  struct d3dkmt_adapterinfo shown[1];
  if (!compute_only(fd, open_adapter(fd).adapter_handle)) {
    struct d3dkmt_enumadapters2 none = {.num_adapters = 0, .adapters = pointer(shown)};
    CHECK_ERRNO(call(fd, LX_DXENUMADAPTERS2, &none), EOVERFLOW);
  }
  struct d3dkmt_enumadapters2 many = {.num_adapters = D3DKMT_ADAPTERS_MAX + 1, .adapters = pointer(shown)};
  CHECK_ERRNO(call(fd, LX_DXENUMADAPTERS2, &many), EINVAL);
  struct d3dkmt_enumadapters3 too_many = all(shown, 0x10000);
  CHECK_ERRNO(call(fd, LX_DXENUMADAPTERS3, &too_many), EINVAL);
  struct d3dkmt_enumadapters3 endless = all(shown, UINT32_MAX);
  CHECK_ERRNO(call(fd, LX_DXENUMADAPTERS3, &endless), EINVAL);
}

static void every_enumeration_opens_the_adapter_anew(void) {
  int fd = open_node();
  struct d3dkmt_adapterinfo first = open_adapter(fd);
  struct d3dkmt_adapterinfo second = open_adapter(fd);
  CHECK(first.adapter_handle.v != second.adapter_handle.v);
  CHECK(memcmp(&first.adapter_luid, &second.adapter_luid, sizeof first.adapter_luid) == 0);
  CHECK_EQ(close_adapter(fd, first.adapter_handle), 0);
  CHECK_ERRNO(close_adapter(fd, first.adapter_handle), EINVAL);
  CHECK_EQ(compute_only(fd, second.adapter_handle), compute_only(fd, second.adapter_handle));
  CHECK_EQ(close_adapter(fd, second.adapter_handle), 0);
}

static void an_adapter_opens_by_its_luid_and_by_no_other(void) {
  int fd = open_node();
  struct d3dkmt_openadapterfromluid open = {.adapter_luid = open_adapter(fd).adapter_luid};
  CHECK_EQ(call(fd, LX_DXOPENADAPTERFROMLUID, &open), 0);
  CHECK(open.adapter_handle.v != 0);
  CHECK_EQ(close_adapter(fd, open.adapter_handle), 0);
  struct d3dkmt_openadapterfromluid other = {.adapter_luid = open.adapter_luid};
  other.adapter_luid.a ^= 0x40;
  CHECK_ERRNO(call(fd, LX_DXOPENADAPTERFROMLUID, &other), EINVAL);
  CHECK_EQ(other.adapter_handle.v, 0);
  other.adapter_handle.v = 77; /* whatever the field held */
  CHECK_ERRNO(call(fd, LX_DXOPENADAPTERFROMLUID, &other), EINVAL);
}

static void closing_an_adapter_ends_what_was_made_with_it(void) {
  int fd = open_node();
  struct d3dkmt_adapterinfo shown = open_adapter(fd);
  struct d3dkmthandle device = create_device(fd, shown.adapter_handle);
  CHECK_EQ(close_adapter(fd, shown.adapter_handle), 0);
  struct d3dkmt_destroydevice destroy = {.device = device};
  CHECK_ERRNO(call(fd, LX_DXDESTROYDEVICE, &destroy), EINVAL);
  CHECK_EQ(close_adapter(fd, (struct d3dkmthandle){0}), 0);
  CHECK_ERRNO(close_adapter(fd, (struct d3dkmthandle){.v = 0x40001000}), EINVAL);
  struct d3dkmt_createdevice create = {.adapter = shown.adapter_handle};
  CHECK_ERRNO(call(fd, LX_DXCREATEDEVICE, &create), EINVAL);
}

/* A type of query and the size of its answer: the types that the node answers (d3dkmt-abi.md section 5.1). */
static const struct {
  uint32_t type;
  uint32_t bytes;
} answered[] = {{1, 524}, {8, 2080}, {13, 4}, {15, 4}, {24, 4}, {30, 4}, {49, 8}, {57, 4}, {60, 80}, {65, 8192},
    {66, 8192}, {68, 1}, {70, 4}, {75, 4}, {77, 4}};

static void every_documented_query_is_answered(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  static char data[8192 + 64];
  for (size_t i = 0; i < sizeof answered / sizeof answered[0]; i++) {
    uint32_t bytes = answered[i].bytes;
    memset(data, 0, sizeof data);
    memset(data + bytes, 0x5a, 64);
    int result = query(fd, adapter, answered[i].type, data, bytes);
    if (result != 0) {
      check_fail(__FILE__, __LINE__, "query of type %u with %u bytes: %d", answered[i].type, bytes, result);
    }
    CHECK(data[bytes] == 0x5a && data[bytes + 63] == 0x5a); /* never more than the room */
    if (bytes > 1) {
      CHECK_ERRNO(query(fd, adapter, answered[i].type, data, bytes - 1), EOVERFLOW);
    }
  }
}

static void the_type_of_the_adapter_is_that_of_a_paravirtual_one(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  const uint32_t types[] = {KMTQAITYPE_ADAPTERTYPE, KMTQAITYPE_ADAPTERTYPE_RENDER};
  for (int i = 0; i < 2; i++) {
    struct d3dkmt_adaptertype type = {0};
    CHECK_EQ(query(fd, adapter, types[i], &type, sizeof type), 0);
    CHECK(type.paravirtualized && type.render_supported);
    CHECK(!type.display_supported && !type.post_device && !type.indirect_display_device);
  }
}

static void engines_and_ids_are_asked_by_index(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  uint32_t node[128] = {0}; /* ordinal, engine type, then a name */
  CHECK_EQ(query(fd, adapter, 25, node, sizeof node), 0);
  node[0] = 31;
  CHECK_ERRNO(query(fd, adapter, 25, node, sizeof node), EINVAL);
  uint32_t ids[7] = {0};
  CHECK_EQ(query(fd, adapter, 31, ids, sizeof ids), 0);
  CHECK(ids[1] != 0);
  ids[0] = 1; /* no second physical adapter */
  CHECK_ERRNO(query(fd, adapter, 31, ids, sizeof ids), EINVAL);
}

static void kernels_are_listed_as_far_as_there_is_room(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  struct {
    struct paravane_kernel_object_table head;
    struct paravane_kernel_object kernels[64];
  } table = {.head = {.magic = PARAVANE_KERNEL_TABLE_MAGIC, .version = PARAVANE_KERNEL_TABLE_VERSION}};
  CHECK_EQ(query(fd, adapter, KMTQAITYPE_UMDRIVERPRIVATE, &table, sizeof table), 0);
  CHECK(table.head.total >= 6 && table.head.count == table.head.total);
  uint32_t total = table.head.total;
  for (uint32_t i = 0; i < total; i++) {
    CHECK(table.kernels[i].kernel_object != 0 && table.kernels[i].name[0] != 0);
  }
  CHECK_EQ(query(fd, adapter, KMTQAITYPE_UMDRIVERPRIVATE, &table,
               sizeof table.head + 2 * sizeof table.kernels[0]), 0);
  CHECK_EQ(table.head.total, total);
  CHECK_EQ(table.head.count, 2);
  table.head.magic ^= 1;
  CHECK_ERRNO(query(fd, adapter, KMTQAITYPE_UMDRIVERPRIVATE, &table, sizeof table), EINVAL);
}

static void bad_queries_are_refused(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  static char data[MAX_QUERY + 1];
  CHECK_ERRNO(query(fd, adapter, KMTQAITYPE_ADAPTERTYPE, data, 0), EINVAL);
  CHECK_ERRNO(query(fd, adapter, KMTQAITYPE_ADAPTERTYPE, data, sizeof data), EINVAL);
  CHECK_ERRNO(query(fd, adapter, KMTQAITYPE_ADAPTERTYPE, data, UINT32_MAX), EINVAL);
  CHECK_ERRNO(query(fd, adapter, NO_TYPE, data, 64), EINVAL);
  CHECK_ERRNO(query(fd, adapter, UINT32_MAX, data, 64), EINVAL);
  CHECK_ERRNO(query(fd, adapter, 9, data, 64), EPERM); /* a display mode: exists, and is not for us */
  CHECK_ERRNO(query(fd, (struct d3dkmthandle){0}, KMTQAITYPE_ADAPTERTYPE, data, 4), EINVAL);
  CHECK_ERRNO(query(fd, (struct d3dkmthandle){.v = adapter.v + 64}, KMTQAITYPE_ADAPTERTYPE, data, 4), EINVAL);
}

static void memory_of_both_groups_is_told(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  for (uint32_t group = 0; group < 2; group++) {
    struct d3dkmt_queryvideomemoryinfo memory = {.adapter = adapter, .memory_segment_group = group};
    CHECK_EQ(call(fd, LX_DXQUERYVIDEOMEMORYINFO, &memory), 0);
    CHECK(memory.budget > 0 && memory.current_usage <= memory.budget);
  }
  struct d3dkmt_queryvideomemoryinfo other = {.adapter = adapter, .process = 1};
  CHECK_ERRNO(call(fd, LX_DXQUERYVIDEOMEMORYINFO, &other), EINVAL);
  struct d3dkmt_queryvideomemoryinfo third = {.adapter = adapter, .memory_segment_group = 2};
  CHECK_ERRNO(call(fd, LX_DXQUERYVIDEOMEMORYINFO, &third), EINVAL);
  struct d3dkmt_queryvideomemoryinfo nobody = {0};
  CHECK_ERRNO(call(fd, LX_DXQUERYVIDEOMEMORYINFO, &nobody), EINVAL);
}

static void two_nodes_show_two_adapters(void) {
  if (!check_word(0)) {
    check_skip("no second node was named");
  }
  int one = open_node();
  int two = open(check_word(0), O_RDWR | O_CLOEXEC);
  CHECK_SYSTEM(two);
  struct d3dkmt_adapterinfo first = open_adapter(one);
  struct d3dkmt_adapterinfo second = open_adapter(two);
  CHECK(memcmp(&first.adapter_luid, &second.adapter_luid, sizeof first.adapter_luid) != 0);
  struct d3dkmt_openadapterfromluid other = {.adapter_luid = second.adapter_luid};
  CHECK_ERRNO(call(one, LX_DXOPENADAPTERFROMLUID, &other), EINVAL);
  char guid[2][80];
  CHECK_EQ(query(one, first.adapter_handle, GUID_TYPE, guid[0], sizeof guid[0]), 0);
  CHECK_EQ(query(two, second.adapter_handle, GUID_TYPE, guid[1], sizeof guid[1]), 0);
  CHECK(memcmp(guid[0], guid[1], sizeof guid[0]) != 0);
}

static const struct check_case cases[] = {
    CASE(a_node_shows_its_own_adapter_alone),
    CASE(enumadapters2_leaves_out_compute_only_adapters),
    CASE(enumadapters_checks_the_room),
    CASE(every_enumeration_opens_the_adapter_anew),
    CASE(an_adapter_opens_by_its_luid_and_by_no_other),
    CASE(closing_an_adapter_ends_what_was_made_with_it),
    CASE(every_documented_query_is_answered),
    CASE(the_type_of_the_adapter_is_that_of_a_paravirtual_one),
    CASE(engines_and_ids_are_asked_by_index),
    CASE(kernels_are_listed_as_far_as_there_is_room),
    CASE(bad_queries_are_refused),
    CASE(memory_of_both_groups_is_told),
    CASE(two_nodes_show_two_adapters),
};

CHECK_MAIN(cases)
