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
  /** Arguments of one kernel, at most. */
  public static final int MAX_ARGUMENTS = 512;

  /** A program that there is not, and why. */
  public static ProgramImage without(ProgramStatus status, String log) {
    return new ProgramImage(status, log, List.of(), List.of(), MemorySegment.NULL);
  }

  /** The bytes of this image; the log is cut to what an image may have. */
  public byte[] encode() {
    return ProgramImageFormat.encode(this);
  }

  /** The image in these bytes, whose builder may have been taken over by what it compiled; EINVAL with the reason if it is none. */
  public static Result<ProgramImage> decode(MemorySegment bytes) {
    return ProgramImageFormat.decode(bytes);
  }
}
