package org.paravane.host.memory;

/** What an engine wants to do with an address. */
public enum GpuAccess {
  READ("read"), WRITE("write"), EXECUTE("execute");

  private final String word;

  GpuAccess(String word) {
    this.word = word;
  }

  /** As it stands in a fault reason. */
  @Override
  public String toString() {
    return word;
  }
}
