package org.paravane.tests.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Queue;

/** What an example has to work with: an accelerator, a queue, and a folder of kernel sources. What is made ends with the accelerator. */
final class ExampleRun {
  private final Accelerator accelerator;
  private final Path kernels;
  private final Queue queue;

  ExampleRun(Accelerator accelerator, Path kernels) {
    this.accelerator = accelerator;
    this.kernels = kernels;
    this.queue = accelerator.createQueue();
  }

  Accelerator accelerator() {
    return accelerator;
  }

  Queue queue() {
    return queue;
  }

  /** Builds a file and takes a kernel of it. */
  Kernel kernel(String file, String name) {
    try {
      return accelerator.build(Files.readString(kernels.resolve(file))).kernel(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Buffer zeros(int words) {
    return accelerator.createBuffer(4L * words);
  }

  Buffer of(float[] floats) {
    Buffer buffer = zeros(floats.length);
    MemorySegment.copy(MemorySegment.ofArray(floats), 0, buffer.memory(), 0, 4L * floats.length);
    return buffer;
  }

  Buffer of(byte[] bytes) {
    Buffer buffer = accelerator.createBuffer(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer.memory(), 0, bytes.length);
    return buffer;
  }

  void run(Kernel kernel, Grid grid, Arguments arguments) {
    queue.dispatch(kernel, grid, arguments).finish();
  }
}
