package org.paravane.device;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.Caller;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.io.PollQueue;
import org.paravane.device.lifetime.FileLifetime;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Inodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all duplicates of one open share: the open file description of a kernel. */
final class OpenDescription {
  private static final Logger LOG = LoggerFactory.getLogger(OpenDescription.class);

  final DeviceNode node;
  final long id;
  final OpenFlags flags;
  final OpenFile opener;
  final FileLifetime lifetime;
  /** Wakes when the device goes away; every poll waits on it. */
  final PollQueue unplugQueue = new PollQueue();
  private @Nullable Directory directory;
  private volatile @Nullable Object data;
  /** Whether the front can let callers map the file; most can. */
  volatile boolean mappable = true;

  OpenDescription(DeviceNode node, long id, Caller caller, OpenFlags flags) {
    this.node = node;
    this.id = id;
    this.flags = flags;
    this.opener = new OpenFile(this, caller);
    this.lifetime = new FileLifetime(node.name() + "#" + id, () -> node.ended(this));
  }

  void setData(Object privateData) {
    data = privateData;
  }

  @Nullable
  Object data() {
    return data;
  }

  /** The directory {@code clients/<id>}, made when somebody first looks. */
  synchronized Directory directory(Inodes inodes) {
    Directory known = directory;
    if (known == null) {
      known = new Directory(inodes);
      Attribute pid = Attribute.constant("pid", opener.caller().threadGroupId());
      for (Attribute attribute : AttributeGroup.of(pid).attributes()) {
        known.link(attribute.name(), new AttributeFile(inodes.next(), attribute, lifetime));
      }
      for (Attribute attribute : clientAttributes()) {
        known.link(attribute.name(), new AttributeFile(inodes.next(), attribute, lifetime));
      }
      directory = known;
    }
    return known;
  }

  private List<Attribute> clientAttributes() {
    if (!lifetime.enter()) {
      return List.of();
    }
    try {
      return node.operations().clientAttributes(opener);
    } catch (RuntimeException e) {
      LOG.error("driver threw: node={}, call=clientAttributes", node.name(), e);
      return List.of();
    } finally {
      lifetime.exit();
    }
  }
}
