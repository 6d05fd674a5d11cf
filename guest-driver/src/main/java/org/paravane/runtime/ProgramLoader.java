package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.ProgramStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads programs and unloads them, each in a queue of its own: a build that takes long holds up nothing, several go on at the same
 * time, and one that is lost costs no work.
 */
final class ProgramLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramLoader.class);
  private static final QueueOptions QUEUE = QueueOptions.defaults().withPackets(4);
  private static final long ALIGNMENT = 64;
  private static final int FIRST_RESULT_BYTES = 64 << 10;
  private static final long MAX_RESULT_BYTES = 64 << 20;

  private final Accelerator accelerator;

  ProgramLoader(Accelerator accelerator) {
    this.accelerator = accelerator;
  }

  /**
   * Builds a program.
   *
   * @throws BuildException when it was not built
   */
  Program load(ProgramCode code) {
    requireTaken(code);
    try (Queue queue = accelerator.newQueue(QUEUE)) {
      ProgramReading reading = load(queue, code, FIRST_RESULT_BYTES);
      if (reading.neededBytes() > FIRST_RESULT_BYTES) {
        // The result was cut. What is built is in the host's cache, so that the second time costs little.
        if (reading.isBuilt()) {
          unload(queue, reading.program());
        }
        reading = load(queue, code, (int) Math.min(reading.neededBytes(), MAX_RESULT_BYTES));
      }
      return program(reading);
    }
  }

  private void requireTaken(ProgramCode code) {
    DeviceProperties device = accelerator.device();
    boolean taken = switch (code.format()) {
      case OPENCL_C -> device.openClC();
      case SPIR_V -> device.spirV();
    };
    String why = !taken
        ? "device takes no programs in " + code.format() + ": device=" + device.name()
        : code.code().length == 0 ? "program is empty" : tooLong(code, device.limits().codeBytes());
    if (why != null) {
      throw new BuildException(ProgramStatus.REFUSED, accelerator.name(), why);
    }
  }

  private static @Nullable String tooLong(ProgramCode code, long limit) {
    return limit > 0 && code.code().length > limit
        ? "code is too long: bytes=" + code.code().length + ", most=" + limit
        : null;
  }

  private ProgramReading load(Queue queue, ProgramCode code, int resultBytes) {
    byte[] options = code.options();
    long optionsOffset = lines(code.code().length);
    long resultOffset = optionsOffset + lines(options.length);
    Buffer memory = accelerator.newBuffer(resultOffset + resultBytes, BufferKind.MAPPED);
    try {
      memory.memory().asSlice(0, code.code().length).copyFrom(MemorySegment.ofArray(code.code()));
      memory.memory().asSlice(optionsOffset, options.length).copyFrom(MemorySegment.ofArray(options));
      AqlPacket.LoadProgram packet = AqlPacket.LoadProgram.of(code.format(), memory.gpuAddress(), code.code().length,
          memory.gpuAddress(resultOffset, resultBytes), resultBytes, 0);
      queue.packet(options.length == 0
          ? packet
          : packet.withOptions(memory.gpuAddress(optionsOffset, options.length), options.length));
      queue.finish();
      return ProgramReading.of(memory.memory().asSlice(resultOffset, resultBytes), accelerator.name());
    } finally {
      memory.release();
    }
  }

  /** Room for so many bytes, in whole cache lines. */
  private static long lines(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  private Program program(ProgramReading reading) {
    if (!reading.isBuilt()) {
      throw new BuildException(reading.status(), accelerator.name(), reading.log());
    }
    long deviceLocal = accelerator.device().limits().localMemoryBytes();
    return new Program(accelerator, reading.program(), reading.log(), owner -> reading.kernels(owner, deviceLocal));
  }

  /** Forgets a program, unless the device or the accelerator goes anyway. */
  void unload(long program) {
    if (accelerator.isClosed()) {
      return;
    }
    try (Queue queue = accelerator.newQueue(QUEUE)) {
      unload(queue, program);
    } catch (AcceleratorException | IllegalStateException e) {
      LOG.debug("program not unloaded: node={}, program={}, why={}", accelerator.name(), program, e.getMessage());
    }
  }

  private static void unload(Queue queue, long program) {
    queue.packet(AqlPacket.UnloadProgram.of(program, 0));
    queue.finish();
  }
}
