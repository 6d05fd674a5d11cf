package org.paravane.tests.cli;

/** Exit statuses of {@code ./paravane}; 64 and above follow sysexits.h. */
public final class ExitStatus {
  public static final int OK = 0;
  /** Something ran and did not hold: a result not verified, a row that differs. */
  public static final int FAILED = 1;
  /** The command line makes no sense. */
  public static final int USAGE = 64;
  /** An input file is missing or cannot be read. */
  public static final int NO_INPUT = 66;
  /** A part that is needed (a host, a JDK, Maven) is not there. */
  public static final int UNAVAILABLE = 69;
  /** A bug of ours. */
  public static final int SOFTWARE = 70;

  private ExitStatus() {
  }
}
