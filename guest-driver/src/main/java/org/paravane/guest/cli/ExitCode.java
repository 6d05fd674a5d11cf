package org.paravane.guest.cli;

/** What the guest commands answer to the shell; the numbers above 60 are those of sysexits.h. */
final class ExitCode {
  /** Everything asked was done, and all results were right. */
  static final int OK = 0;
  /** Work failed, or a result was wrong. */
  static final int NOT_VERIFIED = 1;
  /** The command line makes no sense, or names a device that is not there. */
  static final int USAGE = 64;
  /** No host was there in time, or it went away. */
  static final int HOST_UNREACHABLE = 69;

  /** The same for {@code --help}. */
  static final String OK_TEXT = "0:all was done, and all results were right";
  static final String NOT_VERIFIED_TEXT = "1:work failed, or a result was wrong";
  static final String USAGE_TEXT = "64:bad arguments, or no such device";
  static final String HOST_UNREACHABLE_TEXT = "69:no host is there, or it went away";

  private ExitCode() {
  }
}
