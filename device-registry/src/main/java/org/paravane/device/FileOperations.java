package org.paravane.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;

/**
 * What a driver does with the files of one node. Every method has the answer of a device that cannot do it, so an empty
 * implementation is a node that opens, closes and refuses.
 *
 * <p>Calls come from many threads at once. Once {@link DeviceNode#unregister} has returned, none of them runs and none will;
 * the one exception is {@link #release}, which by its nature comes after the last close. A call that blocks must come back
 * when {@link #unplugged} is called for its file (answer ENODEV) and when its thread is interrupted (answer EINTR).
 * An exception that escapes is logged and becomes EIO.
 */
public interface FileOperations {

  /** A driver without callbacks. */
  static FileOperations none() {
    return new FileOperations() {
    };
  }

  /** A new open file; the answer is its private data ({@link OpenFile#data}). On failure there is no release. */
  default Result<Object> open(OpenFile file) {
    return Result.ok(file);
  }

  /**
   * A request. The argument is as long as the size field of the request says, holds what the caller passed as far as the
   * direction says so, and is handed back likewise. Unknown requests are ENOTTY.
   */
  default IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
    return IoctlResult.failed(Errno.ENOTTY, "no such request: node=" + file.node().name() + ", request=0x"
        + Integer.toHexString(request));
  }

  /** What to map for the range [offset, offset + length) of the file. */
  default Result<MappedRange> mmap(OpenFile file, long offset, long length, boolean writable) {
    return Result.failed(Errno.ENODEV, "device cannot be mapped: node=" + file.node().name());
  }

  /**
   * The one file whose pages all mappings of this open file show, offset for offset, for a front that leaves mmap to the
   * system. Borrowed: valid until {@link #release}. ENODEV if the device cannot be mapped.
   */
  default Result<Integer> backing(OpenFile file) {
    return Result.failed(Errno.ENODEV, "device cannot be mapped: node=" + file.node().name());
  }

  /** What is ready now; names the queues that tell of changes to the waiter first. */
  default PollEvents poll(OpenFile file, PollWaiter waiter) {
    return PollEvents.ALWAYS;
  }

  /** Reads into the buffer, answers the number of bytes. */
  default Result<Integer> read(OpenFile file, MemorySegment buffer, long offset) {
    return Result.failed(Errno.EINVAL, "device cannot be read: node=" + file.node().name());
  }

  /** Writes from the buffer, answers the number of bytes. */
  default Result<Integer> write(OpenFile file, MemorySegment buffer, long offset) {
    return Result.failed(Errno.EINVAL, "device cannot be written: node=" + file.node().name());
  }

  /** The node begins to go away: opens are refused, those under way must come back. Called once, before any file is told. */
  default void unplugging(DeviceNode node) {
  }

  /** The file's device goes away: new calls are refused already, those that block must come back. Called once, before anybody waits for them. */
  default void unplugged(OpenFile file) {
  }

  /**
   * The last reference to the file was closed and no call is inside: free its private data. Exactly once for each
   * successful open; after an unplug possibly long after, when the device's own resources are gone.
   */
  default void release(OpenFile file) {
  }

  /** What an open file shows below {@code clients/<id>} of its node: usage, in the fdinfo manner. */
  default List<Attribute> clientAttributes(OpenFile file) {
    return List.of();
  }
}
