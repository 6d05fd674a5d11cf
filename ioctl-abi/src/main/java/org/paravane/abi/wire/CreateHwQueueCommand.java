package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Pointer;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.CreateHwQueueFlags;

/**
 * Message {@code CREATEHWQUEUE}, 72 bytes and what follows. The reply is the same message, filled in; the CPU
 * address is guest physical. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createhwqueue", size = 72)
public record CreateHwQueueCommand(
    VgpuToHostHeader hdr,
    NtStatus status,
    Handle hwqueue,
    Handle hwqueueProgressFence,
    @Pointer long hwqueueProgressFenceCpuva,
    long hwqueueProgressFenceGpuva,
    Handle context,
    CreateHwQueueFlags flags,
    int privDrvDataSize,
    @Trailing(count = "privDrvDataSize", inStruct = true, tail = Trailing.Tail.AT_LEAST_STRUCT) @CharType Bytes privDrvData) {
  public CreateHwQueueCommand withStatus(NtStatus status) {
    return new CreateHwQueueCommand(hdr, status, hwqueue, hwqueueProgressFence, hwqueueProgressFenceCpuva,
        hwqueueProgressFenceGpuva, context, flags, privDrvDataSize, privDrvData);
  }

  public CreateHwQueueCommand withHwqueue(Handle hwqueue) {
    return new CreateHwQueueCommand(hdr, status, hwqueue, hwqueueProgressFence, hwqueueProgressFenceCpuva,
        hwqueueProgressFenceGpuva, context, flags, privDrvDataSize, privDrvData);
  }

  public CreateHwQueueCommand withHwqueueProgressFence(Handle hwqueueProgressFence) {
    return new CreateHwQueueCommand(hdr, status, hwqueue, hwqueueProgressFence, hwqueueProgressFenceCpuva,
        hwqueueProgressFenceGpuva, context, flags, privDrvDataSize, privDrvData);
  }

  public CreateHwQueueCommand withHwqueueProgressFenceCpuva(long hwqueueProgressFenceCpuva) {
    return new CreateHwQueueCommand(hdr, status, hwqueue, hwqueueProgressFence, hwqueueProgressFenceCpuva,
        hwqueueProgressFenceGpuva, context, flags, privDrvDataSize, privDrvData);
  }

  public CreateHwQueueCommand withHwqueueProgressFenceGpuva(long hwqueueProgressFenceGpuva) {
    return new CreateHwQueueCommand(hdr, status, hwqueue, hwqueueProgressFence, hwqueueProgressFenceCpuva,
        hwqueueProgressFenceGpuva, context, flags, privDrvDataSize, privDrvData);
  }
}
