package org.paravane.guest.dxg.object;

import org.paravane.abi.Guid;
import org.paravane.abi.Luid;

/**
 * Which adapter it is and what was agreed on, fixed when its channel is opened.
 *
 * @param instance        the channel's instance, which begins with the LUID
 * @param luid            names the adapter to callers
 * @param hostVgpuLuid    names it to the host
 * @param computeOnly     it has no graphics
 * @param protocolVersion negotiated
 * @param mapGuestMemory  the host takes page frame numbers
 * @param extensions      both ends know the messages of our own
 */
public record AdapterIdentity(Guid instance, Luid luid, Luid hostVgpuLuid, int pciVendor, int pciDevice,
    boolean computeOnly, int protocolVersion, boolean mapGuestMemory, boolean extensions) {
}
