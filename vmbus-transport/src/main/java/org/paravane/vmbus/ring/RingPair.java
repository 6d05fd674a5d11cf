package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;

/**
 * The two rings of a channel, one behind the other in one piece of memory: {@code control A, data A, control B, data B}. Ring A
 * carries guest → host, ring B host → guest (section 2).
 */
public record RingPair(RingMemory guestToHost, RingMemory hostToGuest) {

  /**
   * Both rings of a region that somebody has formatted already.
   *
   * @param region both rings
   * @param downstreamPage where ring B starts, in pages of 4096 bytes, as in the open message
   * @throws IllegalArgumentException if one of the halves is not a control page and at least one data page
   */
  public static RingPair of(MemorySegment region, long downstreamPage) {
    if (downstreamPage < 0 || downstreamPage > region.byteSize() / RingLayout.PAGE) {
      throw new IllegalArgumentException(
          "ring B is outside: page=%d, bytes=%d".formatted(downstreamPage, region.byteSize()));
    }
    long split = downstreamPage * RingLayout.PAGE;
    return new RingPair(RingMemory.of(region.asSlice(0, split)), RingMemory.of(region.asSlice(split)));
  }

  /** Makes both rings empty. For whoever allocates them, before the memory is shared. */
  public static RingPair format(MemorySegment region, long downstreamPage) {
    RingPair pair = of(region, downstreamPage);
    long split = downstreamPage * RingLayout.PAGE;
    RingMemory.format(region.asSlice(0, split));
    RingMemory.format(region.asSlice(split));
    return pair;
  }
}
