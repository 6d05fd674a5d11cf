package org.paravane.guest.fuse.mount;

/**
 * What a mount needs to know.
 *
 * @param allowOther whether other users may see it at all; ordinary users can only have that where /etc/fuse.conf says
 *                   {@code user_allow_other}, and are told by a warning where it does not
 * @param way        who mounts
 * @param maxThreads the most threads that serve it; each blocked call of a caller takes one
 */
public record MountOptions(boolean allowOther, MountWay way, int maxThreads) {
  /** Fewer leave no room for callers that wait. */
  private static final int FEWEST_THREADS = 4;
  private static final int DEFAULT_THREADS = 1_024;

  public MountOptions {
    if (maxThreads < FEWEST_THREADS) {
      throw new IllegalArgumentException("too few threads: maxThreads=" + maxThreads + ", least=" + FEWEST_THREADS);
    }
  }

  /** Visible to all, 1,024 threads, the way chosen by itself. */
  public static MountOptions defaults() {
    return new MountOptions(true, MountWay.AUTOMATIC, DEFAULT_THREADS);
  }

  public MountOptions withAllowOther(boolean allowed) {
    return new MountOptions(allowed, way, maxThreads);
  }

  public MountOptions withWay(MountWay chosen) {
    return new MountOptions(allowOther, chosen, maxThreads);
  }

  public MountOptions withMaxThreads(int threads) {
    return new MountOptions(allowOther, way, threads);
  }
}
