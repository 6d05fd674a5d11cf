package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Calls of the kernel without the C library between: those for which it has no function, and those of which its function does more
 * (its setresuid changes all threads of the process, the kernel's only the calling one). Source: syscall(2).
 */
final class SystemCall {
  private static final MethodHandle SYSCALL = Libc.handle("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG,
      JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(1));

  private SystemCall() {
  }

  /** The call's result, or −errno. Addresses are numbers: the caller keeps their memory alive. */
  static long call(long number, long first, long second, long third, long fourth, long fifth) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long result = (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth);
      return result == -1 ? -Libc.errno(state) : result;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** As {@link #call}; an error is an exception. */
  static long checked(String name, String detail, long number, long... arguments) throws LinuxException {
    long[] all = Arrays.copyOf(arguments, 5);
    long result = call(number, all[0], all[1], all[2], all[3], all[4]);
    if (result < 0) {
      throw new LinuxException((int) -result, name, detail);
    }
    return result;
  }
}
