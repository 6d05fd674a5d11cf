package org.paravane.device;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.paravane.device.attribute.AttributeGroup;

/** A driver made of functions that keeps a log of what it was asked. */
public final class WidgetDriver implements Driver {
  private final String name;
  private final MatchId id;
  public final List<String> log = Collections.synchronizedList(new ArrayList<>());
  public volatile Function<Device, ProbeResult> onProbe = device -> ProbeResult.bound();
  public volatile Consumer<Device> onRemove = device -> {
  };
  public volatile Function<Device, List<AttributeGroup>> groups = device -> List.of();

  public WidgetDriver(String name) {
    this(name, TestBed.ID);
  }

  public WidgetDriver(String name, MatchId id) {
    this.name = name;
    this.id = id;
  }

  public WidgetDriver probing(Function<Device, ProbeResult> function) {
    onProbe = function;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<MatchId> ids() {
    return List.of(id);
  }

  @Override
  public ProbeResult probe(Device device) {
    log.add("probe " + device.name());
    return onProbe.apply(device);
  }

  @Override
  public void remove(Device device) {
    log.add("remove " + device.name());
    onRemove.accept(device);
  }

  @Override
  public List<AttributeGroup> groups(Device device) {
    return groups.apply(device);
  }
}
