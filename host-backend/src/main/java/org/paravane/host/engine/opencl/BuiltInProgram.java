package org.paravane.host.engine.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;

/** The program with the built-in kernels: built like any other, the first time that a guest of this worker wants one. */
final class BuiltInProgram implements AutoCloseable {
  private static final String RESOURCE = "built-in-kernels.cl";

  private @Nullable LoadedProgram program;
  private @Nullable String failure;
  private long request;

  /** The program, or null if it is not there (yet). */
  @Nullable
  LoadedProgram program() {
    return program;
  }

  /** Why there is none and will be none, or null. */
  @Nullable
  String failure() {
    return failure;
  }

  /** Number of the request that is under way, 0 before. */
  long request() {
    return request;
  }

  /** What to build. */
  ProgramSource wanted(long newRequest) {
    request = newRequest;
    return new ProgramSource(CodeFormat.OPENCL_C, "", source());
  }

  void answer(OpenClContext context, ProgramImage image) {
    if (image.status() != ProgramStatus.BUILT) {
      failure = image.log();
      return;
    }
    try {
      program = new LoadedProgram(context, image);
    } catch (OpenClException e) {
      failure = e.getMessage();
    }
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
  }

  static MemorySegment source() {
    try (InputStream in = BuiltInProgram.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: name=" + RESOURCE);
      }
      return MemorySegment.ofArray(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
