package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Win;

/** Whether the queue of presents is full, 8 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_DEVICEPRESENT_QUEUE_STATE", size = 8)
public record DevicePresentQueueState(
    int vidPnSourceId,
    @CharType @Win("bQueuedPresentLimitReached") byte queuedPresentLimitReached) {
}
