package org.paravane.host.engine;

/** What an adapter may be able to do beyond running built-in kernels. */
public enum GpuCapability {
  /** Engines read and write apertures and existing memory in place; nothing is copied. */
  SHARED_HOST_MEMORY,
  /** A command buffer can be stopped between two packets and resumed later. */
  PACKET_PREEMPTION,
  /** Guest kernels (code objects) can be loaded. */
  CODE_OBJECTS,
  /** Time is virtual: it moves only when a test moves it. */
  VIRTUAL_TIME
}
