package org.paravane.guest.node;

import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.OpenFile;
import org.paravane.device.io.Caller;
import org.paravane.device.io.OpenFlags;
import org.paravane.linux.Processes;

/** Opens device nodes of a registry in this process, which is the caller: pointers are addresses here. */
public final class LocalNodes {
  private final DeviceRegistry registry;

  public LocalNodes(DeviceRegistry registry) {
    this.registry = registry;
  }

  /** The nodes below {@code dev}: {@code accel/accel0}. */
  public List<String> list() {
    return registry.classes().stream().flatMap(members -> members.nodes().stream()).map(DeviceNode::devName).toList();
  }

  /** Opens a node for reading and writing. ENOENT when there is none of that name, or what opening answers. */
  public Result<LocalFile> open(String devName) {
    return open(devName, OpenFlags.READ_WRITE);
  }

  /** Opens a node. */
  public Result<LocalFile> open(String devName, OpenFlags flags) {
    return registry.node(devName).map(node -> node.open(caller(), flags).map(LocalNodes::file))
        .orElseGet(() -> Result.failed(Errno.ENOENT, "no such node: name=" + devName));
  }

  private static LocalFile file(OpenFile file) {
    return new LocalFile(file, file.caller().memory());
  }

  /** This process, as the drivers see it. */
  public static Caller caller() {
    int pid = Processes.pid();
    return new Caller(pid, pid, 0, 0, new SelfMemory(pid));
  }
}
