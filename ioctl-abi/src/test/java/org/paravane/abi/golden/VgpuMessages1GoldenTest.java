package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.handles;
import static org.paravane.abi.golden.Golden.sequence;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.EscapeFlags;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.wire.AllocFlags;
import org.paravane.abi.wire.AllocInfo;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CloseAdapterCommand;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.CreatePagingQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.CreateSyncObjectCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DescribeAllocation;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.DestroyPagingQueueCommand;
import org.paravane.abi.wire.EscapeCommand;
import org.paravane.abi.wire.EscapeReply;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.EvictReply;
import org.paravane.abi.wire.FreeGpuVirtualAddressCommand;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.VgpuToHostHeader;

/**
 * Bytes of the messages on a vGPU channel, part 1 in order of their numbers. Offsets and lengths are those of
 * dxg-vmbus-protocol.md.
 */
class VgpuMessages1GoldenTest {
  @Test
  void createDevice() {
    assertGolden(40,
        new CreateDeviceCommand(VgpuToHostHeader.of(Message.CREATEDEVICE, new Handle(0x04030201)),
            CreateDeviceFlags.of(0x08070605), true, 0x100f0e0d0c0b0a09L),
        """
            0008  01020304          hdr.process
            0018  05060708          flags
            001c  01                cdd_device
            0020  090a0b0c0d0e0f10  error_code
            """);
    assertGolden(4,
        new CreateDeviceReply(new Handle(0x44434241)), """
            0000  41424344  device
            """);
  }

  @Test
  void destroyDevice() {
    assertGolden(32,
        new DestroyDeviceCommand(VgpuToHostHeader.of(Message.DESTROYDEVICE, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  01000000  hdr.command_type
            0018  05060708  device
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void queryAdapterInfo() {
    assertGolden(44,
        new QueryAdapterInfoCommand(VgpuToHostHeader.of(Message.QUERYADAPTERINFO, new Handle(0x04030201)), 0x08070605,
            5, sequence(5, 0x09)),
        """
            0008  01020304  hdr.process
            0010  02000000  hdr.command_type
            0018  05060708  query_type
            001c  05000000  private_data_size
            0020  09..*5    private data
            """);
    assertGolden(5, 9,
        new QueryAdapterInfoReply(new NtStatus(0x44434241), sequence(5, 0x45)), """
            0000  41424344  status
            0004  45..*5    private data
            """);
  }

  @Test
  void createAllocation() {
    assertGolden(106,
        new CreateAllocationCommand(VgpuToHostHeader.of(Message.CREATEALLOCATION, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 5, 6, 2, CreateAllocationFlags.of(0x100f0e0d),
            0x1817161514131211L, true, List.of(new AllocInfo(0x1c1b1a19, 3, 0x201f1e1d), new AllocInfo(0x24232221, 4,
                0x28272625)),
            sequence(5, 0x29), sequence(6, 0x2e), List.of(sequence(3, 0x34), sequence(4, 0x37))),
        """
            0008  01020304          hdr.process
            0010  04000000          hdr.command_type
            0018  05060708          device
            001c  090a0b0c          resource
            0020  05000000          private_runtime_data_size
            0024  06000000          priv_drv_data_size
            0028  02000000          alloc_count
            002c  0d0e0f10          flags
            0030  1112131415161718  private_runtime_resource_handle
            0038  01                make_resident
            0040  191a1b1c          allocations[0].flags
            0044  03000000          allocations[0].priv_drv_data_size
            0048  1d1e1f20          allocations[0].vidpn_source_id
            004c  21222324          allocations[1].flags
            0050  04000000          allocations[1].priv_drv_data_size
            0054  25262728          allocations[1].vidpn_source_id
            0058  29..*5            runtime data
            005d  2e..*6            resource data
            0063  34..*3            data of allocation 0
            0066  37..*4            data of allocation 1
            """);
    assertGolden(2, 167,
        new CreateAllocationReply(CreateAllocationFlags.of(0x44434241), new Handle(0x48474645),
            new Handle(0x4c4b4a49), 0x504f4e4d, List.of(new AllocInfoReply(new Handle(0x54535251), 3,
                AllocFlags.of(0x58575655), 0x605f5e5d5c5b5a59L, new DescribeAllocation(0x6867666564636261L, 0x6c6b6a69,
                    0x706f6e6d, 0x74737271, 0x78777675, new Rational(0x7c7b7a79, 0x807f7e7d), 0x84838281, 0x88878685,
                    0x8c8b8a89)),
                new AllocInfoReply(new Handle(0x908f8e8d), 4, AllocFlags.of(0x94939291),
                    0x9c9b9a9998979695L, new DescribeAllocation(0xa4a3a2a1a09f9e9dL, 0xa8a7a6a5, 0xacabaaa9, 0xb0afaead,
                        0xb4b3b2b1, new Rational(0xb8b7b6b5, 0xbcbbbab9), 0xc0bfbebd, 0xc4c3c2c1, 0xc8c7c6c5))),
            List.of(sequence(3, 0xc9), sequence(4, 0xcc))),
        """
            0000  41424344          flags
            0004  45464748          resource
            0008  494a4b4c          global_share
            000c  4d4e4f50          vgpu_flags
            0010  51525354          allocation_info[0].allocation
            0014  03000000          allocation_info[0].priv_drv_data_size
            0018  55565758          allocation_info[0].allocation_flags
            0020  595a5b5c5d5e5f60  allocation_info[0].allocation_size
            0028  6162636465666768  allocation_info[0].driver_info.allocation
            0030  696a6b6c          allocation_info[0].driver_info.width
            0034  6d6e6f70          allocation_info[0].driver_info.height
            0038  71727374          allocation_info[0].driver_info.format
            003c  75767778          allocation_info[0].driver_info.multisample_method
            0040  797a7b7c          allocation_info[0].driver_info.refresh_rate.numerator
            0044  7d7e7f80          allocation_info[0].driver_info.refresh_rate.denominator
            0048  81828384          allocation_info[0].driver_info.private_driver_attribute
            004c  85868788          allocation_info[0].driver_info.flags
            0050  898a8b8c          allocation_info[0].driver_info.rotation
            0058  8d8e8f90          allocation_info[1].allocation
            005c  04000000          allocation_info[1].priv_drv_data_size
            0060  91929394          allocation_info[1].allocation_flags
            0068  95969798999a9b9c  allocation_info[1].allocation_size
            0070  9d9e9fa0a1a2a3a4  allocation_info[1].driver_info.allocation
            0078  a5a6a7a8          allocation_info[1].driver_info.width
            007c  a9aaabac          allocation_info[1].driver_info.height
            0080  adaeafb0          allocation_info[1].driver_info.format
            0084  b1b2b3b4          allocation_info[1].driver_info.multisample_method
            0088  b5b6b7b8          allocation_info[1].driver_info.refresh_rate.numerator
            008c  b9babbbc          allocation_info[1].driver_info.refresh_rate.denominator
            0090  bdbebfc0          allocation_info[1].driver_info.private_driver_attribute
            0094  c1c2c3c4          allocation_info[1].driver_info.flags
            0098  c5c6c7c8          allocation_info[1].driver_info.rotation
            00a0  c9..*3            data of allocation 0
            00a3  cc..*4            data of allocation 1
            """);
  }

  @Test
  void destroyAllocation() {
    assertGolden(60,
        new DestroyAllocationCommand(VgpuToHostHeader.of(Message.DESTROYALLOCATION, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 3, DestroyAllocation2Flags.of(0x100f0e0d), handles(3,
                0x11)),
        """
            0008  01020304  hdr.process
            0010  05000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  resource
            0020  03000000  alloc_count
            0024  0d0e0f10  flags
            0028  11..*12   allocations
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void createContextVirtual() {
    assertGolden(61,
        new CreateContextVirtualCommand(VgpuToHostHeader.of(Message.CREATECONTEXTVIRTUAL, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 0x100f0e0d, 0x14131211, CreateContextFlags.of(0x18171615),
            0x1c1b1a19, 6, sequence(6, 0x1d)),
        """
            0008  01020304  hdr.process
            0010  06000000  hdr.command_type
            0018  05060708  context
            001c  090a0b0c  device
            0020  0d0e0f10  node_ordinal
            0024  11121314  engine_affinity
            0028  15161718  flags
            002c  191a1b1c  client_hint
            0030  06000000  priv_drv_data_size
            0034  1d..*6    private data
            """);
  }

  @Test
  void destroyContext() {
    assertGolden(32,
        new DestroyContextCommand(VgpuToHostHeader.of(Message.DESTROYCONTEXT, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  07000000  hdr.command_type
            0018  05060708  context
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void createSyncObject() {
    assertGolden(128,
        new CreateSyncObjectCommand(VgpuToHostHeader.of(Message.CREATESYNCOBJECT, new Handle(0x04030201)),
            new CreateSynchronizationObject(new Handle(0x08070605), 0x0c0b0a09,
                new SynchronizationObjectInfo2(0x100f0e0d, SynchronizationObjectFlags.of(0x14131211),
                    sequence(64, 0x15),
                    new Handle(0x58575655)),
                new Handle(0x5c5b5a59), 0x605f5e5d),
            0x64636261),
        """
            0008  01020304  hdr.process
            0010  08000000  hdr.command_type
            0018  05060708  args.device
            001c  090a0b0c  args.reserved
            0020  0d0e0f10  args.info.type
            0024  11121314  args.info.flags
            0028  15..*64   args.info.synchronization_mutex / semaphore
            0068  55565758  args.info.shared_handle
            0070  595a5b5c  args.sync_object
            0074  5d5e5f60  args.reserved1
            0078  61626364  client_hint
            """);
    assertGolden(32,
        new CreateSyncObjectReply(new Handle(0x44434241), new Handle(0x48474645), 0x504f4e4d4c4b4a49L,
            0x5857565554535251L, 0x5c5b5a59),
        """
            0000  41424344          sync_object
            0004  45464748          global_sync_object
            0008  494a4b4c4d4e4f50  fence_gpu_va
            0010  5152535455565758  fence_storage_address
            0018  595a5b5c          fence_storage_offset
            """);
  }

  @Test
  void createPagingQueue() {
    assertGolden(56,
        new CreatePagingQueueCommand(VgpuToHostHeader.of(Message.CREATEPAGINGQUEUE, new Handle(0x04030201)),
            new CreatePagingQueue(new Handle(0x08070605), 0x0c0b0a09, new Handle(0x100f0e0d), new Handle(0x14131211),
                0x1c1b1a1918171615L, 0x201f1e1d)),
        """
            0008  01020304          hdr.process
            0010  09000000          hdr.command_type
            0018  05060708          args.device
            001c  090a0b0c          args.priority
            0020  0d0e0f10          args.paging_queue
            0024  11121314          args.sync_object
            0028  15161718191a1b1c  args.fence_cpu_virtual_address
            0030  1d1e1f20          args.physical_adapter_index
            """);
    assertGolden(24,
        new CreatePagingQueueReply(new Handle(0x44434241), new Handle(0x48474645), 0x504f4e4d4c4b4a49L,
            0x5857565554535251L),
        """
            0000  41424344          paging_queue
            0004  45464748          sync_object
            0008  494a4b4c4d4e4f50  fence_storage_physical_address
            0010  5152535455565758  fence_storage_offset
            """);
  }

  @Test
  void destroyPagingQueue() {
    assertGolden(32,
        new DestroyPagingQueueCommand(VgpuToHostHeader.of(Message.DESTROYPAGINGQUEUE, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  0a000000  hdr.command_type
            0018  05060708  paging_queue
            """);
  }

  @Test
  void makeResident() {
    assertGolden(56,
        new MakeResidentCommand(VgpuToHostHeader.of(Message.MAKERESIDENT, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), MakeResidentFlags.of(0x100f0e0d), 3, handles(3, 0x11)),
        """
            0008  01020304  hdr.process
            0010  0b000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  paging_queue
            0020  0d0e0f10  flags
            0024  03000000  alloc_count
            0028  11..*12   allocations
            """);
    assertGolden(24,
        new MakeResidentReply(0x4847464544434241L, 0x504f4e4d4c4b4a49L, new NtStatus(0x54535251)), """
            0000  4142434445464748  paging_fence_value
            0008  494a4b4c4d4e4f50  num_bytes_to_trim
            0010  51525354          status
            """);
  }

  @Test
  void evict() {
    assertGolden(48,
        new EvictCommand(VgpuToHostHeader.of(Message.EVICT, new Handle(0x04030201)), new Handle(0x08070605),
            EvictFlags.of(0x0c0b0a09), 3, handles(3, 0x0d)),
        """
            0008  01020304  hdr.process
            0010  0c000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  flags
            0020  03000000  alloc_count
            0024  0d..*12   allocations
            """);
    assertGolden(8,
        new EvictReply(0x4847464544434241L), """
            0000  4142434445464748  num_bytes_to_trim
            """);
  }

  @Test
  void escape() {
    assertGolden(62,
        new EscapeCommand(VgpuToHostHeader.of(Message.ESCAPE, new Handle(0x04030201)), new Handle(0x08070605),
            new Handle(0x0c0b0a09), 0x100f0e0d, EscapeFlags.of(0x14131211), 7, new Handle(0x18171615), sequence(7,
                0x19)),
        """
            0008  01020304  hdr.process
            0010  0d000000  hdr.command_type
            0018  05060708  adapter
            001c  090a0b0c  device
            0020  0d0e0f10  type
            0024  11121314  flags
            0028  07000000  priv_drv_data_size
            002c  15161718  context
            0030  19..*7    private data
            """);
    assertGolden(5, new EscapeReply(sequence(5, 0x11)), """
        0000  11..*5  private data
        """);
  }

  @Test
  void openAdapter() {
    assertGolden(40,
        new OpenAdapterCommand(VgpuToHostHeader.of(Message.OPENADAPTER, new Handle(0x04030201)), 0x08070605,
            0x0c0b0a09, new Luid(0x100f0e0d, 0x14131211)),
        """
            0008  01020304          hdr.process
            0010  0e000000          hdr.command_type
            0018  05060708          vmbus_interface_version
            001c  090a0b0c          vmbus_last_compatible_interface_version
            0020  0d0e0f1011121314  guest_adapter_luid
            """);
    assertGolden(16,
        new OpenAdapterReply(new Handle(0x44434241), new NtStatus(0x48474645), 0x4c4b4a49, 0x504f4e4d), """
            0000  41424344  host_adapter_handle
            0004  45464748  status
            0008  494a4b4c  vmbus_interface_version
            000c  4d4e4f50  vmbus_last_compatible_interface_version
            """);
  }

  @Test
  void closeAdapter() {
    assertGolden(32,
        new CloseAdapterCommand(VgpuToHostHeader.of(Message.CLOSEADAPTER, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  0f000000  hdr.command_type
            0018  05060708  host_handle
            """);
  }

  @Test
  void freeGpuVirtualAddress() {
    assertGolden(48,
        new FreeGpuVirtualAddressCommand(VgpuToHostHeader.of(Message.FREEGPUVIRTUALADDRESS, new Handle(0x04030201)),
            new FreeGpuVirtualAddress(new Handle(0x08070605), 0x0c0b0a09, 0x14131211100f0e0dL, 0x1c1b1a1918171615L)),
        """
            0008  01020304          hdr.process
            0010  10000000          hdr.command_type
            0018  05060708          args.adapter
            001c  090a0b0c          args.reserved
            0020  0d0e0f1011121314  args.base_address
            0028  15161718191a1b1c  args.size
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }
}
