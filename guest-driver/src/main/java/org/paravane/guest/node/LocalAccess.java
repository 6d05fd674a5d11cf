package org.paravane.guest.node;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;
import org.paravane.linux.SharedMapping;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.NodeAccess;

/** An open node of this process, as the client library wants it. */
public record LocalAccess(LocalFile file) implements NodeAccess {

  @Override
  public Answer ioctl(int request, MemorySegment argument) {
    IoctlResult result = file.ioctl(request, argument);
    return new Answer(result.value(), result.reason());
  }

  @Override
  public Mapping map(long offset, long length) {
    return switch (file.mmap(offset, length)) {
      case Result.Ok<SharedMapping>(SharedMapping mapping) -> new LocalMapping(mapping);
      case Result.Failed<SharedMapping> failed ->
        throw AcceleratorException.of("mmap", failed.errno(), failed.reason());
    };
  }

  private record LocalMapping(SharedMapping mapping) implements Mapping {
    @Override
    public MemorySegment segment() {
      return mapping.segment();
    }

    @Override
    public void close() {
      mapping.close();
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
