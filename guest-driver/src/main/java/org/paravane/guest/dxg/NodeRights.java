package org.paravane.guest.dxg;

/**
 * Who may open the nodes.
 *
 * @param mode    permission bits
 * @param userId  owner
 * @param groupId group
 */
public record NodeRights(int mode, int userId, int groupId) {
  private static final int ALL = 0777;

  public NodeRights {
    if ((mode & ~ALL) != 0) {
      throw new IllegalArgumentException("bad mode: mode=0" + Integer.toOctalString(mode));
    }
  }

  /** Everybody; they belong to root. */
  public static NodeRights everybody() {
    return new NodeRights(0666, 0, 0);
  }
}
