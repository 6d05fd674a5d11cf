package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.paravane.abi.StructCodec;

/**
 * Arguments of a kernel, filled in the kernel's order: the bytes of a naturally aligned C struct. A dispatch copies them, so
 * that one object serves many dispatches: {@link #rewind} and fill anew. For one thread at a time.
 *
 * <p>What does not fit the kernel is an IllegalArgumentException that names the argument.
 */
public final class Arguments {
  private final Kernel kernel;
  private final MemorySegment bytes;
  private int position;
  private int offset;

  Arguments(Kernel kernel) {
    this.kernel = kernel;
    this.bytes = MemorySegment.ofArray(new byte[kernel.argumentBytes()]);
  }

  Arguments(Kernel kernel, Record record) {
    this(kernel);
    byte[] encoded = StructCodec.ofValue(record).encode(record);
    if (encoded.length != kernel.argumentBytes()) {
      throw new IllegalArgumentException("arguments of another kernel: kernel=%s, takes=%d bytes, got=%d bytes of %s"
          .formatted(kernel.name(), kernel.argumentBytes(), encoded.length, record.getClass().getSimpleName()));
    }
    MemorySegment.copy(MemorySegment.ofArray(encoded), 0, bytes, 0, encoded.length);
    position = kernel.parameters().size();
    offset = encoded.length;
  }

  /** The address of a buffer. */
  public Arguments buffer(Buffer buffer) {
    return u64(buffer.gpuAddress());
  }

  /** The address of a part of a buffer. */
  public Arguments buffer(Buffer buffer, long offsetBytes, long lengthBytes) {
    return u64(buffer.gpuAddress(offsetBytes, lengthBytes));
  }

  /** A 64-bit number or a GPU virtual address. */
  public Arguments u64(long value) {
    bytes.set(FieldOffset.U64, next(Kernel.Type.U64), value);
    return this;
  }

  /** A 32-bit number. */
  public Arguments u32(int value) {
    bytes.set(FieldOffset.U32, next(Kernel.Type.U32), value);
    return this;
  }

  /** A float. */
  public Arguments f32(float value) {
    bytes.set(FieldOffset.F32, next(Kernel.Type.F32), value);
    return this;
  }

  /** Begins again at the first argument. */
  public Arguments rewind() {
    position = 0;
    offset = 0;
    return this;
  }

  private int next(Kernel.Type type) {
    List<Kernel.Parameter> parameters = kernel.parameters();
    if (!parameters.isEmpty()) {
      if (position == parameters.size()) {
        throw new IllegalArgumentException(
            "too many arguments: kernel=" + kernel.name() + ", takes=" + parameters.size());
      }
      Kernel.Parameter wanted = parameters.get(position);
      if (wanted.type() != type) {
        throw new IllegalArgumentException("wrong argument: kernel=%s, position=%d, name=%s, takes=%s, got=%s"
            .formatted(kernel.name(), position, wanted.name(), wanted.type(), type));
      }
    }
    int at = Math.ceilDiv(offset, type.sizeBytes()) * type.sizeBytes();
    if (at + type.sizeBytes() > bytes.byteSize()) {
      throw new IllegalArgumentException("too many arguments: kernel=" + kernel.name() + ", position=" + position
          + ", takes=" + bytes.byteSize() + " bytes");
    }
    position++;
    offset = at + type.sizeBytes();
    return at;
  }

  Kernel kernel() {
    return kernel;
  }

  /** Copies the arguments to where a packet says they are. */
  void copyTo(MemorySegment memory, long at) {
    checkComplete();
    MemorySegment.copy(bytes, 0, memory, at, bytes.byteSize());
  }

  private void checkComplete() {
    List<Kernel.Parameter> parameters = kernel.parameters();
    if (position < parameters.size()) {
      throw new IllegalArgumentException("argument is missing: kernel=" + kernel.name() + ", position=" + position
          + ", name=" + parameters.get(position).name());
    }
  }
}
