package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.observe.TreeState;

/** A machine on which all is well for root, until a test changes it. */
public final class FakeSystem implements SystemView {
  private static final long ALL = -1;

  final Map<Path, String> texts = new HashMap<>(Map.of(Path.of("/proc/sys/kernel/yama/ptrace_scope"), "1\n",
      Path.of("/proc/self/limits"), "Limit Soft Hard Units\nMax open files            1024        1048576  files\n"));
  final Map<Path, Integer> openErrors = new HashMap<>(Map.of(Path.of("/dev/fuse"), 0));
  final Map<String, Path> programs = new HashMap<>();
  final Map<Path, Result<NodeVersion>> nodes = new LinkedHashMap<>();
  String release = "6.18.5-generic";
  int user;
  long capabilities = ALL;
  boolean setUserId = true;
  TreeState tree = TreeState.SERVED;
  HostAnswer host = new HostAnswer.Speaks();

  /** One node that works. */
  public FakeSystem() {
    nodes.put(Path.of("/tree/dev/accel/accel0"), Result.ok(new NodeVersion(1, true)));
  }

  /** The same machine for an ordinary user of a distribution. */
  public FakeSystem ordinaryUser() {
    user = 1000;
    capabilities = 0;
    programs.put("fusermount3", Path.of("/usr/bin/fusermount3"));
    return this;
  }

  @Override
  public String kernelRelease() {
    return release;
  }

  @Override
  public int userId() {
    return user;
  }

  @Override
  public long capabilities() {
    return capabilities;
  }

  @Override
  public Optional<String> text(Path file) {
    return Optional.ofNullable(texts.get(file));
  }

  @Override
  public boolean exists(Path file) {
    return openErrors.containsKey(file);
  }

  @Override
  public int openError(Path file) {
    return openErrors.getOrDefault(file, 2);
  }

  @Override
  public Optional<Path> program(String name) {
    return Optional.ofNullable(programs.get(name));
  }

  @Override
  public boolean isSetUserIdRoot(Path program) {
    return setUserId;
  }

  @Override
  public TreeState tree(Path root) {
    return tree;
  }

  @Override
  public List<Path> nodes(Path root) {
    return List.copyOf(nodes.keySet());
  }

  @Override
  public Result<NodeVersion> version(Path node) {
    return nodes.getOrDefault(node, Result.failed(Errno.ENOENT, "no such node"));
  }

  @Override
  public HostAnswer host(Path socket) {
    return host;
  }
}
