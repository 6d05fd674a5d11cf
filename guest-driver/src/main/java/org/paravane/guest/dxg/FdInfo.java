package org.paravane.guest.dxg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.device.OpenFile;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.dxg.object.ProcessAdapter;

/**
 * What an open file uses, as text in the keys that DRM drivers show in {@code /proc/PID/fdinfo}: {@code key: value} lines, bytes and
 * nanoseconds (linux-accel.md 10.0). Engine nodes of one kind are one engine with a capacity. What the host does not tell is left out.
 */
final class FdInfo {
  private final StringBuilder text = new StringBuilder();

  private FdInfo() {
  }

  /** The lines, each ended by a newline. A file that shows many adapters has a part for each that it uses. */
  static String of(OpenFile file, DxgProcess process) {
    FdInfo info = new FdInfo();
    info.line("drm-driver", "dxg");
    info.line("drm-client-id", file.id());
    process.adapters().forEach(info::adapter);
    info.line("paravane-pid", process.threadGroupId());
    info.line("paravane-comm", ProcessLifecycle.nameOf(process.threadGroupId()));
    info.line("paravane-objects", process.objectCount());
    info.line("paravane-pending-events", process.pendingEvents());
    return info.text.toString();
  }

  private void adapter(ProcessAdapter use) {
    DxgAdapter adapter = use.adapter();
    line("drm-pdev", adapter.identity().instance());
    engines(adapter, use.process());
    memory(adapter, use.process(), MemorySegmentGroup.LOCAL, "local");
    memory(adapter, use.process(), MemorySegmentGroup.NON_LOCAL, "memory");
  }

  private void line(String key, Object value) {
    text.append(key).append(":\t").append(value).append('\n');
  }

  private void engines(DxgAdapter adapter, DxgProcess process) {
    if (!(AdapterQuestions.usage(adapter,
        process.hostHandle()) instanceof Result.Ok<QueryUsageReply>(QueryUsageReply usage))) {
      return;
    }
    Map<String, Long> busy = new LinkedHashMap<>();
    Map<String, Integer> capacity = new LinkedHashMap<>();
    List<String> names = adapter.host().engines();
    for (int i = 0; i < Math.min(names.size(), usage.busyNanos().length()); i++) {
      String engine = engineOf(names.get(i));
      busy.merge(engine, usage.busyNanos().get(i), Long::sum);
      capacity.merge(engine, 1, Integer::sum);
    }
    busy.forEach((engine, nanos) -> line("drm-engine-" + engine, Long.toUnsignedString(nanos) + " ns"));
    capacity.forEach((engine, nodes) -> {
      if (nodes > 1) {
        line("drm-engine-capacity-" + engine, nodes);
      }
    });
    line("paravane-aperture-excess", Long.toUnsignedString(usage.apertureExcessBytes()));
  }

  /** Of a node's name, {@code other compute0}, its kind: {@code compute}. */
  static String engineOf(String node) {
    String name = node.substring(node.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String kind = name.replaceAll("\\d+$", "");
    return kind.isEmpty() ? name : kind;
  }

  private void memory(DxgAdapter adapter, DxgProcess process, MemorySegmentGroup group, String region) {
    if (AdapterQuestions.memory(adapter, process.hostHandle(),
        group) instanceof Result.Ok<QueryVideoMemoryInfoReply>(QueryVideoMemoryInfoReply memory)) {
      line("drm-total-" + region, Long.toUnsignedString(memory.currentUsage()));
      line("drm-resident-" + region, Long.toUnsignedString(memory.currentUsage()));
    }
  }
}
