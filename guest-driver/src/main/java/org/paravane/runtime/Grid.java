package org.paravane.runtime;

/**
 * How many work items a kernel is started with, in up to three dimensions, and how they are grouped.
 *
 * @param dimensions 1 to 3; sizes of the dimensions beyond are 1
 * @param x work items, more than 0
 * @param workgroupX work items of a group, 1 to 65535
 */
public record Grid(int dimensions, int x, int y, int z, int workgroupX, int workgroupY, int workgroupZ) {
  private static final int MAX_WORKGROUP = 0xffff;

  public Grid {
    if (dimensions < 1 || dimensions > 3 || x <= 0 || y <= 0 || z <= 0 || (dimensions < 2 && y != 1)
        || (dimensions < 3 && z != 1)) {
      throw new IllegalArgumentException("bad grid: dimensions=%d, x=%d, y=%d, z=%d".formatted(dimensions, x, y, z));
    }
    if (bad(workgroupX) || bad(workgroupY) || bad(workgroupZ)) {
      throw new IllegalArgumentException(
          "bad workgroup: x=%d, y=%d, z=%d".formatted(workgroupX, workgroupY, workgroupZ));
    }
  }

  private static boolean bad(int workgroup) {
    return workgroup <= 0 || workgroup > MAX_WORKGROUP;
  }

  /** One dimension in groups of 64. */
  public static Grid of(int x) {
    return new Grid(1, x, 1, 1, 64, 1, 1);
  }

  /** Two dimensions in groups of 8 × 8. */
  public static Grid of(int x, int y) {
    return new Grid(2, x, y, 1, 8, 8, 1);
  }

  /** Three dimensions in groups of 4 × 4 × 4. */
  public static Grid of(int x, int y, int z) {
    return new Grid(3, x, y, z, 4, 4, 4);
  }

  /** The same work items in other groups. */
  public Grid inGroupsOf(int groupX, int groupY, int groupZ) {
    return new Grid(dimensions, x, y, z, groupX, groupY, groupZ);
  }

  /** With so many more work items that all groups are whole: a kernel has to check for the end itself. */
  public Grid roundedUp() {
    return new Grid(dimensions, up(x, workgroupX), dimensions < 2 ? 1 : up(y, workgroupY),
        dimensions < 3 ? 1 : up(z, workgroupZ), workgroupX, workgroupY, workgroupZ);
  }

  private static int up(int items, int group) {
    return Math.multiplyExact(Math.ceilDiv(items, group), group);
  }

  /** Whether every work-group is whole. */
  boolean isWholeGroups() {
    return x % workgroupX == 0 && y % workgroupY == 0 && z % workgroupZ == 0;
  }

  long itemsPerGroup() {
    return (long) workgroupX * workgroupY * workgroupZ;
  }

  String text() {
    return "grid=%d x %d x %d, workgroup=%d x %d x %d".formatted(x, y, z, workgroupX, workgroupY, workgroupZ);
  }
}
