package org.paravane.device.attribute;

/** What may stand as one component of a path in the tree. */
public final class Names {
  private static final int MAX_LENGTH = 255;

  private Names() {
  }

  /** Whether the text can be a file name: 1…255 characters, no slash, no control character, neither {@code .} nor {@code ..}. */
  public static boolean isValid(String name) {
    return !name.isEmpty() && name.length() <= MAX_LENGTH && !name.equals(".") && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
  }

  /** The name itself; IllegalArgumentException if it is none. */
  public static String check(String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not a file name: name=" + name);
    }
    return name;
  }
}
