package org.paravane.guest.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.paravane.abi.Result;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.DeviceTree;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;

/**
 * The attributes of a device, read without opening it.
 *
 * @param values value by path below the device, {@code memory/local_used_bytes}; what cannot be read is left out
 */
record DeviceAttributes(SequencedMap<String, String> values) {

  /** Reads all attributes of an accelerator. */
  static DeviceAttributes of(DeviceTree tree, String accelerator) {
    String path = "sys/class/accel/" + accelerator;
    SequencedMap<String, String> values = new LinkedHashMap<>();
    if (tree.lookup(path) instanceof Result.Ok<TreeEntry>(TreeEntry entry) && entry instanceof Directory directory) {
      read(tree, path, directory, "", values);
    }
    return new DeviceAttributes(values);
  }

  private static void read(DeviceTree tree, String path, Directory directory, String prefix,
      SequencedMap<String, String> values) {
    for (Map.Entry<String, TreeEntry> entry : directory.entries().entrySet()) {
      String below = prefix + entry.getKey();
      if (entry.getValue() instanceof Directory inner) {
        read(tree, path, inner, below + "/", values);
      } else if (entry.getValue() instanceof AttributeFile
          && tree.read(path + "/" + below) instanceof Result.Ok<String>(String value)) {
        values.put(below, value.strip());
      }
    }
  }

  /** A value, {@code -} if there is none. */
  String get(String key) {
    return values.getOrDefault(key, "-");
  }

  /** Those whose path begins with one of some prefixes. */
  DeviceAttributes below(String... prefixes) {
    SequencedMap<String, String> chosen = new LinkedHashMap<>();
    values.forEach((key, value) -> {
      for (String prefix : prefixes) {
        if (key.startsWith(prefix)) {
          chosen.put(key, value);
        }
      }
    });
    return new DeviceAttributes(chosen);
  }
}
