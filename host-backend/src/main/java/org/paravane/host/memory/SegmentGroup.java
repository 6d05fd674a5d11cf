package org.paravane.host.memory;

/** Where memory is, as seen from the adapter. Source: d3dkmt_memory_segment_group. */
public enum SegmentGroup {
  /** Memory of the adapter. */
  LOCAL,
  /** Memory of the guest: apertures and existing memory. */
  NON_LOCAL
}
