package org.paravane.runtime;

/**
 * Memory of one kind that this opening of the accelerator may use and uses.
 *
 * @param budgetBytes how much it may use
 * @param usedBytes how much it uses
 */
public record MemoryInfo(long budgetBytes, long usedBytes) {
  /** How much is left, at least 0. */
  public long freeBytes() {
    return Math.max(0, budgetBytes - usedBytes);
  }
}
