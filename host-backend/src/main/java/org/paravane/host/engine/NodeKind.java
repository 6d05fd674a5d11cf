package org.paravane.host.engine;

/** What an engine node is for. Every node takes every packet; the kind says where which work belongs. */
public enum NodeKind {
  /** Runs kernels. */
  COMPUTE,
  /** Moves bytes; kernel dispatches are refused there. */
  COPY
}
