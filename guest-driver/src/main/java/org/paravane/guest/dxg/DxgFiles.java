package org.paravane.guest.dxg;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
import org.paravane.guest.dxg.ioctl.AdapterUse;
import org.paravane.guest.dxg.ioctl.FileCall;
import org.paravane.guest.dxg.ioctl.IoctlDispatch;
import org.paravane.guest.dxg.object.AdapterCounters;
import org.paravane.guest.dxg.object.Aperture;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.dxg.object.Sight;

/** The files of a node. Each open file is a process of its own to the host, and reaches the adapters in sight. */
final class DxgFiles implements FileOperations {
  private static final long COPY_AND_LEND = Feature.COPY.bit() | Feature.LEND.bit();

  private final Sight sight;
  private final IoctlDispatch dispatch;
  private final ProcessLifecycle lifecycle;
  /** The processes of the files that are open. */
  private final Set<DxgProcess> processes = ConcurrentHashMap.newKeySet();

  DxgFiles(Sight sight, IoctlDispatch dispatch) {
    this.sight = sight;
    this.dispatch = dispatch;
    this.lifecycle = new ProcessLifecycle(sight.global());
  }

  @Override
  public Result<Object> open(OpenFile file) {
    return switch (lifecycle.begin(file.caller(), sight).flatMap(this::begun)) {
      case Result.Ok<DxgProcess>(DxgProcess process) -> {
        count(AdapterCounters::opened);
        yield Result.ok(process);
      }
      case Result.Failed<DxgProcess> failed -> {
        count(counters -> counters.failed(failed.errno()));
        yield failed.as();
      }
    };
  }

  /** The file of an adapter's node uses the adapter from the beginning, any other one when it opens an adapter. */
  private Result<DxgProcess> begun(DxgProcess process) {
    processes.add(process);
    if (sight instanceof Sight.One(DxgAdapter adapter)
        && AdapterUse.begin(process, adapter) instanceof Result.Failed<DxgAdapter> failed) {
      end(process);
      return failed.as();
    }
    return Result.ok(process);
  }

  /** What happens on the only adapter in sight is counted there; that of many is counted where a call is routed. */
  private void count(Consumer<AdapterCounters> happened) {
    if (sight instanceof Sight.One(DxgAdapter adapter)) {
      happened.accept(adapter.counters());
    }
  }

  private void end(DxgProcess process) {
    lifecycle.release(process);
    processes.remove(process);
  }

  /** Ends all processes, also of files that stay open: nobody serves them any more. */
  void endAll() {
    processes.forEach(lifecycle::end);
  }

  /** A caller of another thread group than the opener's is a forked child and gets ENOTTY: it has to open the node itself. */
  @Override
  public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
    DxgProcess process = file.data(DxgProcess.class);
    IoctlResult result = process.threadGroupId() == file.caller().threadGroupId()
        ? dispatch.dispatch(new FileCall(process, file.caller().memory(), features(file)), request, argument)
        : IoctlResult.failed(Errno.ENOTTY, "file was opened by another process: opener=" + process.threadGroupId()
            + ", caller=" + file.caller().threadGroupId());
    if (sight instanceof Sight.One(DxgAdapter adapter)) {
      adapter.counters().called(result.value());
    }
    return result;
  }

  private long features(OpenFile file) {
    return COPY_AND_LEND | (file.isMappable() ? Feature.MMAP.bit() : 0)
        | (sight instanceof Sight.All ? Feature.LEGACY.bit() : 0);
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
    return sight.requireUsable() instanceof Result.Ok ? PollEvents.NONE : PollEvents.GONE;
  }

  /** A node goes with its adapter; one that shows all goes with the global channel, which none of them outlives. */
  @Override
  public void unplugging(DeviceNode node) {
    sight.adapters().forEach(adapter -> adapter.lose("node is going away: node=" + node.name()));
  }

  @Override
  public void release(OpenFile file) {
    end(file.data(DxgProcess.class));
  }

  @Override
  public List<Attribute> clientAttributes(OpenFile file) {
    DxgProcess process = file.data(DxgProcess.class);
    return List.of(Attribute.readOnly("objects", process::objectCount),
        Attribute.readOnly("adapters", process::openingCount),
        Attribute.readOnly("comm", () -> ProcessLifecycle.nameOf(process.threadGroupId())),
        Attribute.readOnly("fdinfo", () -> FdInfo.of(file, process)),
        Attribute.readOnly("fault", process::lastFault),
        Attribute.readOnly("pending_events", process::pendingEvents));
  }
}
