package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/**
 * How the reply about a standard allocation begins. The reply to the first question ends after its fixed part, and tells
 * how long the data would be that does not follow.
 *
 * @param allocationBytes of private data for the allocation
 * @param resourceBytes   of private data for the resource
 */
@CStruct(size = 12)
public record StandardSizes(NtStatus status, int allocationBytes, int resourceBytes) {
}
