package org.paravane.device.tree;

/** A symbolic link; the target is relative to the directory that holds it. */
public record Link(long inode, String target) implements TreeEntry {

  @Override
  public int mode() {
    return 0777;
  }

  /** The relative target of a link that stands at {@code from} and leads to {@code to}, both paths from the root. */
  public static String relative(String from, String to) {
    String[] source = from.split("/", -1);
    String[] target = to.split("/", -1);
    int common = 0;
    while (common < source.length - 1 && common < target.length - 1 && source[common].equals(target[common])) {
      common++;
    }
    StringBuilder path = new StringBuilder("../".repeat(source.length - 1 - common));
    for (int i = common; i < target.length; i++) {
      path.append(target[i]).append(i < target.length - 1 ? "/" : "");
    }
    return path.toString();
  }
}
