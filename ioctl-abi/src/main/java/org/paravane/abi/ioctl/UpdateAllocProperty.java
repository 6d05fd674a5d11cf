package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CName;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXUPDATEALLOCPROPERTY} (0x38), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dddi_updateallocproperty", size = 40)
public record UpdateAllocProperty(
    Handle pagingQueue, // in
    Handle allocation, // in
    int supportedSegmentSet, // in
    SegmentPreference preferredSegment, // in
    UpdateAllocPropertyFlags flags, // in
    long pagingFenceValue, // out
    @Whole("property_mask_value") @Bits(1) boolean setAccessedPhysically, // in
    @CName("set_supported_segmentSet") @Bits(1) boolean setSupportedSegmentSet, // in
    @Bits(1) boolean setPreferredSegment, // in
    @Win({
        "SetUnmoveable:1", "Reserved:28"}) @Bits(29) int reserved) {
  public UpdateAllocProperty withPagingFenceValue(long pagingFenceValue) {
    return new UpdateAllocProperty(pagingQueue, allocation, supportedSegmentSet, preferredSegment, flags,
        pagingFenceValue, setAccessedPhysically, setSupportedSegmentSet, setPreferredSegment, reserved);
  }
}
