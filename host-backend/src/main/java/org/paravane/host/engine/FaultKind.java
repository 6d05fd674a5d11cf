package org.paravane.host.engine;

/** Why a context was ended. */
public enum FaultKind {
  /** An address was not mapped, or not with the needed right. */
  PAGE_FAULT,
  /** A packet was malformed: type, reserved field, size, alignment. */
  BAD_PACKET,
  /** No such kernel object, or not on this kind of node. */
  BAD_KERNEL,
  /** Kernel arguments out of range. */
  BAD_KERNARG,
  /** A packet ran longer than allowed. */
  TIMEOUT,
  /** A fault was asked for by a test. */
  INJECTED,
  /** The engine failed: node reset, worker lost, adapter reset. */
  ENGINE_LOST,
  /** The whole adapter is gone. */
  DEVICE_LOST,
  /** A failure of our own inside the engine; the log has more. */
  INTERNAL
}
