package org.paravane.vmbus.ring.model;

import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingMemory.Fence;

/** A piece of the hand-shakes that a run of the model leaves out (section 8.5). */
public enum Mutation {
  NONE("all fences and re-checks", null, null),
  /** Writer: store writeIndex → load mask and readIndex. */
  NO_FENCE_AFTER_PUBLISH("no fence after publishing", Fence.PUBLISHED, null),
  /** Reader: store readIndex → load pendingSendSize. */
  NO_FENCE_AFTER_RELEASE("no fence after releasing", Fence.RELEASED, null),
  /** Reader: store mask 0 → load writeIndex. */
  NO_FENCE_AFTER_UNMASK("no fence after clearing the mask", Fence.UNMASKED, null),
  /** Writer: store pendingSendSize → load readIndex. */
  NO_FENCE_AFTER_ROOM_REQUEST("no fence after asking for room", Fence.ROOM_REQUESTED, null),
  /** The reader sleeps without looking at writeIndex again. */
  NO_RECHECK_AFTER_UNMASK("no re-check after clearing the mask", null, Fence.UNMASKED),
  /** The writer sleeps without looking at readIndex again. */
  NO_RECHECK_AFTER_ROOM_REQUEST("no re-check after asking for room", null, Fence.ROOM_REQUESTED);

  private final String text;
  private final @Nullable Fence droppedFence;
  private final @Nullable Fence droppedRecheck;

  Mutation(String text, @Nullable Fence droppedFence, @Nullable Fence droppedRecheck) {
    this.text = text;
    this.droppedFence = droppedFence;
    this.droppedRecheck = droppedRecheck;
  }

  /** What is left out, for people. */
  public String text() {
    return text;
  }

  boolean drops(Fence fence) {
    return fence == droppedFence;
  }

  /** The field whose next load after this fence is answered with what was loaded before, or −1. */
  int staleFieldAfter(Fence fence) {
    if (fence != droppedRecheck) {
      return -1;
    }
    return fence == Fence.UNMASKED ? RingLayout.WRITE_INDEX : RingLayout.READ_INDEX;
  }

  /** Whether this loses wake-ups on memory of the kind. A missing fence does no harm where stores are visible at once. */
  public boolean losesWakeups(MemoryModel memory) {
    return droppedRecheck != null || (droppedFence != null && memory == MemoryModel.STORE_BUFFERS);
  }
}
