package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.DxgIoctl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ioctl and mmap on one open node, with records in and out and failures as exceptions. */
final class NodeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCalls.class);

  /** Bytes of a page: what can be mapped, and the unit of GPU virtual addresses. */
  static final long PAGE_BYTES = 4096;

  private final String name;
  private final NodeFile file;

  NodeCalls(String name, NodeFile file) {
    this.name = name;
    this.file = file;
  }

  /**
   * A success.
   *
   * @param status 0, or a positive status
   * @param argument as the ioctl left it
   * @param reason what the node had to say, null if nothing
   */
  record Answered<T extends Record>(int status, T argument, @Nullable String reason) {
    /** Whether it goes on after the ioctl and a fence tells of its end. */
    boolean isPending() {
      return status == NtStatus.PENDING.value();
    }
  }

  /** The node's name. */
  String name() {
    return name;
  }

  /** What the host says of a fault, null where the node cannot tell. */
  @Nullable
  String faultText() {
    return file.faultText();
  }

  /** Whether interrupting a thread ends its request. */
  boolean isInterruptible() {
    return file.isInterruptible();
  }

  /** Issues an ioctl. */
  <T extends Record> Answered<T> call(DxgIoctl ioctl, T argument) {
    try (Arena arena = Arena.ofConfined()) {
      return call(ioctl, argument, arena);
    }
  }

  /** Issues an ioctl whose argument points into memory of the arena. */
  <T extends Record> Answered<T> call(DxgIoctl ioctl, T argument, Arena arena) {
    StructCodec<T> codec = StructCodec.ofValue(argument);
    MemorySegment memory = arena.allocate(codec.size(), Long.BYTES);
    codec.write(argument, memory, 0);
    IoctlAnswer answer = file.ioctl(ioctl.requestCode(), memory);
    if (!answer.isOk()) {
      throw failure(ioctl, answer);
    }
    return new Answered<>(answer.value(), codec.read(memory, 0), answer.reason());
  }

  /** Issues an ioctl whose argument is in memory already; the answer may be a failure. */
  IoctlAnswer call(DxgIoctl ioctl, MemorySegment argument) {
    return file.ioctl(ioctl.requestCode(), argument);
  }

  /** Issues an ioctl that ends something. A failure is logged; that the device is gone is none. */
  void end(DxgIoctl ioctl, Record argument) {
    try (Arena arena = Arena.ofConfined()) {
      end(ioctl, argument, arena);
    }
  }

  /** As {@link #end(DxgIoctl, Record)}, with an argument that points into memory of the arena. */
  void end(DxgIoctl ioctl, Record argument, Arena arena) {
    try {
      call(ioctl, argument, arena);
    } catch (AcceleratorException e) {
      if (e.errno() != Errno.ENODEV) {
        LOG.warn("object not destroyed: node={}, why={}", name, e.getMessage());
      }
    }
  }

  AcceleratorException failure(DxgIoctl ioctl, IoctlAnswer answer) {
    String reason = answer.reason();
    return new AcceleratorException(ioctl.name(), answer.errno(),
        reason == null ? "node=" + name + ", errno=" + -answer.value() : reason + ", node=" + name);
  }

  /** Maps a range that need not begin at a page; the segment is exactly that range. */
  MemorySegment map(long offset, long bytes, Arena arena) {
    long before = offset % PAGE_BYTES;
    Result<MemorySegment> mapped = file.mmap(offset - before, before + bytes, arena);
    return switch (mapped) {
      case Result.Ok<MemorySegment>(MemorySegment memory) -> memory.asSlice(before, bytes);
      case Result.Failed<MemorySegment>(Errno errno, String reason) ->
        throw new AcceleratorException("mmap", errno, reason + ", node=" + name);
    };
  }

  /** Refuses a success that named nothing. */
  Handle require(DxgIoctl ioctl, Handle handle) {
    if (handle.isNone()) {
      throw new AcceleratorException(ioctl.name(), Errno.EIO, "node gave no handle: node=" + name);
    }
    return handle;
  }

  /** An array of handles in native memory. */
  static MemorySegment handles(Arena arena, Handle... handles) {
    MemorySegment array = arena.allocate(4L * handles.length, 8);
    for (int i = 0; i < handles.length; i++) {
      array.set(FieldOffset.U32, 4L * i, handles[i].value());
    }
    return array;
  }

  /** An array of 64-bit values in native memory. */
  static MemorySegment values(Arena arena, long... values) {
    MemorySegment array = arena.allocate(8L * values.length, 8);
    for (int i = 0; i < values.length; i++) {
      array.set(FieldOffset.U64, 8L * i, values[i]);
    }
    return array;
  }
}
