package org.paravane.host.engine.worker;

/**
 * What a worker has to know to give up the rest of its rights itself.
 *
 * @param ownUser whether it is a user of its own, so that limits per user are its own
 * @param devices whether it drives real devices, by ioctl and with locked memory
 */
public record Confinement(SandboxMode mode, boolean ownUser, boolean devices) {
  /** Nothing is given up. */
  public static final Confinement NONE = new Confinement(SandboxMode.OFF, false, false);
}
