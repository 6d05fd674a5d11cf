package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;

/** An existing heap of a page-aligned size, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_standardallocation_existingheap", size = 8)
public record StandardAllocationExistingHeap(
    long size) {
}
