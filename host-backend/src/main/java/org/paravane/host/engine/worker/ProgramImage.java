package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.paravane.abi.Result;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;

/**
 * A program as the builder left it: kept in the cache, given to workers. Kernel objects in it are 0.
 *
 * @param status whether it was built
 * @param log of the compiler, or why it was refused
 * @param kernels with the arguments of all of them in {@code arguments}
 * @param binary what the device's driver loads; empty unless built
 */
public record ProgramImage(ProgramStatus status, String log, List<ProgramResult.Kernel> kernels,
    List<ProgramResult.Argument> arguments, MemorySegment binary) {
  /** Longest image. */
  public static final long MAX_BYTES = 64L << 20;
  /** Longest log that is kept, in bytes. */
  public static final int MAX_LOG_BYTES = 64 << 10;

  /** As it is kept and sent. */
  public MemorySegment encode() {
    return MemorySegment.NULL;
  }

  /** An image that somebody sent, checked in every part. */
  public static Result<ProgramImage> decode(MemorySegment content) {
    return Result.failed(org.paravane.abi.Errno.EINVAL, "temporary: bytes=" + content.byteSize());
  }
}
