package org.paravane.device.attribute;

import java.util.List;

/**
 * Attributes that come and go together, either in the object's own directory or in one below it.
 *
 * @param directory  the directory below the object's own, {@code ""} for its own, slashes for deeper ones
 * @param attributes the files, names distinct
 */
public record AttributeGroup(String directory, List<Attribute> attributes) {

  public AttributeGroup {
    attributes = List.copyOf(attributes);
    if (!directory.isEmpty()) {
      for (String part : directory.split("/", -1)) {
        Names.check(part);
      }
    }
  }

  /** A group in the object's own directory. */
  public static AttributeGroup of(Attribute... attributes) {
    return new AttributeGroup("", List.of(attributes));
  }

  /** A group in a directory below. */
  public static AttributeGroup in(String directory, Attribute... attributes) {
    return new AttributeGroup(directory, List.of(attributes));
  }
}
