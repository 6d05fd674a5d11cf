package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_DEVICE_ADDRESS_BITS;
import static org.lwjgl.opencl.CL10.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_WORK_ITEM_SIZES;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MEM_BASE_ADDR_ALIGN;
import static org.lwjgl.opencl.CL10.CL_DEVICE_NAME;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE_ALL;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE_CPU;
import static org.lwjgl.opencl.CL10.CL_DEVICE_VENDOR;
import static org.lwjgl.opencl.CL10.CL_DEVICE_VERSION;
import static org.lwjgl.opencl.CL10.CL_DRIVER_VERSION;
import static org.lwjgl.opencl.CL10.CL_PLATFORM_NAME;
import static org.lwjgl.opencl.CL10.nclGetDeviceIDs;
import static org.lwjgl.opencl.CL10.nclGetPlatformIDs;
import static org.lwjgl.opencl.CL11.CL_DEVICE_OPENCL_C_VERSION;
import static org.lwjgl.opencl.CL21.CL_DEVICE_IL_VERSION;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.ProgramSource;

/** The OpenCL devices that the ICD loader finds. Loads OpenCL into the calling process, so: workers and tests only. */
public final class OpenClDevices {
  /** Largest kernarg segment of a loaded kernel. */
  static final int MAX_KERNARG_BYTES = 4096;

  private static final int MAX_FOUND = 64;
  private static final String POCL = "Portable Computing Language";
  private static final int SUPPORTED_ADDRESS_BITS = 64;

  private OpenClDevices() {
  }

  /**
   * All of them that address 64 bits. PoCL's device that works in the calling thread is part of its device with threads, if it has
   * both.
   *
   * @throws UnsatisfiedLinkError if there is no ICD loader
   */
  public static List<OpenClDevice> list() {
    List<OpenClDevice> found = new ArrayList<>();
    long[] platforms = handles((count, to, total) -> nclGetPlatformIDs(count, to, total));
    for (int i = 0; i < platforms.length; i++) {
      addDevices(i, platforms[i], found);
    }
    return List.copyOf(found);
  }

  private static void addDevices(int platformIndex, long platform, List<OpenClDevice> found) {
    long[] devices = handles((count, to, total) -> nclGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, to, total));
    boolean pocl = Query.platform(platform).text(CL_PLATFORM_NAME).equals(POCL);
    int threaded = pocl ? withName(devices, "pthread", "cpu") : -1;
    int inline = threaded < 0 ? -1 : withName(devices, "basic");
    for (int i = 0; i < devices.length; i++) {
      if (i != inline && Query.device(devices[i]).number(CL_DEVICE_ADDRESS_BITS) == SUPPORTED_ADDRESS_BITS) {
        found.add(describe(platformIndex, i, devices[i], i == threaded && inline >= 0 ? devices[inline] : 0));
      }
    }
  }

  private static int withName(long[] devices, String... prefixes) {
    for (String prefix : prefixes) {
      for (int i = 0; i < devices.length; i++) {
        if (Query.device(devices[i]).text(CL_DEVICE_NAME).startsWith(prefix)) {
          return i;
        }
      }
    }
    return -1;
  }

  private static OpenClDevice describe(int platformIndex, int deviceIndex, long handle, long inlineHandle) {
    Query query = Query.device(handle);
    boolean cpu = (query.number(CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) != 0;
    int alignment = (int) Math.max(1, query.number(CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE);
    String identity = String.join(" | ", query.text(CL_DEVICE_NAME), query.text(CL_DEVICE_VENDOR),
        query.text(CL_DRIVER_VERSION), query.text(CL_DEVICE_VERSION), query.text(CL_DEVICE_OPENCL_C_VERSION),
        inlineHandle == 0 ? "alone" : "with an inline device");
    return new OpenClDevice(platformIndex, deviceIndex, handle, inlineHandle, cpu, alignment,
        new DeviceFacts(info(query, cpu, alignment), cpu, identity));
  }

  private static DeviceInfo info(Query query, boolean inPlace, int alignment) {
    long[] items = query.sizes(CL_DEVICE_MAX_WORK_ITEM_SIZES, 3);
    return new DeviceInfo(DeviceInfo.MAGIC, DeviceInfo.VERSION, EngineKind.OPENCL.value(), inPlace, true,
        !query.text(CL_DEVICE_IL_VERSION).isBlank(), 0, (int) query.number(CL_DEVICE_MAX_COMPUTE_UNITS),
        clamped(query.number(CL_DEVICE_MAX_WORK_GROUP_SIZE)), clamped(items[0]), clamped(items[1]), clamped(items[2]),
        inPlace ? 1 : alignment, MAX_KERNARG_BYTES, KernelObjects.MAX_PROGRAMS, query.number(CL_DEVICE_LOCAL_MEM_SIZE),
        query.number(CL_DEVICE_GLOBAL_MEM_SIZE), query.number(CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        ProgramSource.MAX_CODE_BYTES, Bytes.text(query.text(CL_DEVICE_NAME), 128),
        Bytes.text(query.text(CL_DEVICE_VENDOR), 64), Bytes.text(query.text(CL_DRIVER_VERSION), 64),
        Bytes.text(query.text(CL_DEVICE_VERSION), 64), Bytes.text(query.text(CL_DEVICE_OPENCL_C_VERSION), 48));
  }

  private static int clamped(long size) {
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private static long[] handles(Listing listing) {
    try (Native room = new Native(8L * MAX_FOUND + 8)) {
      int code = listing.list(MAX_FOUND, room.address(8), room.address(0));
      // No platform, or none with devices, is an empty list: the loader calls that an error.
      int count = code == 0 ? Math.min(room.getInt(0), MAX_FOUND) : 0;
      long[] found = new long[count];
      for (int i = 0; i < count; i++) {
        found[i] = room.getLong(8 + 8L * i);
      }
      return found;
    }
  }

  @FunctionalInterface
  private interface Listing {
    int list(int count, long to, long total);
  }
}
