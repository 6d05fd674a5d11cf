package org.paravane.abi.accel;

import org.paravane.abi.Bits;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Length;

/**
 * What QUERYADAPTERINFO of type UMDRIVERPRIVATE (0) answers with if the caller's buffer begins with this magic and version: what the
 * device behind an adapter is. Sizes in bytes; 0 where the engine has no such limit.
 *
 * @param sharedMemory engines use CPU-visible memory in place, nothing is copied
 * @param openClC programs in OpenCL C can be loaded
 * @param spirV programs in SPIR-V can be loaded
 * @param computeUnits cores, compute units or streaming multiprocessors
 * @param maxWorkgroupSize most work items in a work-group
 * @param pointerAlignment a buffer argument may begin at each multiple of this; 1 if anywhere
 * @param localMemoryBytes most local memory of a work-group
 * @param globalMemoryBytes memory of the device
 * @param maxAllocationBytes largest buffer argument
 * @param maxKernargBytes largest kernarg segment of a loaded kernel
 * @param languageVersion as the device writes it, e.g. {@code OpenCL C 1.2 pocl}
 */
@CStruct(name = "paravane_device_info", size = 448)
public record DeviceInfo(
    int magic,
    int version,
    @Enumerated(EngineKind.class) int engine,
    @Bits(1) boolean sharedMemory,
    @Bits(1) boolean openClC,
    @Bits(1) boolean spirV,
    @Bits(29) int reservedFlags,
    int computeUnits,
    int maxWorkgroupSize,
    int maxWorkItemsX,
    int maxWorkItemsY,
    int maxWorkItemsZ,
    int pointerAlignment,
    int maxKernargBytes,
    int maxPrograms,
    long localMemoryBytes,
    long globalMemoryBytes,
    long maxAllocationBytes,
    long codeLimitBytes,
    @CharType @Length(128) Bytes name,
    @CharType @Length(64) Bytes vendor,
    @CharType @Length(64) Bytes driverVersion,
    @CharType @Length(64) Bytes deviceVersion,
    @CharType @Length(48) Bytes languageVersion) {
  /** The bytes {@code PVDV}. */
  public static final int MAGIC = 0x56445650;
  public static final int VERSION = 1;
  public static final int SIZE_BYTES = 448;

  /** What a caller sends: nothing but magic and version count. */
  public static DeviceInfo request() {
    return new DeviceInfo(MAGIC, VERSION, 0, false, false, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        Bytes.zero(128),
        Bytes.zero(64), Bytes.zero(64), Bytes.zero(64), Bytes.zero(48));
  }

  /** Whether it is an answer, or a request, that we understand. */
  public boolean isValid() {
    return magic == MAGIC && version == VERSION;
  }
}
