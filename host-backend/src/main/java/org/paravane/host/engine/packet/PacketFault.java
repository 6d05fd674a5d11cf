package org.paravane.host.engine.packet;

import org.paravane.host.engine.FaultKind;

/** A packet that cannot be executed; caught by whoever runs its command buffer. Carries no stack trace: the guest is at fault, not we. */
public final class PacketFault extends Exception {
  private final FaultKind kind;
  private final long address;
  private final String headline;
  private final String details;

  /**
   * A fault.
   *
   * @param headline what happened, e.g. {@code page fault}
   * @param details {@code key=value} pairs, without the context
   */
  public PacketFault(FaultKind kind, long address, String headline, String details) {
    super(headline, null, false, false);
    this.kind = kind;
    this.address = address;
    this.headline = headline;
    this.details = details;
  }

  public static PacketFault badPacket(String details) {
    return new PacketFault(FaultKind.BAD_PACKET, 0, "bad packet", details);
  }

  public static PacketFault badKernarg(String kernel, String details) {
    return new PacketFault(FaultKind.BAD_KERNARG, 0, "bad kernel argument", "kernel=" + kernel + ", " + details);
  }

  public FaultKind kind() {
    return kind;
  }

  public long address() {
    return address;
  }

  /** For people: {@code page fault: context=…, address=0x…, access=write, …}. */
  public String reason(String context) {
    return headline + ": context=" + context + ", " + details;
  }
}
