package org.paravane.guest.dxg;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.guest.dxg.object.AdapterIdentity;
import org.paravane.guest.dxg.object.DxgAdapter;

/** Everything about an adapter that can be known without opening its node: one value in one file. */
final class AdapterAttributes {
  private static final Duration MAX_AGE = Duration.ofMillis(100);

  private AdapterAttributes() {
  }

  /** The groups of an adapter. What its host cannot tell is not there. */
  static List<AttributeGroup> of(DxgAdapter adapter) {
    RecentAnswer<QueryUsageReply> used = new RecentAnswer<>(() -> AdapterQuestions.usage(adapter, Handle.NONE),
        MAX_AGE, System::nanoTime);
    RecentAnswer<QuerySensorsReply> sensed = new RecentAnswer<>(() -> AdapterQuestions.sensors(adapter), MAX_AGE,
        System::nanoTime);
    List<AttributeGroup> groups = new ArrayList<>(List.of(identity(adapter),
        AttributeGroup.in("memory", memory(adapter)), engines(adapter, used), usage(adapter, used), errors(adapter)));
    sensors(sensed).ifPresent(groups::add);
    return List.copyOf(groups);
  }

  private static AttributeGroup identity(DxgAdapter adapter) {
    AdapterIdentity identity = adapter.identity();
    return AttributeGroup.of(
        Attribute.constant("uuid", identity.instance()),
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

  private static AttributeGroup engines(DxgAdapter adapter, RecentAnswer<QueryUsageReply> used) {
    List<String> engines = adapter.host().engines();
    List<Attribute> all = new ArrayList<>();
    all.add(Attribute.constant("count", engines.size()));
    for (int i = 0; i < engines.size(); i++) {
      all.add(Attribute.constant("node" + i, engines.get(i)));
      if (adapter.identity().extensions()) {
        all.add(busy(i, used));
      }
    }
    return new AttributeGroup("engines", all);
  }

  private static Attribute busy(int node, RecentAnswer<QueryUsageReply> used) {
    return Attribute.answering("node" + node + "_busy_ns", () -> used.get()
        .flatMap(reply -> node < reply.busyNanos().length()
            ? Result.ok(Long.toUnsignedString(reply.busyNanos().get(node)))
            : Result.failed(Errno.EIO, "host tells of fewer engines: node=" + node)));
  }

  private static AttributeGroup usage(DxgAdapter adapter, RecentAnswer<QueryUsageReply> used) {
    List<Attribute> all = new ArrayList<>(List.of(
        Attribute.readOnly("open_count", () -> adapter.processes().size()),
        Attribute.readOnly("opens", adapter.counters()::opens),
        Attribute.readOnly("calls", adapter.counters()::calls),
        Attribute.readOnly("submissions", adapter.counters()::submissions),
        Attribute.readOnly("copied_bytes", adapter.counters()::copiedBytes),
        Attribute.readOnly("state_changes", adapter::stateChanges)));
    if (adapter.identity().extensions()) {
      all.add(Attribute.answering("aperture_excess_bytes",
          () -> used.get().map(reply -> Long.toUnsignedString(reply.apertureExcessBytes()))));
    }
    return new AttributeGroup("usage", all);
  }

  /** Those that the adapter has, in the names and units of hwmon. */
  private static Optional<AttributeGroup> sensors(RecentAnswer<QuerySensorsReply> sensed) {
    if (!(sensed.get() instanceof Result.Ok<QuerySensorsReply>(QuerySensorsReply first))) {
      return Optional.empty();
    }
    List<Attribute> all = new ArrayList<>();
    if (first.hasTemperature()) {
      all.add(sensor("temp1_input", sensed, QuerySensorsReply::temperatureMillidegrees));
    }
    if (first.hasPower()) {
      all.add(sensor("power1_input", sensed, QuerySensorsReply::powerMicrowatts));
    }
    if (first.hasFrequency()) {
      all.add(sensor("freq1_input", sensed, QuerySensorsReply::frequencyHz));
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    all.addFirst(Attribute.constant("name", "dxg"));
    return Optional.of(new AttributeGroup("hwmon", all));
  }

  private static Attribute sensor(String name, RecentAnswer<QuerySensorsReply> sensed,
      ToLongFunction<QuerySensorsReply> value) {
    return Attribute.answering(name, () -> sensed.get().map(reply -> String.valueOf(value.applyAsLong(reply))));
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
