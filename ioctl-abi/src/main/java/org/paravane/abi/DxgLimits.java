package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits and constants of the ABI, with their C names. Source: d3dkmt-abi.md section 4, dxg-vmbus-protocol.md. */
public final class DxgLimits {
  private DxgLimits() {
  }

  /** C name of a constant. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Constant {
    String value();

    /** Only the driver's own headers have it. */
    boolean driverOnly() default false;
  }

  /** Entries of the array inside the argument of 0x0f. */
  @Constant("D3DDDI_MAX_WRITTEN_PRIMARIES")
  public static final int MAX_WRITTEN_PRIMARIES = 16;
  /** Allocations per create or destroy call. */
  @Constant("D3DKMT_CREATEALLOCATION_MAX")
  public static final int MAX_ALLOCATIONS_PER_CREATE = 1024;
  /** Allocations per residency, eviction, offer or reclaim call. */
  @Constant("D3DKMT_MAKERESIDENT_ALLOC_MAX")
  public static final int MAX_ALLOCATIONS_PER_RESIDENCY = 10240;
  /** Length of the adapter array of 0x14. */
  @Constant("D3DKMT_ADAPTERS_MAX")
  public static final int MAX_ADAPTERS = 64;
  /** Contexts of a submission. */
  @Constant("D3DDDI_MAX_BROADCAST_CONTEXT")
  public static final int MAX_BROADCAST_CONTEXTS = 64;
  /** Objects of a wait. */
  @Constant("D3DDDI_MAX_OBJECT_WAITED_ON")
  public static final int MAX_OBJECTS_WAITED_ON = 32;
  /** Objects of a signal. */
  @Constant("D3DDDI_MAX_OBJECT_SIGNALED")
  public static final int MAX_OBJECTS_SIGNALED = 32;
  @Constant("D3DDDI_MAXTESTBUFFERSIZE")
  public static final int MAX_TEST_BUFFER_BYTES = 4096;
  @Constant("D3DDDI_MAXTESTBUFFERPRIVATEDRIVERDATASIZE")
  public static final int MAX_TEST_BUFFER_PRIVATE_BYTES = 1024;

  /** Longest command with its extended header, and longest reply. */
  @Constant(value = "DXG_MAX_VM_BUS_PACKET_SIZE", driverOnly = true)
  public static final int MAX_MESSAGE_BYTES = 131072;
  /** Characters of a process name, without the terminating zero. */
  @Constant(value = "DXG_VM_PROCESS_NAME_LENGTH", driverOnly = true)
  public static final int PROCESS_NAME_LENGTH = 260;
  @Constant(value = "WIN_MAX_PATH", driverOnly = true)
  public static final int MAX_PATH_LENGTH = 260;
  /** Size of each ring. */
  @Constant(value = "RING_BUFSIZE", driverOnly = true)
  public static final int RING_BYTES = 262144;
  /** What a host of version 0 speaks. */
  @Constant(value = "DXGK_VMBUS_INTERFACE_VERSION_OLD", driverOnly = true)
  public static final int INTERFACE_VERSION_OLD = 27;
  /** The version that we negotiate. */
  @Constant(value = "DXGK_VMBUS_INTERFACE_VERSION", driverOnly = true)
  public static final int INTERFACE_VERSION = 40;
  @Constant(value = "DXGK_VMBUS_LAST_COMPATIBLE_INTERFACE_VERSION", driverOnly = true)
  public static final int LAST_COMPATIBLE_INTERFACE_VERSION = 16;
  @Constant(value = "HMGRHANDLE_INSTANCE_BITS", driverOnly = true)
  public static final int HANDLE_INSTANCE_BITS = 6;
  @Constant(value = "HMGRHANDLE_INDEX_BITS", driverOnly = true)
  public static final int HANDLE_INDEX_BITS = 24;
  @Constant(value = "HMGRHANDLE_UNIQUE_BITS", driverOnly = true)
  public static final int HANDLE_UNIQUE_BITS = 2;
  /** Entries by which a handle table grows. */
  @Constant(value = "HMGRTABLE_SIZE_INCREMENT", driverOnly = true)
  public static final int HANDLE_TABLE_INCREMENT = 1024;
  /** Free entries below which a handle table grows. */
  @Constant(value = "HMGRTABLE_MIN_FREE_ENTRIES", driverOnly = true)
  public static final int HANDLE_TABLE_MIN_FREE = 128;

  /** History buffers of 0x0f; a literal in the driver. */
  public static final int MAX_HISTORY_BUFFERS = 1024;
  /** Length of the adapter array of 0x3e; a literal in the driver. */
  public static final int MAX_ADAPTERS3 = 0xffff;
  /** Page frame numbers in one SETEXISTINGSYSMEMPAGES. */
  public static final int MAX_PAGES_PER_MESSAGE = 15867;
  /** Page size of pointers and fence pages. */
  public static final int PAGE_BYTES = 4096;
}
