package org.paravane.guest.fuse.mount;

/**
 * What a mount needs to know.
 *
 * @param allowOther whether other users may see it at all; ordinary users can only have that where /etc/fuse.conf says
 *                   {@code user_allow_other}, and are told by a warning where it does not
 * @param way        who mounts
 * @param maxThreads the most threads that serve it; each blocked call of a caller takes one
 * @param passthrough whether the kernel may map files in our stead, where it can and this process may
 */
public record MountOptions(boolean allowOther, MountWay way, int maxThreads, boolean passthrough) {
  /** Fewer leave no room for callers that wait. */
  private static final int FEWEST_THREADS = 4;
  private static final int DEFAULT_THREADS = 1_024;

  public MountOptions {
    if (maxThreads < FEWEST_THREADS) {
      throw new IllegalArgumentException("too few threads: maxThreads=" + maxThreads + ", least=" + FEWEST_THREADS);
    }
  }

  /** Visible to all, 1,024 threads, mapped by the kernel, the way chosen by itself. */
  public static MountOptions defaults() {
    return new MountOptions(true, MountWay.AUTOMATIC, DEFAULT_THREADS, true);
  }

  public MountOptions withAllowOther(boolean allowed) {
    return new MountOptions(allowed, way, maxThreads, passthrough);
  }

  public MountOptions withWay(MountWay chosen) {
    return new MountOptions(allowOther, chosen, maxThreads, passthrough);
  }

  public MountOptions withMaxThreads(int threads) {
    return new MountOptions(allowOther, way, threads, passthrough);
  }

  /** With or without mappings of the kernel's; without, callers have to copy. */
  public MountOptions withPassthrough(boolean wanted) {
    return new MountOptions(allowOther, way, maxThreads, wanted);
  }
}
