package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.FileOperations;
import org.paravane.device.OpenFile;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollQueue;
import org.paravane.device.io.PollWaiter;

/** A driver whose ioctl answers the callers' thread group and whose files have a backing each: the number of the file. */
final class FakeDriver implements FileOperations {
  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final PollQueue queue = new PollQueue();
  final AtomicInteger opened = new AtomicInteger();
  volatile PollEvents ready = PollEvents.NONE;
  volatile boolean mappable = true;
  /** The backing of the nth open file. */
  volatile IntUnaryOperator descriptor = file -> 1000 + file;
  volatile Runnable beforeRelease = () -> {
  };

  @Override
  public Result<Object> open(OpenFile file) {
    return Result.ok(opened.incrementAndGet());
  }

  @Override
  public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
    argument.set(ValueLayout.JAVA_INT, 0, file.caller().threadGroupId());
    return IoctlResult.status(file.data(Integer.class));
  }

  @Override
  public Result<Integer> backing(OpenFile file) {
    return mappable
        ? Result.ok(descriptor.applyAsInt(file.data(Integer.class)))
        : Result.failed(Errno.ENODEV, "not mapped");
  }

  @Override
  public PollEvents poll(OpenFile file, PollWaiter waiter) {
    waiter.watch(queue);
    return ready;
  }

  @Override
  public void release(OpenFile file) {
    beforeRelease.run();
    log.add("release " + file.data(Integer.class));
  }
}
