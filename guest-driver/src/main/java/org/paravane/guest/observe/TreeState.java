package org.paravane.guest.observe;

/** What stands where a tree should be. */
public enum TreeState {
  /** A tree that answers. */
  SERVED,
  /** Nothing, or a directory without a tree. */
  ABSENT,
  /** A mount whose server is gone. */
  STALE,
  /** A tree that this user may not see: another user's, mounted without allow_other. */
  FORBIDDEN,
  /** A directory that cannot be read, or something that is none. */
  FOREIGN
}
