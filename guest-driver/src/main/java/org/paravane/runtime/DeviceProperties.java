package org.paravane.runtime;

import java.util.Optional;
import org.paravane.abi.CEnum;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;

/**
 * What the device behind an accelerator is. Sizes are bytes; 0 where there is no such limit.
 *
 * @param engine what executes packets; empty for a kind that we do not know, or a host that does not say
 * @param name of the device, for people
 * @param vendor of the device
 * @param driverVersion of the device's driver
 * @param deviceVersion as the device writes it
 * @param languageVersion newest OpenCL C that it compiles, as the device writes it; empty if it compiles none
 * @param sharedMemory engines use mapped buffers in place: nothing is copied
 * @param openClC programs in OpenCL C can be built
 * @param spirV programs in SPIR-V can be built
 * @param limits of work
 */
public record DeviceProperties(Optional<EngineKind> engine, String name, String vendor, String driverVersion,
    String deviceVersion, String languageVersion, boolean sharedMemory, boolean openClC, boolean spirV, Limits limits) {

  /**
   * How much of what.
   *
   * @param computeUnits cores, compute units or streaming multiprocessors
   * @param workgroupSize most work items in a work-group
   * @param workItemsX most work items of a work-group in the first dimension
   * @param pointerAlignment a buffer argument may begin at each multiple of this
   * @param argumentBytes most bytes of arguments of a kernel of a program
   * @param programs that may be loaded at a time
   * @param localMemoryBytes most local memory of a work-group
   * @param globalMemoryBytes memory of the device
   * @param allocationBytes largest buffer argument
   * @param codeBytes longest code of a program
   */
  public record Limits(int computeUnits, int workgroupSize, int workItemsX, int workItemsY, int workItemsZ,
      int pointerAlignment, int argumentBytes, int programs, long localMemoryBytes, long globalMemoryBytes,
      long allocationBytes, long codeBytes) {
  }

  static DeviceProperties of(DeviceInfo info) {
    Limits limits = new Limits(info.computeUnits(), info.maxWorkgroupSize(), info.maxWorkItemsX(), info.maxWorkItemsY(),
        info.maxWorkItemsZ(), Math.max(1, info.pointerAlignment()), info.maxKernargBytes(), info.maxPrograms(),
        info.localMemoryBytes(), info.globalMemoryBytes(), info.maxAllocationBytes(), info.codeLimitBytes());
    return new DeviceProperties(CEnum.of(EngineKind.class, info.engine()), info.name().text(), info.vendor().text(),
        info.driverVersion().text(), info.deviceVersion().text(), info.languageVersion().text(), info.sharedMemory(),
        info.openClC(), info.spirV(), limits);
  }

  /** Of a host that does not answer the question: it has built-in kernels only. */
  static DeviceProperties unknown(String name) {
    return new DeviceProperties(Optional.empty(), name, "", "", "", "", false, false, false,
        new Limits(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0));
  }
}
