package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ArgumentKind;

/**
 * Arguments of a kernel. They are filled in the kernel's order, or one by one: {@link #at(String)} goes to an argument, and what is
 * not set again keeps its value. A dispatch copies them, so that one object serves many dispatches. For one thread at a time.
 *
 * <p>What does not fit the kernel is an IllegalArgumentException that names kernel and argument.
 */
public final class Arguments {
  private final Kernel kernel;
  private final MemorySegment bytes;
  private final boolean[] given;
  private int missing;
  private int position;
  private int offset;

  Arguments(Kernel kernel) {
    this.kernel = kernel;
    this.bytes = MemorySegment.ofArray(new byte[kernel.argumentBytes()]);
    this.given = new boolean[kernel.parameters().size()];
    this.missing = given.length;
  }

  Arguments(Kernel kernel, Record record) {
    this(kernel);
    byte[] encoded = StructCodec.ofValue(record).encode(record);
    if (encoded.length != kernel.argumentBytes()) {
      throw new IllegalArgumentException("arguments of another kernel: kernel=%s, takes=%d bytes, got=%d bytes of %s"
          .formatted(kernel.name(), kernel.argumentBytes(), encoded.length, record.getClass().getSimpleName()));
    }
    MemorySegment.copy(MemorySegment.ofArray(encoded), 0, bytes, 0, encoded.length);
    Arrays.fill(given, true);
    missing = 0;
    position = given.length;
    offset = encoded.length;
  }

  /** Goes to an argument by its name; the ones behind it follow. */
  public Arguments at(String name) {
    int found = kernel.position(name);
    if (found < 0) {
      throw new IllegalArgumentException("no such argument: kernel=" + kernel.name() + ", name=" + name + ", has="
          + kernel.parameters().stream().map(Kernel.Parameter::name).toList());
    }
    position = found;
    return this;
  }

  /** Goes to an argument by its place, from 0; the ones behind it follow. */
  public Arguments at(int place) {
    if (place < 0 || place >= given.length) {
      throw new IllegalArgumentException(
          "no such argument: kernel=" + kernel.name() + ", position=" + place + ", takes=" + given.length);
    }
    position = place;
    return this;
  }

  /** The address of a buffer. */
  public Arguments buffer(Buffer buffer) {
    return pointer(buffer.gpuAddress());
  }

  /** The address of a part of a buffer. */
  public Arguments buffer(Buffer buffer, long offsetBytes, long lengthBytes) {
    return pointer(buffer.gpuAddress(offsetBytes, lengthBytes));
  }

  private Arguments pointer(long address) {
    bytes.set(FieldOffset.U64, next("buffer", Long.BYTES, ArgumentKind.GLOBAL, ScalarClass.OTHER), address);
    return this;
  }

  /** How many bytes of local memory the work-group gets for a {@code local} pointer. */
  public Arguments local(long sizeBytes) {
    Kernel.Limits limits = kernel.limits();
    if (sizeBytes <= 0 || (limits.deviceLocalBytes() > 0
        && sizeBytes > limits.deviceLocalBytes() - limits.localMemoryBytes())) {
      throw new IllegalArgumentException("local memory is out of range: kernel=%s, position=%d, bytes=%d, most=%d"
          .formatted(kernel.name(), position, sizeBytes, limits.deviceLocalBytes() - limits.localMemoryBytes()));
    }
    bytes.set(FieldOffset.U64, next("local memory", Long.BYTES, ArgumentKind.LOCAL, ScalarClass.OTHER), sizeBytes);
    return this;
  }

  /** A 64-bit number; for a pointer: a GPU virtual address, or 0 for none. */
  public Arguments u64(long value) {
    bytes.set(FieldOffset.U64, next("u64", Long.BYTES, ArgumentKind.VALUE, ScalarClass.INTEGER), value);
    return this;
  }

  /** A 32-bit number, signed or not. */
  public Arguments u32(int value) {
    bytes.set(FieldOffset.U32, next("u32", Integer.BYTES, ArgumentKind.VALUE, ScalarClass.INTEGER), value);
    return this;
  }

  /** A 16-bit number, signed or not. */
  public Arguments u16(short value) {
    bytes.set(FieldOffset.U16, next("u16", Short.BYTES, ArgumentKind.VALUE, ScalarClass.INTEGER), value);
    return this;
  }

  /** An 8-bit number, signed or not. */
  public Arguments u8(byte value) {
    bytes.set(FieldOffset.U8, next("u8", Byte.BYTES, ArgumentKind.VALUE, ScalarClass.INTEGER), value);
    return this;
  }

  /** A float. */
  public Arguments f32(float value) {
    bytes.set(FieldOffset.F32, next("f32", Float.BYTES, ArgumentKind.VALUE, ScalarClass.FLOATING), value);
    return this;
  }

  /** A double. */
  public Arguments f64(double value) {
    bytes.set(FieldOffset.F64, next("f64", Double.BYTES, ArgumentKind.VALUE, ScalarClass.FLOATING), value);
    return this;
  }

  /** The bytes of a value: of a vector or a struct. */
  public Arguments value(MemorySegment value) {
    int at = next("value", Math.toIntExact(value.byteSize()), ArgumentKind.VALUE, ScalarClass.OTHER);
    MemorySegment.copy(value, 0, bytes, at, value.byteSize());
    return this;
  }

  /** Begins again at the first argument, with none given. */
  public Arguments rewind() {
    Arrays.fill(given, false);
    missing = given.length;
    position = 0;
    offset = 0;
    return this;
  }

  /** Where the next argument lies, if it may be what is given for it. */
  private int next(String got, int sizeBytes, ArgumentKind kind, ScalarClass scalars) {
    if (given.length == 0) {
      return nextUnknown(sizeBytes);
    }
    List<Kernel.Parameter> parameters = kernel.parameters();
    if (position == given.length) {
      throw new IllegalArgumentException("too many arguments: kernel=" + kernel.name() + ", takes=" + given.length);
    }
    Kernel.Parameter wanted = parameters.get(position);
    if (!fits(wanted, sizeBytes, kind, scalars)) {
      throw new IllegalArgumentException("wrong argument: kernel=%s, position=%d, name=%s, takes=%s of %d bytes, got=%s"
          .formatted(kernel.name(), position, wanted.name(), text(wanted), wanted.sizeBytes(), got));
    }
    if (!given[position]) {
      given[position] = true;
      missing--;
    }
    position++;
    return wanted.offset();
  }

  private boolean fits(Kernel.Parameter wanted, int sizeBytes, ArgumentKind kind, ScalarClass scalars) {
    return wanted.sizeBytes() == sizeBytes && switch (wanted.kind()) {
      // A number may be an address; an address is no number.
      case GLOBAL, CONSTANT -> kind == ArgumentKind.GLOBAL || scalars == ScalarClass.INTEGER;
      case LOCAL -> kind == ArgumentKind.LOCAL;
      case VALUE -> kind == ArgumentKind.VALUE && (scalars == ScalarClass.OTHER
          || kernel.scalarClass(position) == ScalarClass.OTHER || kernel.scalarClass(position) == scalars);
    };
  }

  private static String text(Kernel.Parameter parameter) {
    return switch (parameter.kind()) {
      case GLOBAL -> "global " + parameter.typeName();
      case CONSTANT -> "constant " + parameter.typeName();
      case LOCAL -> "local memory for " + parameter.typeName();
      case VALUE -> parameter.typeName();
    };
  }

  /** Arguments of which nothing is known follow each other by the rules of C. */
  private int nextUnknown(int sizeBytes) {
    int alignment = Math.clamp(Integer.highestOneBit(sizeBytes), 1, 16);
    int at = Math.ceilDiv(offset, alignment) * alignment;
    if (at + sizeBytes > bytes.byteSize()) {
      throw new IllegalArgumentException("too many arguments: kernel=" + kernel.name() + ", position=" + position
          + ", takes=" + bytes.byteSize() + " bytes");
    }
    position++;
    offset = at + sizeBytes;
    return at;
  }

  Kernel kernel() {
    return kernel;
  }

  /** Copies the arguments to where a packet says they are. */
  void copyTo(MemorySegment memory, long at) {
    if (missing > 0) {
      throw missingArgument();
    }
    MemorySegment.copy(bytes, 0, memory, at, bytes.byteSize());
  }

  private IllegalArgumentException missingArgument() {
    int first = 0;
    while (given[first]) {
      first++;
    }
    return new IllegalArgumentException(
        "argument is missing: kernel=" + kernel.name() + ", position=" + first + ", name="
            + kernel.parameters().get(first).name());
  }
}
