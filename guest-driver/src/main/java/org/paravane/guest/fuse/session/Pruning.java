package org.paravane.guest.fuse.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.guest.fuse.FileSystem;

/**
 * Lets the kernel let go of what has no name any more: it would keep it, and we the inode, until somebody looks the name up or
 * memory is short. By FUSE_NOTIFY_PRUNE, which waits for nobody. FUSE_NOTIFY_INVAL_ENTRY, which older kernels have too, waits for
 * the directory, which a caller holds while he waits for our answer: a server that is killed then never dies.
 */
final class Pruning {
  /** The first protocol version, 7.x, that has it (Linux 6.18). */
  static final int SINCE_MINOR = 45;
  /** Nodes in one message. */
  static final int MOST = 512;
  private static final int NOTIFY_PRUNE = 9;
  /** A header, and {@code struct fuse_notify_prune_out}. */
  private static final int HEAD_BYTES = 32;
  private static final int COUNT = 16;

  private final Device device;
  private final FileSystem served;
  private final boolean supported;

  Pruning(Device device, FileSystem served, int kernelMinor) {
    this.device = device;
    this.served = served;
    this.supported = kernelMinor >= SINCE_MINOR;
  }

  /** Tells the kernel of all at present. What somebody still uses stays until he is asked again. */
  void prune() {
    if (!supported) {
      return;
    }
    long[] nodes = served.nameless();
    for (int first = 0; first < nodes.length; first += MOST) {
      tell(nodes, first, Math.min(MOST, nodes.length - first));
    }
  }

  private void tell(long[] nodes, int first, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(HEAD_BYTES + (long) count * Long.BYTES, Long.BYTES);
      message.set(JAVA_INT, 0, (int) message.byteSize());
      message.set(JAVA_INT, 4, NOTIFY_PRUNE);
      message.set(JAVA_INT, COUNT, count);
      MemorySegment.copy(nodes, first, message, JAVA_LONG, HEAD_BYTES, count);
      device.tell(message);
    }
  }
}
