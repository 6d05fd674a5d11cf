package org.paravane.host.engine.worker;

/** Kernel objects of loaded programs: opaque to guests, valid in the address space whose program it is. */
public final class KernelObjects {
  /** Programs that a space may have at a time. */
  public static final int MAX_PROGRAMS = 256;
  /** Highest number of a program. */
  public static final int LAST_PROGRAM = (1 << 22) - 1;
  /** Kernels of one program. */
  public static final int MAX_KERNELS = 1024;

  private static final long TAG = 0x50564b50L << 32;
  private static final int INDEX_BITS = 10;

  private KernelObjects() {
  }

  /**
   * The kernel object of a kernel.
   *
   * @param program number of the program, more than 0, at most {@link #LAST_PROGRAM}
   * @param index of the kernel in its program, less than {@link #MAX_KERNELS}
   */
  public static long of(int program, int index) {
    return TAG | (long) program << INDEX_BITS | index;
  }

  /** Whether a value has the shape of a loaded program's kernel object. */
  public static boolean isOne(long kernelObject) {
    return (kernelObject & -1L << 32) == TAG;
  }

  public static int program(long kernelObject) {
    return (int) kernelObject >>> INDEX_BITS;
  }

  public static int index(long kernelObject) {
    return (int) kernelObject & MAX_KERNELS - 1;
  }
}
