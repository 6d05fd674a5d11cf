package org.paravane.device.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.lifetime.Gate;
import org.paravane.device.lifetime.Section;

/**
 * The attributes that one owner has put below a directory, to be taken away together: after {@link #detach} none of them
 * can be found and none of their calls runs.
 */
public final class AttributeSet {

  private record Placed(Directory in, String name, TreeEntry entry) {
  }

  private final Inodes inodes;
  private final Gate gate;
  private final Section section;
  private final Deque<Placed> placed = new ArrayDeque<>();

  private AttributeSet(Inodes inodes, String owner, boolean gated) {
    this.inodes = inodes;
    this.gate = new Gate(owner);
    this.section = gated ? gate : Section.UNGUARDED;
  }

  /** Puts all groups below a directory, or nothing: EEXIST if a name is taken. */
  public static Result<AttributeSet> attach(Directory directory, Inodes inodes, String owner,
      List<AttributeGroup> groups) {
    return new AttributeSet(inodes, owner, true).placeAll(directory, owner, groups);
  }

  /**
   * The same for the registry's own knobs: a call may be under way after {@link #detach}, and may therefore do what ends
   * in a detach.
   */
  public static Result<AttributeSet> attachUnguarded(Directory directory, Inodes inodes, String owner,
      List<AttributeGroup> groups) {
    return new AttributeSet(inodes, owner, false).placeAll(directory, owner, groups);
  }

  private Result<AttributeSet> placeAll(Directory directory, String owner, List<AttributeGroup> groups) {
    for (AttributeGroup group : groups) {
      Optional<String> taken = place(directory, group);
      if (taken.isPresent()) {
        detach();
        return Result.failed(Errno.EEXIST, "attribute name is taken: owner=" + owner + ", name=" + taken.get());
      }
    }
    return Result.ok(this);
  }

  private Optional<String> place(Directory directory, AttributeGroup group) {
    Directory here = directory;
    if (!group.directory().isEmpty()) {
      for (String part : group.directory().split("/", -1)) {
        TreeEntry present = here.entries().get(part);
        if (present == null) {
          Directory made = new Directory(inodes);
          if (!put(here, part, made)) {
            return Optional.of(part);
          }
          here = made;
        } else if (present instanceof Directory known) {
          here = known;
        } else {
          return Optional.of(part);
        }
      }
    }
    for (Attribute attribute : group.attributes()) {
      if (!put(here, attribute.name(), new AttributeFile(inodes.next(), attribute, section))) {
        return Optional.of(attribute.name());
      }
    }
    return Optional.empty();
  }

  private boolean put(Directory in, String name, TreeEntry entry) {
    if (!in.link(name, entry)) {
      return false;
    }
    synchronized (placed) {
      placed.push(new Placed(in, name, entry));
    }
    return true;
  }

  /** Takes the files away and waits for the calls that are under way. Not from inside such a call. Idempotent. */
  public void detach() {
    List<Placed> leaving;
    synchronized (placed) {
      leaving = List.copyOf(placed);
      placed.clear();
    }
    leaving.forEach(last -> last.in().unlink(last.name(), last.entry()));
    gate.close();
    gate.awaitDrained();
  }
}
