package org.paravane.runtime.fake;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.IoctlAnswer;
import org.paravane.runtime.NodeAccess;
import org.paravane.runtime.NodeFile;

/**
 * A node with one accelerator. Work runs at once, on the thread that submits it, unless it is held. Whatever is asked is
 * noted, whatever is alive is counted, and each ioctl can be made to fail.
 */
public final class FakeNode implements NodeAccess {
  private final String name;
  private final FakeMemory memory = new FakeMemory();
  private final FakeObjects objects = new FakeObjects(memory);
  private final FakeIoctls ioctls = new FakeIoctls(this, memory, objects);
  private final List<DxgIoctl> calls = new ArrayList<>();
  private final Map<DxgIoctl, IoctlAnswer> failures = new EnumMap<>(DxgIoctl.class);
  private final Deque<FakeDevice.Fault> faults = new ArrayDeque<>();
  private @Nullable Errno openFailure;
  private boolean mapFails;
  private boolean interruptible = true;
  private boolean held;
  private boolean statesSayWhy;
  private boolean kernelsSkipped;
  private int adapters = 1;
  private int callsUntilFailure = Integer.MAX_VALUE;
  private int callsUntilUnplug = Integer.MAX_VALUE;
  private List<KernelObjectTable.Entry> kernels = FakeKernels.table();
  private final FakePrograms programs = new FakePrograms();
  private DeviceInfo deviceInfo = FakePrograms.device(true);
  private int kernelTableVersion = KernelObjectTable.VERSION;
  private boolean gone;
  private int openFiles;
  private int sleepers;

  public FakeNode() {
    this("fake0");
  }

  public FakeNode(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Result<NodeFile> open() {
    Errno refusal = openFailure;
    if (refusal != null) {
      return Result.failed(refusal, "fake refuses");
    }
    openFiles++;
    return Result.ok(new File());
  }

  private final class File implements NodeFile {
    private boolean closed;

    @Override
    public IoctlAnswer ioctl(int request, MemorySegment argument) {
      return FakeNode.this.ioctl(request, argument);
    }

    @Override
    public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
      if (mapFails) {
        return Result.failed(Errno.ENOMEM, "fake maps nothing");
      }
      return offset % FakeMemory.PAGE == 0
          ? Result.ok(memory.map(offset, length, arena))
          : Result.failed(Errno.EINVAL, "offset is no page: offset=" + offset);
    }

    @Override
    public boolean isInterruptible() {
      return interruptible;
    }

    @Override
    public void close() {
      synchronized (FakeNode.this) {
        if (!closed) {
          closed = true;
          openFiles--;
        }
      }
    }
  }

  private synchronized IoctlAnswer ioctl(int request, MemorySegment argument) {
    DxgIoctl ioctl = DxgIoctl.ofRequest(request).orElseThrow();
    calls.add(ioctl);
    if (--callsUntilUnplug == 0) {
      unplug();
    }
    if (gone) {
      return IoctlAnswer.failed(Errno.ENODEV, null);
    }
    if (--callsUntilFailure == 0) {
      return IoctlAnswer.failed(Errno.ENOMEM, "fake fails this one: ioctl=" + ioctl);
    }
    IoctlAnswer failure = failures.remove(ioctl);
    if (failure != null) {
      return failure;
    }
    IoctlAnswer answer = ioctls.answer(ioctl, argument, statesSayWhy);
    if (!held) {
      pump();
    }
    notifyAll();
    return answer;
  }

  /** Sleeps until something is reached; false when the node is gone. Called under the monitor, which it gives up meanwhile. */
  synchronized boolean sleepUntil(BooleanSupplier reached) throws InterruptedException {
    sleepers++;
    notifyAll();
    boolean interrupted = false;
    try {
      while (!reached.getAsBoolean() && !gone) {
        try {
          wait();
        } catch (InterruptedException e) {
          if (interruptible) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      sleepers--;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return !gone;
  }

  private void pump() {
    boolean progress = true;
    while (progress) {
      progress = false;
      for (FakeQueue queue : objects.all(FakeQueue.class)) {
        progress |= queue.step(queue.waiting() > 0 ? faults.poll() : null);
      }
    }
  }

  /** Its files are those of a kernel: interrupting a thread does not end its request. */
  public void setUninterruptible() {
    interruptible = false;
  }

  /** The next call of that ioctl fails. */
  public synchronized void fail(DxgIoctl ioctl, Errno errno, @Nullable String reason) {
    failures.put(ioctl, IoctlAnswer.failed(errno, reason));
  }

  /** The n-th call from now fails, whatever it is; 1 is the next. */
  public synchronized void failCall(int number) {
    callsUntilFailure = number;
  }

  /** The device goes at the n-th call from now; 1 is the next. */
  public synchronized void unplugAtCall(int number) {
    callsUntilUnplug = number;
  }

  /** From now on the node shows so many adapters. */
  public synchronized void showAdapters(int count) {
    adapters = count;
  }

  synchronized int adapters() {
    return adapters;
  }

  /** From now on the adapter lists other kernels, which it cannot run. */
  public synchronized void listKernels(List<KernelObjectTable.Entry> entries, int version) {
    kernels = List.copyOf(entries);
    kernelTableVersion = version;
  }

  synchronized KernelObjectTable kernelTable(long bufferBytes) {
    KernelObjectTable table = KernelObjectTable.of(kernels, bufferBytes);
    return new KernelObjectTable(table.magic(), kernelTableVersion, table.total(), table.count(), table.entries());
  }

  /** From now on the device takes no programs. */
  public synchronized void takeNoPrograms() {
    deviceInfo = FakePrograms.device(false);
  }

  /** From now on nobody answers what the device is. */
  public synchronized void hideDevice() {
    deviceInfo = DeviceInfo.request();
  }

  synchronized DeviceInfo deviceInfo() {
    return deviceInfo;
  }

  /** What it was told to build. */
  public FakePrograms programs() {
    return programs;
  }

  /** Opening fails from now on. */
  public synchronized void failOpen(Errno errno) {
    openFailure = errno;
  }

  /** Mapping fails from now on, or works again. */
  public synchronized void failMappings(boolean fails) {
    mapFails = fails;
  }

  /** The next operation of any queue faults. */
  public synchronized void faultNext(FakeDevice.Fault fault) {
    faults.add(fault);
  }

  /** From now on GETDEVICESTATE says why a device is in error, and waits say nothing of it. */
  public synchronized void sayWhyWithState() {
    statesSayWhy = true;
  }

  /** From now on kernels are not executed, but counted as if they were: what they should have written stays what it was. */
  public synchronized void skipKernels() {
    kernelsSkipped = true;
  }

  synchronized boolean skipsKernels() {
    return kernelsSkipped;
  }

  /** Nothing runs any more. */
  public synchronized void hold() {
    held = true;
  }

  /** Runs one operation of each queue that can. */
  public synchronized void step() {
    objects.all(FakeQueue.class).forEach(queue -> queue.step(faults.poll()));
    notifyAll();
  }

  /** Everything runs again. */
  public synchronized void resume() {
    held = false;
    pump();
    notifyAll();
  }

  /** The device is gone: every call is ENODEV, whoever sleeps wakes. */
  public synchronized void unplug() {
    gone = true;
    notifyAll();
  }

  /** What was asked, in order. */
  public synchronized List<DxgIoctl> calls() {
    return List.copyOf(calls);
  }

  public synchronized void forgetCalls() {
    calls.clear();
  }

  /** Waits until that many threads sleep in a wait. */
  public synchronized void awaitSleepers(int count) throws InterruptedException {
    while (sleepers < count) {
      wait();
    }
  }

  /** Submissions that queues have taken so far, and packets that they have executed. */
  public synchronized int submissions() {
    return objects.all(FakeQueue.class).stream().mapToInt(FakeQueue::submissions).sum();
  }

  public synchronized int packets() {
    return objects.all(FakeQueue.class).stream().mapToInt(FakeQueue::packets).sum();
  }

  /** What is alive, by kind; empty when nothing is. */
  public synchronized Map<String, Integer> alive() {
    Map<String, Integer> alive = new TreeMap<>(objects.alive());
    alive.put("addresses", memory.addresses());
    alive.put("files", openFiles);
    alive.put("mappings", memory.mappings());
    alive.values().removeIf(count -> count == 0);
    return alive;
  }
}
