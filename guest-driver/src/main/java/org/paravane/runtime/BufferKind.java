package org.paravane.runtime;

/** Where a buffer lies. */
public enum BufferKind {
  /** In memory that both this process and the engines see: nothing is copied. */
  MAPPED,
  /** In the accelerator's own memory: engines are fastest there, this process reaches it by copies of a queue only. */
  LOCAL
}
