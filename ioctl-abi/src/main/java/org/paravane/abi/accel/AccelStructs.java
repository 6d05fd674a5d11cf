package org.paravane.abi.accel;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.paravane.abi.CEnum;

/** All structs and enums of this package, for C programs. */
public final class AccelStructs {
  private AccelStructs() {
  }

  public static List<Class<? extends Record>> all() {
    Stream<Class<? extends Record>> data = Stream.of(AllocationDescription.class, KernelObjectTable.class,
        KernelObjectTable.Entry.class, AqlHeader.class, AqlPacket.KernelDispatch.class, AqlPacket.BarrierAnd.class,
        AqlPacket.BarrierOr.class, AqlPacket.Copy.class, AqlPacket.Fill.class, AqlPacket.Timestamp.class,
        AqlPacket.LoadProgram.class, AqlPacket.UnloadProgram.class, ProgramResult.class, ProgramResult.Kernel.class,
        ProgramResult.Argument.class, DeviceInfo.class);
    return Stream.concat(data, Stream.of(BuiltInKernel.values()).map(BuiltInKernel::arguments)).toList();
  }

  /** Numbers that begin our structs, by their C names. */
  public static SortedMap<String, Integer> constants() {
    SortedMap<String, Integer> constants = new TreeMap<>();
    constants.put("PARAVANE_ALLOCATION_MAGIC", AllocationDescription.MAGIC);
    constants.put("PARAVANE_ALLOCATION_VERSION", AllocationDescription.VERSION);
    constants.put("PARAVANE_KERNEL_TABLE_MAGIC", KernelObjectTable.MAGIC);
    constants.put("PARAVANE_KERNEL_TABLE_VERSION", KernelObjectTable.VERSION);
    constants.put("PARAVANE_PROGRAM_RESULT_MAGIC", ProgramResult.MAGIC);
    constants.put("PARAVANE_PROGRAM_RESULT_VERSION", ProgramResult.VERSION);
    constants.put("PARAVANE_DEVICE_INFO_MAGIC", DeviceInfo.MAGIC);
    constants.put("PARAVANE_DEVICE_INFO_VERSION", DeviceInfo.VERSION);
    return constants;
  }

  public static List<Class<? extends CEnum>> enums() {
    return List.of(SegmentChoice.class, AqlType.class, VendorOpcode.class, ReduceOperation.class, CodeFormat.class,
        ProgramStatus.class, ArgumentKind.class, EngineKind.class);
  }
}
