package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Errno;

/**
 * Says which system calls all threads of this process may still make: those that were allowed, some of them with certain arguments only. All
 * others answer ENOSYS, as if the kernel did not know them, so that a C library takes its other way; those that were refused answer EPERM.
 * x86-64 only, without its 32-bit and x32 calls. Source: seccomp(2), bpf(2).
 */
public final class SyscallFilter {
  private static final int AUDIT_ARCH_X86_64 = 0xc000003e;
  private static final int X32_BIT = 0x40000000;
  private static final long SYS_SECCOMP = 317;
  private static final int SET_MODE_FILTER = 1;
  private static final int FLAG_TSYNC = 1;

  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;
  private static final int RETURN_ALLOW = 0x7fff0000;
  private static final int RETURN_ERRNO = 0x00050000;
  private static final int RETURN_KILL_PROCESS = 0x80000000;
  private static final int OFFSET_NUMBER = 0;
  private static final int OFFSET_ARCH = 4;
  private static final int OFFSET_ARGUMENTS = 16;
  private static final int INSTRUCTION_BYTES = 8;

  private final List<Instruction> program = new ArrayList<>();

  private record Instruction(int code, int ifTrue, int ifFalse, int operand) {
  }

  private SyscallFilter() {
    add(LOAD_WORD, 0, 0, OFFSET_ARCH);
    add(JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64);
    add(RETURN, 0, 0, RETURN_KILL_PROCESS);
    add(LOAD_WORD, 0, 0, OFFSET_NUMBER);
    add(JUMP_GREATER_OR_EQUAL, 0, 1, X32_BIT);
    add(RETURN, 0, 0, RETURN_ERRNO | Libc.ENOSYS);
  }

  /** Whether this machine can have such a filter. */
  public static boolean isSupported() {
    return System.getProperty("os.arch").equals("amd64");
  }

  /** A filter that allows nothing yet. */
  public static SyscallFilter create() {
    return new SyscallFilter();
  }

  /** Allows a call with any arguments. */
  public SyscallFilter allow(int number) {
    add(JUMP_EQUAL, 0, 1, number);
    add(RETURN, 0, 0, RETURN_ALLOW);
    return this;
  }

  /** Refuses a call with EPERM. */
  public SyscallFilter refuse(int number) {
    add(JUMP_EQUAL, 0, 1, number);
    add(RETURN, 0, 0, RETURN_ERRNO | Errno.EPERM.number());
    return this;
  }

  /** Allows a call if the lower half of an argument is one of these; EPERM otherwise. */
  public SyscallFilter allowIf(int number, int argument, int... values) {
    add(JUMP_EQUAL, 0, values.length * 2 + 2, number);
    add(LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * argument);
    for (int value : values) {
      add(JUMP_EQUAL, 0, 1, value);
      add(RETURN, 0, 0, RETURN_ALLOW);
    }
    add(RETURN, 0, 0, RETURN_ERRNO | Errno.EPERM.number());
    return this;
  }

  /** Allows a call unless the lower half of an argument has one of these bits; EPERM otherwise. */
  public SyscallFilter allowWithoutBits(int number, int argument, int bits) {
    add(JUMP_EQUAL, 0, 4, number);
    add(LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * argument);
    add(JUMP_ANY_BIT, 0, 1, bits);
    add(RETURN, 0, 0, RETURN_ERRNO | Errno.EPERM.number());
    add(RETURN, 0, 0, RETURN_ALLOW);
    return this;
  }

  /** Allows a call unless the lower half of an argument is one of these; EPERM otherwise. */
  public SyscallFilter allowUnless(int number, int argument, int... values) {
    add(JUMP_EQUAL, 0, values.length * 2 + 2, number);
    add(LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * argument);
    for (int value : values) {
      add(JUMP_EQUAL, 0, 1, value);
      add(RETURN, 0, 0, RETURN_ERRNO | Errno.EPERM.number());
    }
    add(RETURN, 0, 0, RETURN_ALLOW);
    return this;
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.add(new Instruction(code, ifTrue, ifFalse, operand));
  }

  /** Puts all threads of this process under the filter, for good. Needs {@link ThreadRights#forbidNewPrivileges} before. */
  public void install() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((program.size() + 1L) * INSTRUCTION_BYTES, 8);
      long at = 0;
      for (Instruction instruction : program) {
        write(code, at, instruction);
        at += INSTRUCTION_BYTES;
      }
      write(code, at, new Instruction(RETURN, 0, 0, RETURN_ERRNO | Libc.ENOSYS));
      MemorySegment filter = arena.allocate(16, 8);
      filter.set(JAVA_SHORT, 0, (short) (program.size() + 1));
      filter.set(ADDRESS, 8, code);
      long result = SystemCall.checked("seccomp", "instructions=" + program.size(), SYS_SECCOMP, SET_MODE_FILTER,
          FLAG_TSYNC, filter.address());
      if (result > 0) {
        throw new LinuxException(Libc.EINVAL, "seccomp", "reason=a thread has another filter, thread=" + result);
      }
    }
  }

  private static void write(MemorySegment code, long at, Instruction instruction) {
    code.set(JAVA_SHORT, at, (short) instruction.code());
    code.set(JAVA_BYTE, at + 2, (byte) instruction.ifTrue());
    code.set(JAVA_BYTE, at + 3, (byte) instruction.ifFalse());
    code.set(JAVA_INT, at + 4, instruction.operand());
  }
}
