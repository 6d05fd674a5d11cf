package org.paravane.guest.cdi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * A specification of the Container Device Interface; the components are the members of the JSON text. Source: the CDI
 * specification, version 0.6.0.
 *
 * <p>A node of ours is a file of a mounted file system, and each look-up of it leads to an inode of its own. A container
 * that got the file itself by a bind mount would have one inode for ever, which can be open once only. So what it gets is
 * the directory that holds the one node.
 *
 * @param cdiVersion of the specification that this follows
 * @param kind       vendor and class
 * @param devices    what a container can ask for
 */
public record CdiSpecification(String cdiVersion, String kind, List<Device> devices) {
  public static final String VERSION = "0.6.0";
  public static final String KIND = "paravane.org/accel";
  /** What gives a container every device of the specification. */
  public static final String ALL = "all";
  /** Where a container finds its nodes: each in a directory of the same name. */
  public static final String PLACE = "/dev/paravane";

  public CdiSpecification {
    devices = List.copyOf(devices);
  }

  /** What a container can ask for by name. */
  public record Device(String name, Edits containerEdits) {
  }

  /** What changes in the container. */
  public record Edits(List<String> env, List<Mount> mounts) {
    public Edits {
      env = List.copyOf(env);
      mounts = List.copyOf(mounts);
    }
  }

  /** A directory of the host that the container sees. */
  public record Mount(String hostPath, String containerPath, String type, List<String> options) {
    public Mount {
      options = List.copyOf(options);
    }
  }

  /**
   * Of some nodes, and of all of them together.
   *
   * @param directories each holds one node, of the directory's own name
   */
  public static CdiSpecification of(List<Path> directories) {
    List<Device> devices = new ArrayList<>();
    List<String> env = new ArrayList<>();
    List<Mount> mounts = new ArrayList<>();
    for (Path directory : directories) {
      String name = String.valueOf(directory.getFileName());
      String inside = PLACE + "/" + name;
      String variable = "PARAVANE_NODE_" + name.toUpperCase(Locale.ROOT) + "=" + inside + "/" + name;
      Mount mount = new Mount(directory.toString(), inside, "bind", List.of("rbind", "rw", "nosuid", "noexec"));
      devices.add(new Device(name, new Edits(List.of(variable), List.of(mount))));
      env.add(variable);
      mounts.add(mount);
    }
    devices.add(new Device(ALL, new Edits(env, mounts)));
    return new CdiSpecification(VERSION, KIND, devices);
  }

  /** The text of the file. */
  public String json() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + System.lineSeparator();
  }
}
