package org.paravane.guest.node;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;
import org.paravane.linux.SharedMapping;
import org.paravane.runtime.IoctlAnswer;
import org.paravane.runtime.NodeAccess;
import org.paravane.runtime.NodeFile;

/**
 * A node of a registry of this process, for the client library.
 *
 * @param nodes where it is
 * @param devName its path below {@code dev}: {@code accel/accel0}
 */
public record LocalNodeAccess(LocalNodes nodes, String devName) implements NodeAccess {

  /** The last component: {@code accel0}. */
  @Override
  public String name() {
    return devName.substring(devName.lastIndexOf('/') + 1);
  }

  @Override
  public Result<NodeFile> open() {
    return nodes.open(devName).map(Opened::new);
  }

  /** An open file. Arguments are used in place. */
  private record Opened(LocalFile file) implements NodeFile {
    @Override
    public IoctlAnswer ioctl(int request, MemorySegment argument) {
      IoctlResult result = file.ioctl(request, argument);
      return result.reason() == null && result.isOk()
          ? IoctlAnswer.status(result.value())
          : new IoctlAnswer(result.value(), result.reason());
    }

    @Override
    public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
      return file.mmap(offset, length).map(mapping -> until(arena, mapping));
    }

    private static MemorySegment until(Arena arena, SharedMapping mapping) {
      return mapping.segment().reinterpret(mapping.sizeBytes(), arena, segment -> mapping.close());
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
