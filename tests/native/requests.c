/* What a node answers to requests that it does not know, and to everything else that one may do to a file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)

static const unsigned long known[] = {LX_DXOPENADAPTERFROMLUID, LX_DXCREATEDEVICE, LX_DXCREATECONTEXTVIRTUAL,
    LX_DXDESTROYCONTEXT, LX_DXCREATEALLOCATION, LX_DXCREATEPAGINGQUEUE, LX_DXRESERVEGPUVIRTUALADDRESS,
    LX_DXQUERYADAPTERINFO, LX_DXQUERYVIDEOMEMORYINFO, LX_DXMAKERESIDENT, LX_DXMAPGPUVIRTUALADDRESS,
    LX_DXGETDEVICESTATE, LX_DXSUBMITCOMMAND, LX_DXCREATESYNCHRONIZATIONOBJECT, LX_DXDESTROYALLOCATION2,
    LX_DXENUMADAPTERS2, LX_DXCLOSEADAPTER, LX_DXCREATEHWQUEUE, LX_DXDESTROYDEVICE, LX_DXDESTROYHWQUEUE,
    LX_DXDESTROYPAGINGQUEUE, LX_DXDESTROYSYNCHRONIZATIONOBJECT, LX_DXEVICT, LX_DXFREEGPUVIRTUALADDRESS, LX_DXLOCK2,
    LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, LX_DXSUBMITCOMMANDTOHWQUEUE,
    LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE, LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE, LX_DXUNLOCK2,
    LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, LX_DXENUMADAPTERS3};

static const unsigned long own[] = {PARAVANE_IOCTL_GETVERSION, PARAVANE_IOCTL_GETRANGE, PARAVANE_IOCTL_COPY,
    PARAVANE_IOCTL_LEND, PARAVANE_IOCTL_UNLEND};

#define NUMBER(array) (sizeof(array) / sizeof((array)[0]))

static char argument[16384];

static int is_known(unsigned long request) {
  for (size_t i = 0; i < NUMBER(known); i++) {
    if (known[i] == request) {
      return 1;
    }
  }
  for (size_t i = 0; i < NUMBER(own); i++) {
    if (own[i] == request) {
      return 1;
    }
  }
  return 0;
}

static void expect_enotty(int fd, unsigned long request) {
  memset(argument, 0xff, 4096); /* wherever it is taken for a known one, its handles are none */
  int result = call(fd, request, argument);
  if (result != -ENOTTY) {
    check_fail(__FILE__, __LINE__, "request 0x%lx: expected ENOTTY, got %d", request, result);
  }
}

static unsigned long request(unsigned direction, unsigned type, unsigned number, size_t bytes) {
  return _IOC(direction, type, number, bytes);
}

static void known_requests_are_known(void) {
  int fd = open_node();
  CHECK_EQ(NUMBER(known), 34);
  for (size_t i = 0; i < NUMBER(known); i++) {
    memset(argument, 0xff, 4096);
    int result = call(fd, known[i], argument);
    if (result == -ENOTTY || result >= 0) {
      check_fail(__FILE__, __LINE__, "request 0x%lx with nonsense: %d", known[i], result);
    }
  }
}

static void every_other_number_is_enotty(void) {
  int fd = open_node();
  for (unsigned number = 0; number < 256; number++) {
    const size_t sizes[] = {0, 4, 16, 64, 96};
    for (size_t i = 0; i < NUMBER(sizes); i++) {
      unsigned long code = request(_IOC_READ | _IOC_WRITE, 0x47, number, sizes[i]);
      if (!is_known(code)) {
        expect_enotty(fd, code);
      }
      code = request(_IOC_READ | _IOC_WRITE, 0x50, number, sizes[i]);
      if (!is_known(code)) {
        expect_enotty(fd, code);
      }
    }
  }
}

static void the_whole_code_counts(void) {
  int fd = open_node();
  for (size_t i = 0; i < NUMBER(known) + NUMBER(own); i++) {
    unsigned long right = i < NUMBER(known) ? known[i] : own[i - NUMBER(known)];
    unsigned type = _IOC_TYPE(right);
    unsigned number = _IOC_NR(right);
    size_t bytes = _IOC_SIZE(right);
    expect_enotty(fd, request(_IOC_READ | _IOC_WRITE, type, number, bytes - 1));
    expect_enotty(fd, request(_IOC_READ | _IOC_WRITE, type, number, bytes + 4));
    expect_enotty(fd, request(_IOC_READ | _IOC_WRITE, type, number, 16383));
    expect_enotty(fd, request(_IOC_READ, type, number, bytes));
    expect_enotty(fd, request(_IOC_WRITE, type, number, bytes));
    expect_enotty(fd, request(_IOC_NONE, type, number, 0));
    expect_enotty(fd, request(_IOC_READ | _IOC_WRITE, 0x64, number, bytes)); /* that of DRM */
  }
}

static void random_requests_are_enotty(void) {
  int fd = open_node();
  for (int i = 0; i < 3000; i++) {
    unsigned type = (unsigned)(check_random() & 1 ? 0x47 : 0x50);
    unsigned long code =
        request((unsigned)check_random() & 3, type, (unsigned)check_random() & 255, check_random() & 16383);
    if (!is_known(code)) {
      expect_enotty(fd, code);
    }
  }
}

static void a_node_is_a_file_for_its_users(void) {
  struct stat status;
  CHECK_SYSTEM(stat(check_node(), &status));
  CHECK(S_ISREG(status.st_mode) || S_ISCHR(status.st_mode));
  CHECK(status.st_mode & S_IRUSR && status.st_mode & S_IWUSR);
  int fd = open_node();
  struct stat opened;
  CHECK_SYSTEM(fstat(fd, &opened));
  CHECK_EQ(opened.st_ino, status.st_ino);
  CHECK_EQ(opened.st_mode, status.st_mode);
}

static void a_file_opened_for_reading_takes_requests(void) {
  int fd = open(check_node(), O_RDONLY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  struct d3dkmt_adapterinfo shown = open_adapter(fd);
  create_device(fd, shown.adapter_handle);
  CHECK_SYSTEM_ERRNO(write(fd, "x", 1), EBADF);
}

static void reading_and_writing_is_einval_and_fills_no_memory(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  static char bytes[65536];
  memset(bytes, 0x41, sizeof bytes);
  CHECK_SYSTEM_ERRNO(read(world.fd, bytes, sizeof bytes), EINVAL);
  CHECK_SYSTEM_ERRNO(write(world.fd, bytes, sizeof bytes), EINVAL);
  const off_t offsets[] = {0, 4096, 1 << 20, (off_t)1 << 40};
  for (size_t i = 0; i < NUMBER(offsets); i++) {
    CHECK(pwrite(world.fd, bytes, sizeof bytes, offsets[i]) < 0);
    CHECK(errno == EINVAL || errno == ESPIPE);
    CHECK(pread(world.fd, bytes, sizeof bytes, offsets[i]) < 0);
    CHECK(errno == EINVAL || errno == ESPIPE);
  }
  CHECK_EQ(memory_usage(&world), before);
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
}

static void a_node_has_no_length_to_change(void) {
  struct world world = open_world();
  struct stat before, after;
  CHECK_SYSTEM(fstat(world.fd, &before));
  CHECK_SYSTEM_ERRNO(ftruncate(world.fd, 1 << 30), EINVAL);
  CHECK_SYSTEM_ERRNO(ftruncate(world.fd, 0), EINVAL);
  CHECK_SYSTEM_ERRNO(truncate(check_node(), 0), EINVAL);
  CHECK_SYSTEM_ERRNO(fallocate(world.fd, 0, 0, 1 << 20), EOPNOTSUPP);
  CHECK_SYSTEM_ERRNO(fallocate(world.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1 << 20), EOPNOTSUPP);
  CHECK_SYSTEM(fstat(world.fd, &after));
  CHECK_EQ(after.st_size, before.st_size);
  struct memory memory = create_memory(&world, PAGE); /* and its memory is what it was */
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
}

static void the_tree_cannot_be_changed(void) {
  char other[4096];
  snprintf(other, sizeof other, "%s-other", check_node());
  CHECK(unlink(check_node()) < 0);
  CHECK(errno == EPERM || errno == EROFS || errno == EACCES);
  CHECK(rename(check_node(), other) < 0);
  CHECK(link(check_node(), other) < 0);
  CHECK(mkdir(other, 0700) < 0);
  CHECK(symlink("nowhere", other) < 0);
  CHECK(open(other, O_RDWR | O_CREAT, 0600) < 0);
  CHECK_SYSTEM_ERRNO(access(other, F_OK), ENOENT);
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDONLY | O_DIRECTORY), ENOTDIR);
  snprintf(other, sizeof other, "%s/below", check_node());
  CHECK_SYSTEM_ERRNO(open(other, O_RDONLY), ENOTDIR);
}

static void a_node_never_becomes_readable(void) {
  int fd = open_node();
  struct pollfd wanted = {.fd = fd, .events = POLLIN | POLLPRI};
  CHECK_EQ(poll(&wanted, 1, 50), 0);
  CHECK_EQ(wanted.revents, 0);
}

static void flushing_and_seeking_do_no_harm(void) {
  struct world world = open_world();
  lseek(world.fd, 4096, SEEK_SET); /* allowed or not */
  fsync(world.fd);
  fdatasync(world.fd);
  CHECK_SYSTEM(fcntl(world.fd, F_GETFL));
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
}

static sigjmp_buf back;

static void come_back(int number) {
  siglongjmp(back, number);
}

static void beyond_the_aperture_there_is_nothing(void) {
  struct world world = open_world();
  volatile char *far = map_node(world.fd, 1ull << 33, PAGE, PROT_READ | PROT_WRITE);
  signal(SIGBUS, come_back);
  if (sigsetjmp(back, 1) == 0) {
    *far = 1;
    check_fail(__FILE__, __LINE__, "memory beyond the aperture was written");
  }
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0); /* and the node lives */
  CHECK(mmap(NULL, 0, PROT_READ, MAP_SHARED, world.fd, 0) == MAP_FAILED && errno == EINVAL);
  CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, world.fd, 1) == MAP_FAILED && errno == EINVAL);
}

static void a_mapping_needs_the_rights_of_its_file(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  map_memory(&world, &memory);
  int fd = open(check_node(), O_RDONLY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  CHECK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
  CHECK_EQ(errno, EACCES);
  int writer = open(check_node(), O_WRONLY | O_CLOEXEC);
  CHECK_SYSTEM(writer);
  CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, writer, 0) == MAP_FAILED);
  CHECK_EQ(errno, EACCES);
}

static const struct check_case cases[] = {
    CASE(known_requests_are_known),
    CASE(every_other_number_is_enotty),
    CASE(the_whole_code_counts),
    CASE(random_requests_are_enotty),
    CASE(a_node_is_a_file_for_its_users),
    CASE(a_file_opened_for_reading_takes_requests),
    CASE(reading_and_writing_is_einval_and_fills_no_memory),
    CASE(a_node_has_no_length_to_change),
    CASE(the_tree_cannot_be_changed),
    CASE(a_node_never_becomes_readable),
    CASE(flushing_and_seeking_do_no_harm),
    CASE(beyond_the_aperture_there_is_nothing),
    CASE(a_mapping_needs_the_rights_of_its_file),
};

CHECK_MAIN(cases)
