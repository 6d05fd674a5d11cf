package org.paravane.guest.dxg.ioctl;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.device.io.CallerMemory;

/**
 * Arrays and structs behind the pointers of an argument. Everything is copied once. Counts come checked: what is allocated
 * here is as large as the caller says. An empty array is not looked at, wherever its pointer leads.
 */
public final class CallerData {
  private final CallerMemory memory;

  public CallerData(CallerMemory memory) {
    this.memory = memory;
  }

  /** Bytes; EFAULT when they cannot be read. */
  public Result<Bytes> bytes(long address, int count) {
    return read(address, count, 1).map(segment -> Bytes.copyOf(segment, 0, count));
  }

  /** Handles; EFAULT when they cannot be read. */
  public Result<HandleArray> handles(long address, int count) {
    return read(address, count, Integer.BYTES).map(segment -> {
      Bytes content = Bytes.copyOf(segment, 0, segment.byteSize());
      List<Handle> handles = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        handles.add(new Handle(content.u32(i * Integer.BYTES)));
      }
      return HandleArray.of(handles);
    });
  }

  /** 64-bit numbers; EFAULT when they cannot be read. */
  public Result<U64Array> longs(long address, int count) {
    return read(address, count, Long.BYTES).map(segment -> {
      Bytes content = Bytes.copyOf(segment, 0, segment.byteSize());
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = content.u64(i * Long.BYTES);
      }
      return U64Array.of(values);
    });
  }

  /** Structs of one type; EFAULT when they cannot be read. */
  public <T extends Record> Result<List<T>> structs(Class<T> type, long address, int count) {
    StructCodec<T> codec = StructCodec.of(type);
    return read(address, count, codec.size()).map(segment -> {
      List<T> structs = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        structs.add(codec.read(segment, (long) i * codec.size()));
      }
      return structs;
    });
  }

  /** One struct; EFAULT when it cannot be read. */
  public <T extends Record> Result<T> struct(Class<T> type, long address) {
    return structs(type, address, 1).map(List::getFirst);
  }

  private Result<MemorySegment> read(long address, int count, int elementBytes) {
    MemorySegment segment = MemorySegment.ofArray(new byte[Math.multiplyExact(count, elementBytes)]);
    return count == 0 ? Result.ok(segment) : memory.copyIn(address, segment).map(copied -> segment);
  }

  /** Writes bytes; EFAULT when they cannot be written. Answers their number. */
  public Result<Integer> write(Bytes content, long address) {
    return content.length() == 0
        ? Result.ok(0)
        : memory.copyOut(content.segment(), address).map(Math::toIntExact);
  }

  /** Writes structs in a row; EFAULT when they cannot be written. Answers their number. */
  public <T extends Record> Result<Integer> write(Class<T> type, List<T> structs, long address) {
    StructCodec<T> codec = StructCodec.of(type);
    MemorySegment segment = MemorySegment.ofArray(new byte[structs.size() * codec.size()]);
    for (int i = 0; i < structs.size(); i++) {
      codec.write(structs.get(i), segment, (long) i * codec.size());
    }
    return structs.isEmpty() ? Result.ok(0) : memory.copyOut(segment, address).map(copied -> structs.size());
  }

  /** Writes a handle; EFAULT when it cannot be written. */
  public Result<Handle> write(Handle handle, long address) {
    return write(Bytes.zero(Integer.BYTES).withU32(0, handle.value()), address).map(written -> handle);
  }

  /** The failure of an address that is not a multiple of the page size. */
  static <T> Result<T> unaligned(long address) {
    return Result.failed(Errno.EINVAL, "address is not page aligned: address=0x" + Long.toHexString(address));
  }
}
