package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.handles;
import static org.paravane.abi.golden.Golden.longs;
import static org.paravane.abi.golden.Golden.sequence;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.MarkDeviceAsError;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddressOperation;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataReply;
import org.paravane.abi.wire.DeviceTypes;
import org.paravane.abi.wire.FlushHeapTransitionsCommand;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.GetInternalAdapterInfoCommand;
import org.paravane.abi.wire.GetInternalAdapterInfoReply;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.MarkDeviceAsErrorCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenResourceCommand;
import org.paravane.abi.wire.OpenResourceReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.abi.wire.ReserveGpuVirtualAddressCommand;
import org.paravane.abi.wire.ReserveGpuVirtualAddressReply;
import org.paravane.abi.wire.SetContextSchedulingPriorityCommand;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.Unlock2Command;
import org.paravane.abi.wire.UpdateGpuVirtualAddressCommand;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;

/**
 * Bytes of the messages on a vGPU channel, part 2 in order of their numbers. Offsets and lengths are those of
 * dxg-vmbus-protocol.md.
 */
class VgpuMessages2GoldenTest {
  @Test
  void mapGpuVirtualAddress() {
    assertGolden(136,
        new MapGpuVirtualAddressCommand(VgpuToHostHeader.of(Message.MAPGPUVIRTUALADDRESS, new Handle(0x04030201)),
            new MapGpuVirtualAddress(new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x1817161514131211L,
                0x201f1e1d1c1b1a19L, new Handle(0x24232221), 0x2c2b2a2928272625L, 0x34333231302f2e2dL,
                new GpuVaProtectionType(true, false, true, false, true, 0x01e1d9d1c9c1b9b1L), 0x44434241403f3e3dL,
                0x48474645, 0x504f4e4d4c4b4a49L, 0x5857565554535251L, 0x605f5e5d5c5b5a59L),
            new Handle(0x64636261)),
        """
            0008  01020304          hdr.process
            0010  11000000          hdr.command_type
            0018  05060708          args.paging_queue
            0020  090a0b0c0d0e0f10  args.base_address
            0028  1112131415161718  args.minimum_address
            0030  191a1b1c1d1e1f20  args.maximum_address
            0038  21222324          args.allocation
            0040  25262728292a2b2c  args.offset_in_pages
            0048  2d2e2f3031323334  args.size_in_pages
            0050  35363738393a3b3c  args.protection.write/execute/zero/no_access/system_use_only/reserved
            0058  3d3e3f4041424344  args.driver_protection
            0060  45464748          args.reserved0
            0068  494a4b4c4d4e4f50  args.reserved1
            0070  5152535455565758  args.virtual_address
            0078  595a5b5c5d5e5f60  args.paging_fence_value
            0080  61626364          device
            """);
    assertGolden(24,
        new MapGpuVirtualAddressReply(0x4847464544434241L, 0x504f4e4d4c4b4a49L, new NtStatus(0x54535251)), """
            0000  4142434445464748  virtual_address
            0008  494a4b4c4d4e4f50  paging_fence_value
            0010  51525354          status
            """);
  }

  @Test
  void reserveGpuVirtualAddress() {
    assertGolden(96,
        new ReserveGpuVirtualAddressCommand(VgpuToHostHeader.of(Message.RESERVEGPUVIRTUALADDRESS,
            new Handle(0x04030201)),
            new ReserveGpuVirtualAddress(new Handle(0x08070605), 0x100f0e0d0c0b0a09L,
                0x1817161514131211L, 0x201f1e1d1c1b1a19L, 0x2827262524232221L, 0x2c2b2a29, 0x34333231302f2e2dL,
                0x3c3b3a3938373635L, 0x44434241403f3e3dL)),
        """
            0008  01020304          hdr.process
            0010  12000000          hdr.command_type
            0018  05060708          args.adapter
            0020  090a0b0c0d0e0f10  args.base_address
            0028  1112131415161718  args.minimum_address
            0030  191a1b1c1d1e1f20  args.maximum_address
            0038  2122232425262728  args.size
            0040  292a2b2c          args.reservation_type
            0048  2d2e2f3031323334  args.driver_protection
            0050  35363738393a3b3c  args.virtual_address
            0058  3d3e3f4041424344  args.paging_fence_value
            """);
    assertGolden(16,
        new ReserveGpuVirtualAddressReply(0x4847464544434241L, 0x504f4e4d4c4b4a49L), """
            0000  4142434445464748  virtual_address
            0008  494a4b4c4d4e4f50  paging_fence_value
            """);
  }

  @Test
  void updateGpuVirtualAddress() {
    assertGolden(184,
        new UpdateGpuVirtualAddressCommand(VgpuToHostHeader.of(Message.UPDATEGPUVIRTUALADDRESS,
            new Handle(0x04030201)), 0x0c0b0a0908070605L, new Handle(0x100f0e0d), new Handle(0x14131211),
            new Handle(0x18171615), 2, 0x1c1b1a19, List.of(new UpdateGpuVirtualAddressOperation(0x201f1e1d,
                sequence(56, 0x21)), new UpdateGpuVirtualAddressOperation(0x5c5b5a59, sequence(56, 0x5d)))),
        """
            0008  01020304          hdr.process
            0010  13000000          hdr.command_type
            0018  05060708090a0b0c  fence_value
            0020  0d0e0f10          device
            0024  11121314          context
            0028  15161718          fence_object
            002c  02000000          num_operations
            0030  191a1b1c          flags
            0038  1d1e1f20          operations[0].operation
            0040  21..*56           operations[0].map / map_protect
            0078  595a5b5c          operations[1].operation
            0080  5d..*56           operations[1].map / map_protect
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void submitCommand() {
    assertGolden(425,
        new SubmitCommandCommand(VgpuToHostHeader.of(Message.SUBMITCOMMAND, new Handle(0x04030201)),
            new SubmitCommand(0x0c0b0a0908070605L, 0x100f0e0d, SubmitCommandFlags.of(0x14131211), 0x1c1b1a1918171615L,
                0x201f1e1d, handles(64, 0x21), 0x25242322, 0x2d2c2b2a29282726L, 5, 0x31302f2e, handles(16, 0x32), 3,
                0x75747372, 0x7d7c7b7a79787776L),
            handles(3, 0x7e), sequence(5, 0x8a)),
        """
            0008  01020304          hdr.process
            0010  14000000          hdr.command_type
            0018  05060708090a0b0c  args.command_buffer
            0020  0d0e0f10          args.command_length
            0024  11121314          args.flags
            0028  15161718191a1b1c  args.present_history_token
            0030  1d1e1f20          args.broadcast_context_count
            0034  21..*256          args.broadcast_context
            0134  22232425          args.reserved
            0138  262728292a2b2c2d  args.priv_drv_data
            0140  05000000          args.priv_drv_data_size
            0144  2e2f3031          args.num_primaries
            0148  32..*64           args.written_primaries
            0188  03000000          args.num_history_buffers
            018c  72737475          args.reserved1
            0190  767778797a7b7c7d  args.history_buffer_array
            0198  7e..*12           history buffers
            01a4  8a..*5            private data
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void queryVideoMemoryInfo() {
    assertGolden(40,
        new QueryVideoMemoryInfoCommand(VgpuToHostHeader.of(Message.QUERYVIDEOMEMORYINFO, new Handle(0x04030201)),
            new Handle(0x08070605), 0x0c0b0a09, 0x100f0e0d),
        """
            0008  01020304  hdr.process
            0010  15000000  hdr.command_type
            0018  05060708  adapter
            001c  090a0b0c  memory_segment_group
            0020  0d0e0f10  physical_adapter_index
            """);
    assertGolden(32,
        new QueryVideoMemoryInfoReply(0x4847464544434241L, 0x504f4e4d4c4b4a49L, 0x5857565554535251L,
            0x605f5e5d5c5b5a59L),
        """
            0000  4142434445464748  budget
            0008  494a4b4c4d4e4f50  current_usage
            0010  5152535455565758  current_reservation
            0018  595a5b5c5d5e5f60  available_for_reservation
            """);
  }

  @Test
  void waitForSyncObjectFromCpu() {
    assertGolden(92,
        new WaitForSyncObjectFromCpuCommand(VgpuToHostHeader.of(Message.WAITFORSYNCOBJECTFROMCPU,
            new Handle(0x04030201)), new Handle(0x08070605), 3,
            WaitForSynchronizationObjectFromCpuFlags.of(0x0c0b0a09), 0x14131211100f0e0dL, true, handles(3, 0x15),
            longs(3, 0x21)),
        """
            0008  01020304          hdr.process
            0010  16000000          hdr.command_type
            0018  05060708          device
            001c  03000000          object_count
            0020  090a0b0c          flags
            0028  0d0e0f1011121314  guest_event_pointer
            0030  01                dereference_event
            0038  15..*12           objects
            0044  21..*24           fence values
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void lock2() {
    assertGolden(64,
        new Lock2Command(VgpuToHostHeader.of(Message.LOCK2, new Handle(0x04030201)), new Lock2(new Handle(0x08070605),
            new Handle(0x0c0b0a09), Lock2Flags.of(0x100f0e0d), 0x14131211, 0x1c1b1a1918171615L), true, 0x201f1e1d,
            0x24232221),
        """
            0008  01020304          hdr.process
            0010  17000000          hdr.command_type
            0018  05060708          args.device
            001c  090a0b0c          args.allocation
            0020  0d0e0f10          args.flags
            0024  11121314          args.reserved
            0028  15161718191a1b1c  args.data
            0030  01                use_legacy_lock
            0034  1d1e1f20          flags
            0038  21222324          priv_drv_data
            """);
    assertGolden(16,
        new Lock2Reply(new NtStatus(0x44434241), 0x4c4b4a4948474645L), """
            0000  41424344          status
            0008  45464748494a4b4c  cpu_visible_buffer_offset
            """);
  }

  @Test
  void unlock2() {
    assertGolden(40,
        new Unlock2Command(VgpuToHostHeader.of(Message.UNLOCK2, new Handle(0x04030201)),
            new Unlock2(new Handle(0x08070605), new Handle(0x0c0b0a09)), true),
        """
            0008  01020304  hdr.process
            0010  18000000  hdr.command_type
            0018  05060708  args.device
            001c  090a0b0c  args.allocation
            0020  01        use_legacy_unlock
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void waitForSyncObjectFromGpu() {
    assertGolden(76,
        new WaitForSyncObjectFromGpuCommand(VgpuToHostHeader.of(Message.WAITFORSYNCOBJECTFROMGPU,
            new Handle(0x04030201)), new Handle(0x08070605), 3, true, longs(3, 0x09), handles(3, 0x21)),
        """
            0008  01020304  hdr.process
            0010  19000000  hdr.command_type
            0018  05060708  context
            001c  03000000  object_count
            0020  01        legacy_fence_object
            0028  09..*24   fence values
            0040  21..*12   objects
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void signalSyncObject() {
    assertGolden(100,
        new SignalSyncObjectCommand(VgpuToHostHeader.of(Message.SIGNALSYNCOBJECT, new Handle(0x04030201)), 3,
            SignalFlags.of(0x08070605), 2, 0x100f0e0d0c0b0a09L, 0x1817161514131211L, handles(3, 0x19), handles(2,
                0x25),
            longs(3, 0x2d)),
        """
            0008  01020304          hdr.process
            0010  1a000000          hdr.command_type
            0018  03000000          object_count
            001c  05060708          flags
            0020  02000000          context_count
            0028  090a0b0c0d0e0f10  fence_value
            0030  1112131415161718  cpu_event_handle
            0038  19..*12           objects
            0044  25..*8            contexts
            004c  2d..*24           fence values
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void getDeviceState() {
    assertGolden(80,
        new GetDeviceStateCommand(VgpuToHostHeader.of(Message.GETDEVICESTATE, new Handle(0x04030201)),
            new GetDeviceState(new Handle(0x08070605), 0x0c0b0a09, sequence(48, 0x0d))),
        """
            0008  01020304  hdr.process
            0010  1c000000  hdr.command_type
            0018  05060708  args.device
            001c  090a0b0c  args.state_type
            0020  0d..*48   args.execution_state / reset_state
            """);
    assertGolden(64,
        new GetDeviceStateReply(new GetDeviceState(new Handle(0x44434241), 0x48474645, sequence(48, 0x49)),
            new NtStatus(0x7c7b7a79)),
        """
            0000  41424344  args.device
            0004  45464748  args.state_type
            0008  49..*48   args.execution_state / reset_state
            0038  797a7b7c  status
            """);
  }

  @Test
  void markDeviceAsError() {
    assertGolden(32,
        new MarkDeviceAsErrorCommand(VgpuToHostHeader.of(Message.MARKDEVICEASERROR, new Handle(0x04030201)),
            new MarkDeviceAsError(new Handle(0x08070605), 0x0c0b0a09)),
        """
            0008  01020304  hdr.process
            0010  1d000000  hdr.command_type
            0018  05060708  args.device
            001c  090a0b0c  args.reason
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void openResource() {
    assertGolden(48,
        new OpenResourceCommand(VgpuToHostHeader.of(Message.OPENRESOURCE, new Handle(0x04030201)),
            new Handle(0x08070605), true, new Handle(0x0c0b0a09), 0x100f0e0d, 0x14131211),
        """
            0008  01020304  hdr.process
            0010  20000000  hdr.command_type
            0018  05060708  device
            001c  01        nt_security_sharing
            0020  090a0b0c  global_share
            0024  0d0e0f10  allocation_count
            0028  11121314  total_priv_drv_data_size
            """);
    assertGolden(24,
        new OpenResourceReply(new Handle(0x44434241), new NtStatus(0x48474645), handles(3, 0x49)), """
            0000  41424344  resource
            0004  45464748  status
            0008  49..*12   allocations
            """);
  }

  @Test
  void setContextSchedulingPriority() {
    assertGolden(40,
        new SetContextSchedulingPriorityCommand(VgpuToHostHeader.of(Message.SETCONTEXTSCHEDULINGPRIORITY,
            new Handle(0x04030201)), new Handle(0x08070605), 0x0c0b0a09, true),
        """
            0008  01020304  hdr.process
            0010  21000000  hdr.command_type
            0018  05060708  context
            001c  090a0b0c  priority
            0020  01        in_process
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void getInternalAdapterInfo() {
    assertGolden(24,
        new GetInternalAdapterInfoCommand(VgpuToHostHeader.of(Message.GETINTERNALADAPTERINFO,
            new Handle(0x04030201))),
        """
            0008  01020304  hdr.process
            0010  24000000  hdr.command_type
            """);
    assertGolden(712,
        new GetInternalAdapterInfoReply(DeviceTypes.of(0x44434241), 0x48474645, 0x4c4b4a49, true, false, true, true,
            false, false, true, 0x0, 0x2827a7, new Luid(0x54535251, 0x58575655), Utf16.of("name-88", 80),
            Utf16.of("name-89", 260), new Luid(0x5e5d5c5b, 0x6261605f)),
        """
            0000  41424344                  device_types
            0004  45464748                  driver_store_copy_mode
            0008  494a4b4c                  driver_ddi_version
            000c  4d4e4f50                  secure_virtual_machine/virtual_machine_reset/is_vail_support
            0010  5152535455565758          host_adapter_luid
            0018  6e0061006d0065002d0038003800  device_description
            00b8  6e0061006d0065002d0038003900  device_instance_id
            02c0  5b5c5d5e5f606162          host_vgpu_luid
            """);
  }

  @Test
  void flushHeapTransitions() {
    assertGolden(24,
        new FlushHeapTransitionsCommand(VgpuToHostHeader.of(Message.FLUSHHEAPTRANSITIONS, new Handle(0x04030201))),
        """
            0008  01020304  hdr.process
            0010  25000000  hdr.command_type
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void ddiGetStandardAllocationDriverData() {
    assertGolden(64,
        new DdiGetStandardAllocationDriverDataCommand(VgpuToHostHeader.of(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA,
            new Handle(0x04030201)), 0x08070605, 0x0c0b0a09, 0x100f0e0d, 0x14131211, sequence(24, 0x15)),
        """
            0008  01020304  hdr.process
            0010  27000000  hdr.command_type
            0018  05060708  alloc_type
            001c  090a0b0c  priv_driver_data_size
            0020  0d0e0f10  priv_driver_resource_size
            0024  11121314  physical_adapter_index
            0028  15..*24   primary / shadow
            """);
    assertGolden(48,
        new DdiGetStandardAllocationDriverDataReply(new NtStatus(0x44434241), 3, 6, sequence(24, 0x45), sequence(3,
            0x5d), sequence(6, 0x60)),
        """
            0000  41424344  status
            0004  03000000  priv_driver_data_size
            0008  06000000  priv_driver_resource_size
            000c  45..*24   primary / shadow
            0024  5d..*3    allocation data
            0027  60..*6    resource data
            """);
  }
}
