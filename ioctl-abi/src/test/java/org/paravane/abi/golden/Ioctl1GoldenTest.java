package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.handles;
import static org.paravane.abi.golden.Golden.sequence;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.ioctl.ChangeVideoMemoryReservation;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DestroyContext;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.EnumAdapters2;
import org.paravane.abi.ioctl.Escape;
import org.paravane.abi.ioctl.EscapeFlags;
import org.paravane.abi.ioctl.Evict;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.FlushHeapTransitions;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SignalSynchronizationObject;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.WaitForSynchronizationObject;

/**
 * Bytes of the ioctl structs, part 1: arguments in order of their numbers, then what they point to. Offsets
 * are those of d3dkmt-abi.md.
 */
class Ioctl1GoldenTest {
  @Test
  void openAdapterFromLuid() {
    assertGolden(12,
        new OpenAdapterFromLuid(new Luid(0x04030201, 0x08070605), new Handle(0x0c0b0a09)), """
            0000  0102030405060708  adapter_luid
            0008  090a0b0c          adapter_handle
            """);
  }

  @Test
  void createDevice() {
    assertGolden(64,
        new CreateDevice(new Handle(0x04030201), 0x08070605, CreateDeviceFlags.of(0x0c0b0a09), new Handle(0x100f0e0d),
            0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d, 0x2827262524232221L, 0x2c2b2a29, 0x302f2e2d,
            0x3837363534333231L, 0x3c3b3a39, 0x403f3e3d),
        """
            0000  01020304          adapter
            0004  05060708          reserved3
            0008  090a0b0c          flags
            000c  0d0e0f10          device
            0010  1112131415161718  command_buffer
            0018  191a1b1c          command_buffer_size
            001c  1d1e1f20          reserved
            0020  2122232425262728  allocation_list
            0028  292a2b2c          allocation_list_size
            002c  2d2e2f30          reserved1
            0030  3132333435363738  patch_location_list
            0038  393a3b3c          patch_location_list_size
            003c  3d3e3f40          reserved2
            """);
  }

  @Test
  void createContextVirtual() {
    assertGolden(40,
        new CreateContextVirtual(new Handle(0x04030201), 0x08070605, 0x0c0b0a09, CreateContextFlags.of(0x100f0e0d),
            0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d, new Handle(0x24232221)),
        """
            0000  01020304          device
            0004  05060708          node_ordinal
            0008  090a0b0c          engine_affinity
            000c  0d0e0f10          flags
            0010  1112131415161718  priv_drv_data
            0018  191a1b1c          priv_drv_data_size
            001c  1d1e1f20          client_hint
            0020  21222324          context
            """);
  }

  @Test
  void destroyContext() {
    assertGolden(4,
        new DestroyContext(new Handle(0x04030201)), """
            0000  01020304  context
            """);
  }

  @Test
  void createAllocation() {
    assertGolden(72,
        new CreateAllocation(new Handle(0x04030201), new Handle(0x08070605), new Handle(0x0c0b0a09), 0x100f0e0d,
            0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d, 0x2827262524232221L, 0x2c2b2a29, 0x302f2e2d,
            0x3837363534333231L, CreateAllocationFlags.of(0x3c3b3a39), 0x403f3e3d, 0x4847464544434241L),
        """
            0000  01020304          device
            0004  05060708          resource
            0008  090a0b0c          global_share
            000c  0d0e0f10          reserved
            0010  1112131415161718  private_runtime_data
            0018  191a1b1c          private_runtime_data_size
            001c  1d1e1f20          reserved1
            0020  2122232425262728  standard_allocation
            0028  292a2b2c          priv_drv_data_size
            002c  2d2e2f30          alloc_count
            0030  3132333435363738  allocation_info
            0038  393a3b3c          flags
            003c  3d3e3f40          reserved2
            0040  4142434445464748  private_runtime_resource_handle
            """);
  }

  @Test
  void createPagingQueue() {
    assertGolden(32,
        new CreatePagingQueue(new Handle(0x04030201), 0x08070605, new Handle(0x0c0b0a09), new Handle(0x100f0e0d),
            0x1817161514131211L, 0x1c1b1a19),
        """
            0000  01020304          device
            0004  05060708          priority
            0008  090a0b0c          paging_queue
            000c  0d0e0f10          sync_object
            0010  1112131415161718  fence_cpu_virtual_address
            0018  191a1b1c          physical_adapter_index
            """);
  }

  @Test
  void reserveGpuVirtualAddress() {
    assertGolden(72,
        new ReserveGpuVirtualAddress(new Handle(0x04030201), 0x0c0b0a0908070605L, 0x14131211100f0e0dL,
            0x1c1b1a1918171615L, 0x24232221201f1e1dL, 0x28272625, 0x302f2e2d2c2b2a29L, 0x3837363534333231L,
            0x403f3e3d3c3b3a39L),
        """
            0000  01020304          adapter
            0008  05060708090a0b0c  base_address
            0010  0d0e0f1011121314  minimum_address
            0018  15161718191a1b1c  maximum_address
            0020  1d1e1f2021222324  size
            0028  25262728          reservation_type
            0030  292a2b2c2d2e2f30  driver_protection
            0038  3132333435363738  virtual_address
            0040  393a3b3c3d3e3f40  paging_fence_value
            """);
  }

  @Test
  void queryAdapterInfo() {
    assertGolden(24,
        new QueryAdapterInfo(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x14131211), """
            0000  01020304          adapter
            0004  05060708          type
            0008  090a0b0c0d0e0f10  private_data
            0010  11121314          private_data_size
            """);
  }

  @Test
  void queryVideoMemoryInfo() {
    assertGolden(56,
        new QueryVideoMemoryInfo(0x0807060504030201L, new Handle(0x0c0b0a09), 0x100f0e0d, 0x1817161514131211L,
            0x201f1e1d1c1b1a19L, 0x2827262524232221L, 0x302f2e2d2c2b2a29L, 0x34333231),
        """
            0000  0102030405060708  process
            0008  090a0b0c          adapter
            000c  0d0e0f10          memory_segment_group
            0010  1112131415161718  budget
            0018  191a1b1c1d1e1f20  current_usage
            0020  2122232425262728  current_reservation
            0028  292a2b2c2d2e2f30  available_for_reservation
            0030  31323334          physical_adapter_index
            """);
  }

  @Test
  void makeResident() {
    assertGolden(48,
        new MakeResident(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L,
            MakeResidentFlags.of(0x1c1b1a19), 0x24232221201f1e1dL, 0x2c2b2a2928272625L),
        """
            0000  01020304          paging_queue
            0004  05060708          alloc_count
            0008  090a0b0c0d0e0f10  allocation_list
            0010  1112131415161718  priority_list
            0018  191a1b1c          flags
            0020  1d1e1f2021222324  paging_fence_value
            0028  25262728292a2b2c  num_bytes_to_trim
            """);
  }

  @Test
  void mapGpuVirtualAddress() {
    assertGolden(104,
        new MapGpuVirtualAddress(new Handle(0x04030201), 0x0c0b0a0908070605L, 0x14131211100f0e0dL,
            0x1c1b1a1918171615L, new Handle(0x201f1e1d), 0x2827262524232221L, 0x302f2e2d2c2b2a29L,
            new GpuVaProtectionType(true, false, false, false, true, 0x01c1b9b1a9a19991L), 0x403f3e3d3c3b3a39L,
            0x44434241, 0x4c4b4a4948474645L, 0x54535251504f4e4dL, 0x5c5b5a5958575655L),
        """
            0000  01020304          paging_queue
            0008  05060708090a0b0c  base_address
            0010  0d0e0f1011121314  minimum_address
            0018  15161718191a1b1c  maximum_address
            0020  1d1e1f20          allocation
            0028  2122232425262728  offset_in_pages
            0030  292a2b2c2d2e2f30  size_in_pages
            0038  3132333435363738  protection.write/execute/zero/no_access/system_use_only/reserved
            0040  393a3b3c3d3e3f40  driver_protection
            0048  41424344          reserved0
            0050  45464748494a4b4c  reserved1
            0058  4d4e4f5051525354  virtual_address
            0060  55565758595a5b5c  paging_fence_value
            """);
  }

  @Test
  void escape() {
    assertGolden(32,
        new Escape(new Handle(0x04030201), new Handle(0x08070605), 0x0c0b0a09, EscapeFlags.of(0x100f0e0d),
            0x1817161514131211L, 0x1c1b1a19, new Handle(0x201f1e1d)),
        """
            0000  01020304          adapter
            0004  05060708          device
            0008  090a0b0c          type
            000c  0d0e0f10          flags
            0010  1112131415161718  priv_drv_data
            0018  191a1b1c          priv_drv_data_size
            001c  1d1e1f20          context
            """);
  }

  @Test
  void getDeviceState() {
    assertGolden(56,
        new GetDeviceState(new Handle(0x04030201), 0x08070605, sequence(48, 0x09)), """
            0000  01020304  device
            0004  05060708  state_type
            0008  09..*48   execution_state / reset_state
            """);
  }

  @Test
  void submitCommand() {
    assertGolden(384,
        new SubmitCommand(0x0807060504030201L, 0x0c0b0a09, SubmitCommandFlags.of(0x100f0e0d), 0x1817161514131211L,
            0x1c1b1a19, handles(64, 0x1d), 0x21201f1e, 0x2928272625242322L, 0x2d2c2b2a, 0x31302f2e, handles(16, 0x32),
            0x75747372, 0x79787776, 0x81807f7e7d7c7b7aL),
        """
            0000  0102030405060708  command_buffer
            0008  090a0b0c          command_length
            000c  0d0e0f10          flags
            0010  1112131415161718  present_history_token
            0018  191a1b1c          broadcast_context_count
            001c  1d..*256          broadcast_context
            011c  1e1f2021          reserved
            0120  2223242526272829  priv_drv_data
            0128  2a2b2c2d          priv_drv_data_size
            012c  2e2f3031          num_primaries
            0130  32..*64           written_primaries
            0170  72737475          num_history_buffers
            0174  76777879          reserved1
            0178  7a7b7c7d7e7f8081  history_buffer_array
            """);
  }

  @Test
  void createSynchronizationObject() {
    assertGolden(96,
        new CreateSynchronizationObject(new Handle(0x04030201), 0x08070605, new SynchronizationObjectInfo2(0x0c0b0a09,
            SynchronizationObjectFlags.of(0x100f0e0d), sequence(64, 0x11), new Handle(0x54535251)),
            new Handle(0x58575655), 0x5c5b5a59),
        """
            0000  01020304  device
            0004  05060708  reserved
            0008  090a0b0c  info.type
            000c  0d0e0f10  info.flags
            0010  11..*64   info.synchronization_mutex / semaphore
            0050  51525354  info.shared_handle
            0058  55565758  sync_object
            005c  595a5b5c  reserved1
            """);
  }

  @Test
  void signalSynchronizationObject() {
    assertGolden(464,
        new SignalSynchronizationObject(new Handle(0x04030201), 0x08070605, handles(32, 0x09),
            SignalFlags.of(0x8c8b8a89), 0x908f8e8d, handles(64, 0x91), sequence(64, 0x92)),
        """
            0000  01020304  context
            0004  05060708  object_count
            0008  09..*128  object_array
            0088  898a8b8c  flags
            008c  8d8e8f90  context_count
            0090  91..*256  contexts
            0190  92..*64   fence / cpu_event_handle
            """);
  }

  @Test
  void waitForSynchronizationObject() {
    assertGolden(200,
        new WaitForSynchronizationObject(new Handle(0x04030201), 0x08070605, handles(32, 0x09), sequence(64, 0x89)),
        """
            0000  01020304  context
            0004  05060708  object_count
            0008  09..*128  object_array
            0088  89..*64   fence / reserved
            """);
  }

  @Test
  void destroyAllocation2() {
    assertGolden(24,
        new DestroyAllocation2(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x14131211,
            DestroyAllocation2Flags.of(0x18171615)),
        """
            0000  01020304          device
            0004  05060708          resource
            0008  090a0b0c0d0e0f10  allocations
            0010  11121314          alloc_count
            0014  15161718          flags
            """);
  }

  @Test
  void enumAdapters2() {
    assertGolden(16,
        new EnumAdapters2(0x04030201, 0x08070605, 0x100f0e0d0c0b0a09L), """
            0000  01020304          num_adapters
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  adapters
            """);
  }

  @Test
  void closeAdapter() {
    assertGolden(4,
        new CloseAdapter(new Handle(0x04030201)), """
            0000  01020304  adapter_handle
            """);
  }

  @Test
  void changeVideoMemoryReservation() {
    assertGolden(32,
        new ChangeVideoMemoryReservation(0x0807060504030201L, new Handle(0x0c0b0a09), 0x100f0e0d, 0x1817161514131211L,
            0x1c1b1a19),
        """
            0000  0102030405060708  process
            0008  090a0b0c          adapter
            000c  0d0e0f10          memory_segment_group
            0010  1112131415161718  reservation
            0018  191a1b1c          physical_adapter_index
            """);
  }

  @Test
  void createHwQueue() {
    assertGolden(48,
        new CreateHwQueue(new Handle(0x04030201), CreateHwQueueFlags.of(0x08070605), 0x0c0b0a09, 0x100f0e0d,
            0x1817161514131211L, new Handle(0x1c1b1a19), new Handle(0x201f1e1d), 0x2827262524232221L,
            0x302f2e2d2c2b2a29L),
        """
            0000  01020304          context
            0004  05060708          flags
            0008  090a0b0c          priv_drv_data_size
            000c  0d0e0f10          reserved
            0010  1112131415161718  priv_drv_data
            0018  191a1b1c          queue
            001c  1d1e1f20          queue_progress_fence
            0020  2122232425262728  queue_progress_fence_cpu_va
            0028  292a2b2c2d2e2f30  queue_progress_fence_gpu_va
            """);
  }

  @Test
  void destroyDevice() {
    assertGolden(4,
        new DestroyDevice(new Handle(0x04030201)), """
            0000  01020304  device
            """);
  }

  @Test
  void destroyHwQueue() {
    assertGolden(4,
        new DestroyHwQueue(new Handle(0x04030201)), """
            0000  01020304  queue
            """);
  }

  @Test
  void destroyPagingQueue() {
    assertGolden(4,
        new DestroyPagingQueue(new Handle(0x04030201)), """
            0000  01020304  paging_queue
            """);
  }

  @Test
  void destroySynchronizationObject() {
    assertGolden(4,
        new DestroySynchronizationObject(new Handle(0x04030201)), """
            0000  01020304  sync_object
            """);
  }

  @Test
  void evict() {
    assertGolden(32,
        new Evict(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, EvictFlags.of(0x14131211), 0x18171615,
            0x201f1e1d1c1b1a19L),
        """
            0000  01020304          device
            0004  05060708          alloc_count
            0008  090a0b0c0d0e0f10  allocations
            0010  11121314          flags
            0014  15161718          reserved
            0018  191a1b1c1d1e1f20  num_bytes_to_trim
            """);
  }

  @Test
  void flushHeapTransitions() {
    assertGolden(4,
        new FlushHeapTransitions(new Handle(0x04030201)), """
            0000  01020304  adapter
            """);
  }
}
