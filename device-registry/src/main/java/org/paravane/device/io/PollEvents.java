package org.paravane.device.io;

/** A mask of poll(2) events. Values: asm-generic/poll.h. */
public record PollEvents(int mask) {
  public static final PollEvents NONE = new PollEvents(0);
  public static final PollEvents IN = new PollEvents(0x1);
  public static final PollEvents PRI = new PollEvents(0x2);
  public static final PollEvents OUT = new PollEvents(0x4);
  public static final PollEvents ERR = new PollEvents(0x8);
  public static final PollEvents HUP = new PollEvents(0x10);
  public static final PollEvents NVAL = new PollEvents(0x20);
  /** What a device without a poll callback answers: always readable and writable. */
  public static final PollEvents ALWAYS = IN.or(OUT);
  /** What an orphaned file answers, whatever was asked. */
  public static final PollEvents GONE = HUP.or(ERR);

  /** What is in either mask. */
  public PollEvents or(PollEvents other) {
    return new PollEvents(mask | other.mask);
  }

  /** What is in both masks. */
  public PollEvents and(PollEvents other) {
    return new PollEvents(mask & other.mask);
  }

  /** Whether any event of the other mask is in this one. */
  public boolean hasAny(PollEvents other) {
    return (mask & other.mask) != 0;
  }

  /** Whether the mask is empty. */
  public boolean isNone() {
    return mask == 0;
  }
}
