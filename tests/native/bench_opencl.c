/*
 * The device of bench.h natively: OpenCL in this process, loaded when it runs, so that the program can be built without it.
 * Exit status 69 where there is none.
 */
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define UNAVAILABLE 69

/* The part of OpenCL's interface that is used here, as its specification has it. */
typedef struct cl_any *cl_object;
typedef int32_t cl_int;
typedef uint32_t cl_uint;
typedef uint64_t cl_bits;

enum {
  CL_PLATFORM_VERSION = 0x0901,
  CL_DEVICE_NAME = 0x102B,
  CL_DRIVER_VERSION = 0x102D,
  CL_PROGRAM_BUILD_LOG = 0x1183,
  CL_EVENT_STATUS = 0x11D3,
  CL_COMPLETE = 0,
  CL_MAP_READ_WRITE = 3,
  CL_READ_WRITE = 1,
  CL_ALLOC_HOST_PTR = 16,
};
#define CL_ALL_DEVICES 0xFFFFFFFFu

#define FUNCTIONS(F)                                                                                                     \
  F(cl_int, clGetPlatformIDs, (cl_uint, cl_object *, cl_uint *))                                                         \
  F(cl_int, clGetPlatformInfo, (cl_object, cl_uint, size_t, void *, size_t *))                                           \
  F(cl_int, clGetDeviceIDs, (cl_object, cl_bits, cl_uint, cl_object *, cl_uint *))                                       \
  F(cl_int, clGetDeviceInfo, (cl_object, cl_uint, size_t, void *, size_t *))                                             \
  F(cl_object, clCreateContext, (const intptr_t *, cl_uint, const cl_object *, void *, void *, cl_int *))                \
  F(cl_object, clCreateCommandQueue, (cl_object, cl_object, cl_bits, cl_int *))                                          \
  F(cl_object, clCreateProgramWithSource, (cl_object, cl_uint, const char **, const size_t *, cl_int *))                 \
  F(cl_int, clBuildProgram, (cl_object, cl_uint, const cl_object *, const char *, void *, void *))                       \
  F(cl_int, clGetProgramBuildInfo, (cl_object, cl_object, cl_uint, size_t, void *, size_t *))                            \
  F(cl_object, clCreateKernel, (cl_object, const char *, cl_int *))                                                      \
  F(cl_int, clSetKernelArg, (cl_object, cl_uint, size_t, const void *))                                                  \
  F(cl_object, clCreateBuffer, (cl_object, cl_bits, size_t, void *, cl_int *))                                           \
  F(cl_int, clReleaseMemObject, (cl_object))                                                                             \
  F(void *, clEnqueueMapBuffer,                                                                                          \
      (cl_object, cl_object, cl_uint, cl_bits, size_t, size_t, cl_uint, const cl_object *, cl_object *, cl_int *))       \
  F(cl_int, clEnqueueUnmapMemObject, (cl_object, cl_object, void *, cl_uint, const cl_object *, cl_object *))            \
  F(cl_int, clEnqueueNDRangeKernel,                                                                                      \
      (cl_object, cl_object, cl_uint, const size_t *, const size_t *, const size_t *, cl_uint, const cl_object *,        \
          cl_object *))                                                                                                  \
  F(cl_int, clEnqueueWriteBuffer,                                                                                        \
      (cl_object, cl_object, cl_uint, size_t, size_t, const void *, cl_uint, const cl_object *, cl_object *))            \
  F(cl_int, clEnqueueReadBuffer,                                                                                         \
      (cl_object, cl_object, cl_uint, size_t, size_t, void *, cl_uint, const cl_object *, cl_object *))                  \
  F(cl_int, clGetEventInfo, (cl_object, cl_uint, size_t, void *, size_t *))                                              \
  F(cl_int, clReleaseEvent, (cl_object))                                                                                 \
  F(cl_int, clFlush, (cl_object))                                                                                        \
  F(cl_int, clFinish, (cl_object))

#define DECLARE(result, name, arguments) static result(*name) arguments;
FUNCTIONS(DECLARE)

static cl_object device;
static cl_object context;
static cl_object queue;
static cl_object program;
static cl_object last_event; /* of the last launch, kept when its end is looked for */
static int keep_event;
static char device_name[512];

static _Noreturn void unavailable(const char *why) {
  fprintf(stderr, "bench_opencl: no OpenCL: %s\n", why);
  exit(UNAVAILABLE);
}

static cl_object object(uint64_t handle) {
  return (cl_object)(uintptr_t)handle;
}

static void load(void) {
  void *library = dlopen("libOpenCL.so.1", RTLD_NOW);
  if (!library) {
    unavailable(dlerror());
  }
#define FIND(result, name, arguments)                                                                                    \
  *(void **)&name = dlsym(library, #name);                                                                               \
  if (!name) {                                                                                                           \
    unavailable(#name);                                                                                                  \
  }
  FUNCTIONS(FIND)
}

/* The first device whose name has the target in it. */
static int choose(const char *target) {
  cl_object platforms[16];
  cl_uint platform_count = 0;
  clGetPlatformIDs(16, platforms, &platform_count);
  for (cl_uint i = 0; i < platform_count && i < 16; i++) {
    cl_object devices[16];
    cl_uint device_count = 0;
    clGetDeviceIDs(platforms[i], CL_ALL_DEVICES, 16, devices, &device_count);
    for (cl_uint j = 0; j < device_count && j < 16; j++) {
      char name[128] = "", driver[64] = "", version[160] = "";
      clGetDeviceInfo(devices[j], CL_DEVICE_NAME, sizeof name - 1, name, NULL);
      clGetDeviceInfo(devices[j], CL_DRIVER_VERSION, sizeof driver - 1, driver, NULL);
      clGetPlatformInfo(platforms[i], CL_PLATFORM_VERSION, sizeof version - 1, version, NULL);
      if (strstr(name, target)) {
        device = devices[j];
        snprintf(device_name, sizeof device_name, "%s, driver %s, %s", name, driver, version);
        return 1;
      }
    }
  }
  return 0;
}

int bench_open(const char *target) {
  load();
  if (!choose(target)) {
    unavailable("no device with such a name");
  }
  cl_int error;
  context = clCreateContext(NULL, 1, &device, NULL, NULL, &error);
  if (error) {
    return bench_fail("clCreateContext", error);
  }
  queue = clCreateCommandQueue(context, device, 0, &error);
  return error ? bench_fail("clCreateCommandQueue", error) : 0;
}

const char *bench_name(void) {
  return device_name;
}

int bench_build(const char *source) {
  cl_int error;
  program = clCreateProgramWithSource(context, 1, &source, NULL, &error);
  if (error) {
    return bench_fail("clCreateProgramWithSource", error);
  }
  error = clBuildProgram(program, 1, &device, "", NULL, NULL);
  if (error) {
    static char log[16384];
    clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, sizeof log - 1, log, NULL);
    fprintf(stderr, "%s\n", log);
    return bench_fail("clBuildProgram", error);
  }
  return 0;
}

uint64_t bench_kernel(const char *name) {
  cl_int error;
  cl_object kernel = clCreateKernel(program, name, &error);
  return error ? 0 : (uint64_t)(uintptr_t)kernel;
}

static int create(size_t bytes, cl_bits flags, struct bench_memory *memory) {
  cl_int error;
  cl_object buffer = clCreateBuffer(context, CL_READ_WRITE | flags, bytes, NULL, &error);
  *memory = (struct bench_memory){.handle = (uint64_t)(uintptr_t)buffer, .bytes = bytes};
  return error ? bench_fail("clCreateBuffer", error) : 0;
}

int bench_shared(size_t bytes, struct bench_memory *memory) {
  int result = create(bytes, CL_ALLOC_HOST_PTR, memory);
  return result < 0 ? result : bench_sync_to_host(memory);
}

int bench_local(size_t bytes, struct bench_memory *memory) {
  return create(bytes, 0, memory);
}

void bench_free(struct bench_memory *memory) {
  bench_sync_to_device(memory);
  bench_finish(BENCH_BLOCK);
  clReleaseMemObject(object(memory->handle));
  memset(memory, 0, sizeof *memory);
}

int bench_sync_to_host(struct bench_memory *memory) {
  if (memory->host) {
    return 0;
  }
  cl_int error;
  memory->host =
      clEnqueueMapBuffer(queue, object(memory->handle), 1, CL_MAP_READ_WRITE, 0, memory->bytes, 0, NULL, NULL, &error);
  return error ? bench_fail("clEnqueueMapBuffer", error) : 0;
}

int bench_sync_to_device(struct bench_memory *memory) {
  if (!memory->host) {
    return 0;
  }
  cl_int error = clEnqueueUnmapMemObject(queue, object(memory->handle), memory->host, 0, NULL, NULL);
  memory->host = NULL;
  return error ? bench_fail("clEnqueueUnmapMemObject", error) : 0;
}

static cl_int set_argument(cl_object kernel, cl_uint index, const struct bench_argument *argument) {
  switch (argument->kind) {
  case BENCH_MEMORY: {
    cl_object memory = object(argument->memory->handle);
    return clSetKernelArg(kernel, index, sizeof memory, &memory);
  }
  case BENCH_U32:
    return clSetKernelArg(kernel, index, sizeof argument->u32, &argument->u32);
  case BENCH_U64:
    return clSetKernelArg(kernel, index, sizeof argument->u64, &argument->u64);
  case BENCH_F32:
    return clSetKernelArg(kernel, index, sizeof argument->f32, &argument->f32);
  }
  return -1;
}

int bench_enqueue(const struct bench_launch *launch) {
  cl_object kernel = object(launch->kernel);
  for (uint32_t i = 0; i < launch->argument_count; i++) {
    cl_int error = set_argument(kernel, i, &launch->arguments[i]);
    if (error) {
      return bench_fail("clSetKernelArg", error);
    }
  }
  size_t global[3], local[3];
  for (int i = 0; i < 3; i++) {
    global[i] = launch->global[i];
    local[i] = launch->local[i];
  }
  if (last_event) {
    clReleaseEvent(last_event);
    last_event = NULL;
  }
  cl_int error = clEnqueueNDRangeKernel(
      queue, kernel, launch->dimensions, NULL, global, local, 0, NULL, keep_event ? &last_event : NULL);
  return error ? bench_fail("clEnqueueNDRangeKernel", error) : 0;
}

/* Between the program's memory and the device's: what a program without shared memory does. */
int bench_copy(const struct bench_memory *from, const struct bench_memory *to, size_t bytes) {
  cl_int error = from->host ? clEnqueueWriteBuffer(queue, object(to->handle), 0, 0, bytes, from->host, 0, NULL, NULL)
                            : clEnqueueReadBuffer(queue, object(from->handle), 0, 0, bytes, to->host, 0, NULL, NULL);
  return error ? bench_fail("copy", error) : 0;
}

int bench_flush(void) {
  return clFlush(queue) ? bench_fail("clFlush", -1) : 0;
}

int bench_finish(enum bench_wait wait) {
  if (wait == BENCH_SPIN && last_event) {
    cl_int status = 1;
    for (int looks = 0; status > CL_COMPLETE; looks++) {
      if (looks > 10000) {
        sched_yield();
      }
      clGetEventInfo(last_event, CL_EVENT_STATUS, sizeof status, &status, NULL);
    }
    return status < 0 ? bench_fail("kernel", status) : 0;
  }
  return clFinish(queue) ? bench_fail("clFinish", -1) : 0;
}

static int hand_over(const struct bench_launch *launch, enum bench_wait wait) {
  keep_event = wait == BENCH_SPIN;
  int result = bench_enqueue(launch);
  keep_event = 0;
  return result < 0 ? result : bench_flush();
}

int bench_run(const struct bench_launch *launch, enum bench_wait wait) {
  int result = hand_over(launch, wait);
  return result < 0 ? result : bench_finish(wait);
}

int bench_trace(const struct bench_launch *launch, enum bench_wait wait, struct bench_hops *hops) {
  hops->engine_begin = hops->engine_end = 0;
  hops->begin = hops->submit = bench_nanos();
  int result = hand_over(launch, wait);
  hops->submitted = bench_nanos();
  if (result == 0) {
    result = bench_finish(wait);
  }
  hops->seen = bench_nanos();
  return result;
}

void bench_close(void) {
  /* The process ends: what the driver holds goes with it. */
}
