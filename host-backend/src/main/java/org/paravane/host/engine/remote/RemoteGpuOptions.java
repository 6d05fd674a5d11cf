package org.paravane.host.engine.remote;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.SandboxReport;

/**
 * What a remote adapter is like.
 *
 * @param computeNodes engine nodes that run kernels
 * @param copyNodes engine nodes that only move bytes
 * @param localBytes its local segment, whole pages
 * @param isolation who shares a worker
 * @param sandbox how its workers are restricted; null in the host itself
 * @param programCache directory where built programs are kept; null for nowhere
 */
public record RemoteGpuOptions(int computeNodes, int copyNodes, long localBytes, Isolation isolation,
    @Nullable SandboxReport sandbox, @Nullable Path programCache) {
  /** Built programs that are kept in memory. */
  static final long CACHE_MEMORY_BYTES = 256L << 20;
  /** Built programs that are kept in the directory. */
  static final long CACHE_DISK_BYTES = 512L << 20;
}
