package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Identity of an adapter on its bus. 24 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_DEVICE_IDS", size = 24)
public record DeviceIds(
    @Win("VendorID") int vendorId,
    @Win("DeviceID") int deviceId,
    @Win("SubVendorID") int subVendorId,
    @Win("SubSystemID") int subSystemId,
    @Win("RevisionID") int revisionId,
    int busType) {
}
