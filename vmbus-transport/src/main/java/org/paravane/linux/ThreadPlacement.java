package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** On which processors threads run. The calling thread is a platform thread. Source: sched_setaffinity(2), proc_pid_stat(5). */
public final class ThreadPlacement {
  /** The answer where none is to be had. */
  public static final int UNKNOWN = -1;
  /** Room for 8,192 processors, the most that Linux has. */
  private static final int MASK_BYTES = 1_024;
  private static final int SELF = 0;
  /** Fields of a thread's {@code stat} from the state on, which is the third; the name before it may hold anything. */
  private static final int PROCESSOR_AFTER_NAME = 39 - 3;

  private static final MethodHandle GETCPU = Libc.handle("sched_getcpu", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETAFFINITY = Libc.handle("sched_getaffinity",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle SETAFFINITY = Libc.handle("sched_setaffinity",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

  private ThreadPlacement() {
  }

  /** Where the calling thread runs, or {@link #UNKNOWN}. */
  public static int current() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) GETCPU.invokeExact(arena.allocate(Linker.Option.captureStateLayout()));
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** Where a thread of any process runs or ran last; {@link #UNKNOWN} if it is gone or may not be seen. */
  public static int of(int threadId) {
    // A stream that an interrupt does not close.
    try (InputStream stat = new FileInputStream("/proc/" + threadId + "/stat")) {
      return processor(new String(stat.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  static int processor(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    try {
      return fields.length > PROCESSOR_AFTER_NAME ? Integer.parseInt(fields[PROCESSOR_AFTER_NAME]) : UNKNOWN;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /**
   * Moves the calling thread to a processor, once: afterwards it may run where it might before, and the system moves it when it
   * sees a reason.
   *
   * @return false if it may not run there, or not choose
   */
  public static boolean moveTo(int processor) {
    if (processor < 0 || processor >= MASK_BYTES * Byte.SIZE) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment allowed = arena.allocate(MASK_BYTES, Long.BYTES);
      if ((int) GETAFFINITY.invokeExact(state, SELF, (long) MASK_BYTES, allowed) < 0 || !has(allowed, processor)) {
        return false;
      }
      MemorySegment there = arena.allocate(MASK_BYTES, Long.BYTES);
      there.set(JAVA_BYTE, processor / Byte.SIZE, bit(processor));
      if ((int) SETAFFINITY.invokeExact(state, SELF, (long) MASK_BYTES, there) < 0) {
        return false;
      }
      if ((int) SETAFFINITY.invokeExact(state, SELF, (long) MASK_BYTES, allowed) < 0) {
        // What was allowed has been taken away meanwhile: all that is left of it.
        int ignored = (int) SETAFFINITY.invokeExact(state, SELF, (long) MASK_BYTES, allowed.fill((byte) -1));
      }
      return true;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private static boolean has(MemorySegment mask, int processor) {
    return (mask.get(JAVA_BYTE, processor / Byte.SIZE) & bit(processor)) != 0;
  }

  /** Masks are words of the machine, which is little-endian: so byte by byte as well. */
  private static byte bit(int processor) {
    return (byte) (1 << processor % Byte.SIZE);
  }
}
