package org.paravane.runtime;

/** Memory of an accelerator that this program may use and does use, in bytes: its own, and that shared with the program. */
public record MemoryInfo(long localBudget, long localUsed, long sharedBudget, long sharedUsed) {
}
