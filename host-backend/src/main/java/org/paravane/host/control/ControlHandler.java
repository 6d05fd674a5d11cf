package org.paravane.host.control;

import java.util.List;

/** What the control socket's commands do. Called by several threads. */
@FunctionalInterface
public interface ControlHandler {
  /**
   * Carries out one command.
   *
   * @param words the command and its arguments, at least one; from a peer of the same user, but not checked further
   */
  Json command(List<String> words);
}
