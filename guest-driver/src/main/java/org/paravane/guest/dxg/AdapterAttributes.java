package org.paravane.guest.dxg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.paravane.abi.Errno;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.guest.dxg.object.AdapterIdentity;
import org.paravane.guest.dxg.object.DxgAdapter;

/** Everything about an adapter that can be known without opening its node: one value in one file. */
final class AdapterAttributes {
  private AdapterAttributes() {
  }

  static List<AttributeGroup> of(DxgAdapter adapter) {
    return List.of(identity(adapter), AttributeGroup.in("memory", memory(adapter)), engines(adapter), usage(adapter),
        errors(adapter));
  }

  private static AttributeGroup identity(DxgAdapter adapter) {
    AdapterIdentity identity = adapter.identity();
    return AttributeGroup.of(
        Attribute.constant("luid", identity.luid()),
        Attribute.constant("instance_id", identity.instance()),
        Attribute.constant("vendor", hex(identity.pciVendor())),
        Attribute.constant("device_id", hex(identity.pciDevice())),
        Attribute.constant("description", adapter.host().description()),
        Attribute.constant("host_instance_id", adapter.host().instanceId()),
        Attribute.constant("host_luid", adapter.host().adapterLuid()),
        Attribute.constant("api_version", identity.protocolVersion()),
        Attribute.constant("ddi_version", adapter.host().ddiVersion()),
        Attribute.constant("compute_only", flag(identity.computeOnly())),
        Attribute.constant("async_submission", flag(adapter.host().asyncEnabled())),
        Attribute.readOnly("state", () -> adapter.isActive() ? "active" : "gone"));
  }

  private static String hex(int id) {
    return "0x%04x".formatted(id);
  }

  private static int flag(boolean value) {
    return value ? 1 : 0;
  }

  private static Attribute[] memory(DxgAdapter adapter) {
    List<Attribute> all = new ArrayList<>();
    for (MemorySegmentGroup group : MemorySegmentGroup.values()) {
      String name = group == MemorySegmentGroup.LOCAL ? "local" : "nonlocal";
      all.add(asked(adapter, group, name + "_limit_bytes", QueryVideoMemoryInfoReply::budget));
      all.add(asked(adapter, group, name + "_used_bytes", QueryVideoMemoryInfoReply::currentUsage));
    }
    return all.toArray(Attribute[]::new);
  }

  private static Attribute asked(DxgAdapter adapter, MemorySegmentGroup group, String name,
      ToLongFunction<QueryVideoMemoryInfoReply> value) {
    return Attribute.answering(name, () -> AdapterQuestions.memory(adapter, group)
        .map(reply -> Long.toUnsignedString(value.applyAsLong(reply))));
  }

  private static AttributeGroup engines(DxgAdapter adapter) {
    List<String> engines = adapter.host().engines();
    List<Attribute> all = new ArrayList<>();
    all.add(Attribute.constant("count", engines.size()));
    for (int i = 0; i < engines.size(); i++) {
      all.add(Attribute.constant("node" + i, engines.get(i)));
    }
    return new AttributeGroup("engines", all);
  }

  private static AttributeGroup usage(DxgAdapter adapter) {
    return AttributeGroup.in("usage",
        Attribute.readOnly("open_count", () -> adapter.processes().size()),
        Attribute.readOnly("opens", adapter.counters()::opens),
        Attribute.readOnly("calls", adapter.counters()::calls),
        Attribute.readOnly("submissions", adapter.counters()::submissions),
        Attribute.readOnly("copied_bytes", adapter.counters()::copiedBytes),
        Attribute.readOnly("state_changes", adapter::stateChanges));
  }

  /** Failed calls, all together and by errno. */
  private static AttributeGroup errors(DxgAdapter adapter) {
    List<Attribute> all = new ArrayList<>();
    all.add(Attribute.readOnly("total", () -> adapter.counters().failures()));
    for (Errno errno : Errno.values()) {
      all.add(Attribute.readOnly(errno.name().toLowerCase(Locale.ROOT), () -> adapter.counters().failures(errno)));
    }
    return new AttributeGroup("errors", all);
  }
}
