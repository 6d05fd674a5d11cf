package org.paravane.guest.dxg;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.extension.Feature;
import org.paravane.device.DeviceNode;
import org.paravane.device.FileOperations;
import org.paravane.device.OpenFile;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.guest.dxg.ioctl.Call;
import org.paravane.guest.dxg.ioctl.IoctlDispatch;
import org.paravane.guest.dxg.object.Aperture;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;

/** The files of one adapter's node. Each open file is a process of its own to the host. */
final class DxgFiles implements FileOperations {
  private static final long COPY_AND_LEND = Feature.COPY.bit() | Feature.LEND.bit();

  private final DxgAdapter adapter;
  private final IoctlDispatch dispatch;
  private final ProcessLifecycle lifecycle;

  DxgFiles(DxgAdapter adapter, IoctlDispatch dispatch) {
    this.adapter = adapter;
    this.dispatch = dispatch;
    this.lifecycle = new ProcessLifecycle(adapter);
  }

  @Override
  public Result<Object> open(OpenFile file) {
    return switch (lifecycle.begin(file.caller())) {
      case Result.Ok<DxgProcess>(DxgProcess process) -> {
        adapter.counters().opened();
        yield Result.ok(process);
      }
      case Result.Failed<DxgProcess> failed -> {
        adapter.counters().failed(failed.errno());
        yield failed.as();
      }
    };
  }

  /** A caller of another thread group than the opener's is a forked child and gets ENOTTY: it has to open the node itself. */
  @Override
  public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
    DxgProcess process = file.data(DxgProcess.class);
    IoctlResult result = process.threadGroupId() == file.caller().threadGroupId()
        ? dispatch.dispatch(new Call(adapter, process, file.caller().memory(), features(file)), request, argument)
        : IoctlResult.failed(Errno.ENOTTY, "file was opened by another process: opener=" + process.threadGroupId()
            + ", caller=" + file.caller().threadGroupId());
    count(result);
    return result;
  }

  private static long features(OpenFile file) {
    return file.isMappable() ? COPY_AND_LEND | Feature.MMAP.bit() : COPY_AND_LEND;
  }

  private void count(IoctlResult result) {
    adapter.counters().called();
    if (!result.isOk()) {
      for (Errno errno : Errno.values()) {
        if (errno.number() == -result.value()) {
          adapter.counters().failed(errno);
        }
      }
    }
  }

  @Override
  public Result<MappedRange> mmap(OpenFile file, long offset, long length, boolean writable) {
    return file.data(DxgProcess.class).aperture().flatMap(aperture -> aperture.map(offset, length));
  }

  @Override
  public Result<Integer> backing(OpenFile file) {
    return file.data(DxgProcess.class).aperture().map(Aperture::descriptor);
  }

  /** The node itself never becomes ready: what can be waited for are eventfds and fences. */
  @Override
  public PollEvents poll(OpenFile file, PollWaiter waiter) {
    return adapter.isActive() ? PollEvents.NONE : PollEvents.GONE;
  }

  @Override
  public void unplugging(DeviceNode node) {
    adapter.lose("node is going away: node=" + node.name());
  }

  @Override
  public void release(OpenFile file) {
    lifecycle.release(file.data(DxgProcess.class));
  }

  @Override
  public List<Attribute> clientAttributes(OpenFile file) {
    DxgProcess process = file.data(DxgProcess.class);
    return List.of(Attribute.readOnly("objects", process::objectCount),
        Attribute.readOnly("adapters", process::openingCount),
        Attribute.readOnly("fault", process::lastFault),
        Attribute.readOnly("pending_events", () -> adapter.events().count(process)));
  }
}
