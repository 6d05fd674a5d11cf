package org.paravane.guest.doctor;

/** The capabilities that matter here, by their number. Source: capabilities(7). */
enum Capability {
  CAP_SYS_PTRACE(19), CAP_SYS_ADMIN(21);

  private final int number;

  Capability(int number) {
    this.number = number;
  }

  boolean isIn(long set) {
    return (set >>> number & 1) != 0;
  }
}
