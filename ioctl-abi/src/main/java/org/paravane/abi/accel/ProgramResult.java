package org.paravane.abi.accel;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Length;

/**
 * What a load packet writes to its result address: this head, then kernels, arguments and the log at the offsets that it names, all
 * counted from the beginning of the head. What does not fit is left out: kernels and arguments as wholes, the log cut.
 *
 * @param program for the unload packet; 0 unless built
 * @param kernelCount kernels that follow; 0 if they do not fit
 * @param argumentCount arguments of all kernels together
 * @param logBytes bytes of the log that were written, without a zero at the end
 * @param logTotalBytes bytes that the log has
 * @param neededBytes result size with which everything would have fit
 */
@CStruct(name = "paravane_program_result", size = 64)
public record ProgramResult(
    int magic,
    int version,
    @Enumerated(ProgramStatus.class) int status,
    int kernelCount,
    long program,
    int argumentCount,
    int kernelsOffset,
    int argumentsOffset,
    int logOffset,
    int logBytes,
    int logTotalBytes,
    long neededBytes,
    long reserved) {
  /** The bytes {@code PVPR}. */
  public static final int MAGIC = 0x52505650;
  public static final int VERSION = 1;
  public static final int SIZE_BYTES = 64;

  /**
   * A kernel of a program.
   *
   * @param kernelObject for the field of the same name in a dispatch
   * @param localMemoryBytes local memory that it uses besides its arguments
   * @param privateMemoryBytes private memory of a work item, as far as the device tells
   * @param firstArgument index of its first argument in the array of all
   * @param maxWorkgroupSize most work items in a work-group
   * @param workgroupMultiple a work-group size that is a multiple of this suits the device
   * @param requiredWorkgroupX work-group size that the code demands, 0 if it does not
   */
  @CStruct(name = "paravane_program_kernel", size = 128)
  public record Kernel(
      long kernelObject,
      long localMemoryBytes,
      long privateMemoryBytes,
      int kernargSizeBytes,
      int argumentCount,
      int firstArgument,
      int maxWorkgroupSize,
      int workgroupMultiple,
      int requiredWorkgroupX,
      int requiredWorkgroupY,
      int requiredWorkgroupZ,
      long reserved,
      @CharType @Length(64) Bytes name) {
    public static final int SIZE_BYTES = 128;
    /** Longest name. */
    public static final int NAME_BYTES = 64;
  }

  /**
   * An argument of a kernel.
   *
   * @param access bit 0: the kernel reads what it points to, bit 1: it writes
   * @param offset in the kernarg segment
   * @param sizeBytes in the kernarg segment
   */
  @CStruct(name = "paravane_program_argument", size = 64)
  public record Argument(
      @Enumerated(ArgumentKind.class) int kind,
      int access,
      int offset,
      int sizeBytes,
      @CharType @Length(24) Bytes name,
      @CharType @Length(24) Bytes typeName) {
    public static final int SIZE_BYTES = 64;
    public static final int READS = 1;
    public static final int WRITES = 2;
  }
}
