package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Result;
import org.paravane.guest.observe.TreeState;

/** What checks can see of a machine. */
public interface SystemView {

  /** As {@code uname -r} says. */
  String kernelRelease();

  /** Effective user. */
  int userId();

  /** Effective capabilities, a bit for each. */
  long capabilities();

  /** The text of a file, empty if it cannot be read. */
  Optional<String> text(Path file);

  /** Whether something is there. */
  boolean exists(Path file);

  /** Opens a file for reading and writing, and closes it: 0 or the errno. */
  int openError(Path file);

  /** Where a program is found on the path. */
  Optional<Path> program(String name);

  /** Whether a program runs as root whoever starts it. */
  boolean isSetUserIdRoot(Path program);

  /** What stands where a tree should be. */
  TreeState tree(Path root);

  /** The device nodes of a tree. */
  List<Path> nodes(Path root);

  /** Asks a node who serves it and what it can do. */
  Result<NodeVersion> version(Path node);

  /** Talks to a host. */
  HostAnswer host(Path socket);
}
