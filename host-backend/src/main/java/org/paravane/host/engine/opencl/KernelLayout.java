package org.paravane.host.engine.opencl;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult.Argument;

/** Lays the arguments of a kernel out in its kernarg segment: in order, each at its natural alignment. */
final class KernelLayout {
  /** The size of a pointer argument and of the length of a local one. */
  static final int POINTER_BYTES = 8;

  private static final int MAX_ALIGNMENT = 16;
  private static final int TEXT_BYTES = 24;

  private final List<Argument> arguments = new ArrayList<>();
  private int end;

  void add(ArgumentKind kind, int access, int sizeBytes, String name, String typeName) {
    int alignment = Math.min(MAX_ALIGNMENT, Integer.lowestOneBit(sizeBytes));
    int offset = (end + alignment - 1) / alignment * alignment;
    arguments.add(new Argument(kind.value(), access, offset, sizeBytes, Bytes.text(name, TEXT_BYTES),
        Bytes.text(typeName, TEXT_BYTES)));
    end = offset + sizeBytes;
  }

  List<Argument> arguments() {
    return arguments;
  }

  /** Size of the segment. */
  int sizeBytes() {
    return (end + POINTER_BYTES - 1) / POINTER_BYTES * POINTER_BYTES;
  }
}
