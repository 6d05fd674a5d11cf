package org.paravane.host.engine.worker;

/**
 * How worker processes are started.
 *
 * @param firstUser first of the user numbers that workers get where the host is root; none of them may belong to an account
 * @param users how many numbers there are
 * @param archive whether classes of workers are kept in the user's cache, so that workers begin sooner
 */
public record LauncherOptions(SandboxMode sandbox, int firstUser, int users, boolean archive) {
  /** A range far above what systems give to accounts and containers. */
  public static final int FIRST_USER = 1_879_048_192;
  /** How many numbers are used of it. */
  public static final int USERS = 65_536;

  public static LauncherOptions of(SandboxMode sandbox) {
    return new LauncherOptions(sandbox, FIRST_USER, USERS, true);
  }
}
