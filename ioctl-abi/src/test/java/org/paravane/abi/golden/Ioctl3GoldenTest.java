package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.longs;
import static org.paravane.abi.golden.Golden.sequence;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.AllocationList;
import org.paravane.abi.ioctl.BuildTestCommandBuffer;
import org.paravane.abi.ioctl.CreateStandardAllocation;
import org.paravane.abi.ioctl.CreateStandardAllocationFlags;
import org.paravane.abi.ioctl.CreateSyncFile;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.EnumProcesses;
import org.paravane.abi.ioctl.FaultErrorCode;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.GpuClockData;
import org.paravane.abi.ioctl.GpuClockDataFlags;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.IsFeatureEnabled;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;
import org.paravane.abi.ioctl.OpenAllocationInfo2;
import org.paravane.abi.ioctl.OpenResourceFromNtHandle;
import org.paravane.abi.ioctl.OpenSyncObjectFromSyncFile;
import org.paravane.abi.ioctl.PatchLocationList;
import org.paravane.abi.ioctl.QueryStatistics;
import org.paravane.abi.ioctl.QueryStatisticsResult;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.ioctl.ShadowSurfaceData;
import org.paravane.abi.ioctl.ShareObjectWithHost;
import org.paravane.abi.ioctl.SharedPrimarySurfaceData;
import org.paravane.abi.ioctl.StagingSurfaceData;
import org.paravane.abi.ioctl.StandardAllocationExistingHeap;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.TestCommand;
import org.paravane.abi.ioctl.TranslateAllocationHandle;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddressOperation;
import org.paravane.abi.ioctl.WaitSyncFile;

/**
 * Bytes of the ioctl structs, part 3: arguments in order of their numbers, then what they point to. Offsets
 * are those of d3dkmt-abi.md.
 */
class Ioctl3GoldenTest {
  @Test
  void openResourceFromNtHandle() {
    assertGolden(104,
        new OpenResourceFromNtHandle(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x14131211, 0x18171615,
            0x201f1e1d1c1b1a19L, 0x24232221, 0x28272625, 0x302f2e2d2c2b2a29L, 0x34333231, 0x38373635,
            0x403f3e3d3c3b3a39L, 0x44434241, 0x4c4b4a4948474645L, new Handle(0x504f4e4d), new Handle(0x54535251),
            0x5c5b5a5958575655L, 0x605f5e5d, new Handle(0x64636261)),
        """
            0000  01020304          device
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  nt_handle
            0010  11121314          allocation_count
            0014  15161718          reserved1
            0018  191a1b1c1d1e1f20  open_alloc_info
            0020  21222324          private_runtime_data_size
            0024  25262728          reserved2
            0028  292a2b2c2d2e2f30  private_runtime_data
            0030  31323334          resource_priv_drv_data_size
            0034  35363738          reserved3
            0038  393a3b3c3d3e3f40  resource_priv_drv_data
            0040  41424344          total_priv_drv_data_size
            0048  45464748494a4b4c  total_priv_drv_data
            0050  4d4e4f50          resource
            0054  51525354          keyed_mutex
            0058  55565758595a5b5c  keyed_mutex_private_data
            0060  5d5e5f60          keyed_mutex_private_data_size
            0064  61626364          sync_object
            """);
  }

  @Test
  void queryStatistics() {
    assertGolden(808,
        new QueryStatistics(0x04030201, new Luid(0x08070605, 0x0c0b0a09), 0, 0x14131211100f0e0dL,
            new QueryStatisticsResult(sequence(776, 0x15)), 0x23222120, 0x27262524),
        """
            0000  01020304          type
            0004  05060708090a0b0c  adapter_luid
            0010  0d0e0f1011121314  process
            0018  15..*776          result
            0320  20212223          selector (section 9.4)
            0324  24252627          padding
            """);
  }

  @Test
  void shareObjectWithHost() {
    assertGolden(24,
        new ShareObjectWithHost(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L,
            0x1817161514131211L),
        """
            0000  01020304          device_handle
            0004  05060708          object_handle
            0008  090a0b0c0d0e0f10  reserved
            0010  1112131415161718  object_vail_nt_handle
            """);
  }

  @Test
  void createSyncFile() {
    assertGolden(24,
        new CreateSyncFile(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x1817161514131211L),
        """
            0000  01020304          device
            0004  05060708          monitored_fence
            0008  090a0b0c0d0e0f10  fence_value
            0010  1112131415161718  sync_file_handle
            """);
  }

  @Test
  void waitSyncFile() {
    assertGolden(16,
        new WaitSyncFile(0x0807060504030201L, new Handle(0x0c0b0a09), 0x100f0e0d), """
            0000  0102030405060708  sync_file_handle
            0008  090a0b0c          context
            000c  0d0e0f10          reserved
            """);
  }

  @Test
  void openSyncObjectFromSyncFile() {
    assertGolden(40,
        new OpenSyncObjectFromSyncFile(0x0807060504030201L, new Handle(0x0c0b0a09), new Handle(0x100f0e0d),
            0x1817161514131211L, 0x201f1e1d1c1b1a19L, 0x2827262524232221L),
        """
            0000  0102030405060708  sync_file_handle
            0008  090a0b0c          device
            000c  0d0e0f10          syncobj
            0010  1112131415161718  fence_value
            0018  191a1b1c1d1e1f20  fence_value_cpu_va
            0020  2122232425262728  fence_value_gpu_va
            """);
  }

  @Test
  void enumProcesses() {
    assertGolden(24,
        new EnumProcesses(new Luid(0x04030201, 0x08070605), 0x100f0e0d0c0b0a09L, 0x1817161514131211L), """
            0000  0102030405060708  adapter_luid
            0008  090a0b0c0d0e0f10  buffer
            0010  1112131415161718  buffer_count
            """);
  }

  @Test
  void isFeatureEnabled() {
    assertGolden(12,
        new IsFeatureEnabled(new Handle(0x04030201), 0x08070605, new IsFeatureEnabledResult((short) 0x0a09, true,
            true, false, true, 0xc0)),
        """
            0000  01020304  adapter
            0004  05060708  feature_id
            0008  090a      result.version
            000a  0b0c      result.enabled/known_feature/supported_by_driver/supported_on_confi
            """);
  }

  @Test
  void allocationInfo2() {
    assertGolden(96,
        new AllocationInfo2(new Handle(0x04030201), 0x0c0b0a0908070605L, 0x14131211100f0e0dL, 0x18171615, 0x1c1b1a19,
            AllocationInfo2.Flags.of(0x201f1e1d), 0x2827262524232221L, 0x302f2e2d2c2b2a29L, longs(5, 0x31)),
        """
            0000  01020304          allocation
            0008  05060708090a0b0c  sysmem
            0010  0d0e0f1011121314  priv_drv_data
            0018  15161718          priv_drv_data_size
            001c  191a1b1c          vidpn_source_id
            0020  1d1e1f20          flags
            0028  2122232425262728  gpu_virtual_address
            0030  292a2b2c2d2e2f30  priority
            0038  31..*40           reserved
            """);
  }

  @Test
  void allocationList() {
    assertGolden(8,
        new AllocationList(new Handle(0x04030201), true, false, 0x1, 0x403830), """
            0000  01020304  allocation
            0004  05060708  write_operation/do_not_retire_instance/offer_priority/reserv
            """);
  }

  @Test
  void buildTestCommandBuffer() {
    assertGolden(112,
        new BuildTestCommandBuffer(0x04030201, new Handle(0x08070605), new Handle(0x0c0b0a09), 0x100f0e0d,
            new TestCommand(sequence(72, 0x11)), 0x605f5e5d5c5b5a59L, 0x6867666564636261L, 0x6c6b6a69, 0x706f6e6d),
        """
            0000  01020304          escape_type
            0004  05060708          device
            0008  090a0b0c          context
            000c  0d0e0f10          flags
            0010  11..*72           command.buffer
            0058  595a5b5c5d5e5f60  dma_buffer
            0060  6162636465666768  dma_buffer_priv_data
            0068  696a6b6c          dma_buffer_size
            006c  6d6e6f70          dma_buffer_priv_data_size
            """);
  }

  @Test
  void openAllocationInfo2() {
    assertGolden(80,
        new OpenAllocationInfo2(new Handle(0x04030201), 0x0c0b0a0908070605L, 0x100f0e0d, 0x1817161514131211L, longs(6,
            0x19)),
        """
            0000  01020304          allocation
            0008  05060708090a0b0c  priv_drv_data
            0010  0d0e0f10          priv_drv_data_size
            0018  1112131415161718  gpu_va
            0020  19..*48           reserved
            """);
  }

  @Test
  void patchLocationList() {
    assertGolden(24,
        new PatchLocationList(0x04030201, 0x70605, 0x8, 0x0c0b0a09, 0x100f0e0d, 0x14131211, 0x18171615), """
            0000  01020304  allocation_index
            0004  05060708  slot_id/reserved
            0008  090a0b0c  driver_id
            000c  0d0e0f10  allocation_offset
            0010  11121314  patch_offset
            0014  15161718  split_offset
            """);
  }

  @Test
  void rational() {
    assertGolden(8,
        new Rational(0x04030201, 0x08070605), """
            0000  01020304  numerator
            0004  05060708  denominator
            """);
  }

  @Test
  void synchronizationObjectInfo2() {
    assertGolden(80,
        new SynchronizationObjectInfo2(0x04030201, SynchronizationObjectFlags.of(0x08070605), sequence(64, 0x09),
            new Handle(0x4c4b4a49)),
        """
            0000  01020304  type
            0004  05060708  flags
            0008  09..*64   synchronization_mutex / semaphore
            0048  494a4b4c  shared_handle
            """);
  }

  @Test
  void testCommand() {
    assertGolden(72,
        new TestCommand(sequence(72, 0x01)), """
            0000  01..*72  buffer
            """);
  }

  @Test
  void translateAllocationHandle() {
    assertGolden(8,
        new TranslateAllocationHandle(0x04030201, new Handle(0x08070605)), """
            0000  01020304  escape_type
            0004  05060708  allocation
            """);
  }

  @Test
  void updateGpuVirtualAddressOperation() {
    assertGolden(64,
        new UpdateGpuVirtualAddressOperation(0x04030201, sequence(56, 0x05)), """
            0000  01020304  operation
            0008  05..*56   map / map_protect
            """);
  }

  @Test
  void gpuVaProtectionType() {
    assertGolden(8,
        new GpuVaProtectionType(true, false, false, false, false, 0x0040383028201810L), """
            0000  0102030405060708  write/execute/zero/no_access/system_use_only/reserved
            """);
  }

  @Test
  void gdiSurfaceData() {
    assertGolden(24,
        new GdiSurfaceData(0x04030201, 0x08070605, 0x0c0b0a09, 0x100f0e0d, 0x14131211, 0x18171615), """
            0000  01020304  width
            0004  05060708  height
            0008  090a0b0c  format
            000c  0d0e0f10  type
            0010  11121314  flags
            0014  15161718  pitch
            """);
  }

  @Test
  void shadowSurfaceData() {
    assertGolden(16,
        new ShadowSurfaceData(0x04030201, 0x08070605, 0x0c0b0a09, 0x100f0e0d), """
            0000  01020304  width
            0004  05060708  height
            0008  090a0b0c  format
            000c  0d0e0f10  pitch
            """);
  }

  @Test
  void sharedPrimarySurfaceData() {
    assertGolden(24,
        new SharedPrimarySurfaceData(0x04030201, 0x08070605, 0x0c0b0a09, new Rational(0x100f0e0d, 0x14131211),
            0x18171615),
        """
            0000  01020304  width
            0004  05060708  height
            0008  090a0b0c  format
            000c  0d0e0f10  refresh_rate.numerator
            0010  11121314  refresh_rate.denominator
            0014  15161718  vidpn_source_id
            """);
  }

  @Test
  void stagingSurfaceData() {
    assertGolden(12,
        new StagingSurfaceData(0x04030201, 0x08070605, 0x0c0b0a09), """
            0000  01020304  width
            0004  05060708  height
            0008  090a0b0c  pitch
            """);
  }

  @Test
  void adapterInfo() {
    assertGolden(20,
        new AdapterInfo(new Handle(0x04030201), new Luid(0x08070605, 0x0c0b0a09), 0x100f0e0d, 0x14131211), """
            0000  01020304          adapter_handle
            0004  05060708090a0b0c  adapter_luid
            000c  0d0e0f10          num_sources
            0010  11121314          present_move_regions_preferred
            """);
  }

  @Test
  void createStandardAllocation() {
    assertGolden(24,
        new CreateStandardAllocation(0x04030201, 0x08070605, new StandardAllocationExistingHeap(0x100f0e0d0c0b0a09L),
            CreateStandardAllocationFlags.of(0x14131211), 0x18171615),
        """
            0000  01020304          type
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  existing_heap_data.size
            0010  11121314          flags
            0014  15161718          reserved1
            """);
  }

  @Test
  void devicePageFaultState() {
    assertGolden(32,
        new DevicePageFaultState(0x0807060504030201L, 0x0c0b0a09, 0x100f0e0d, 0x14131211,
            new FaultErrorCode(0x18171615), 0x201f1e1d1c1b1a19L),
        """
            0000  0102030405060708  faulted_primitive_api_sequence_number
            0008  090a0b0c          faulted_pipeline_stage
            000c  0d0e0f10          faulted_bind_table_entry
            0010  11121314          page_fault_flags
            0014  15161718          fault_error_code
            0018  191a1b1c1d1e1f20  faulted_virtual_address
            """);
  }

  @Test
  void enumAdaptersFilter() {
    assertGolden(8,
        new EnumAdaptersFilter(true, false, 0x0201c1814100c080L), """
            0000  0102030405060708  include_compute_only/include_display_only/reserved
            """);
  }

  @Test
  void standardAllocationExistingHeap() {
    assertGolden(8,
        new StandardAllocationExistingHeap(0x0807060504030201L), """
            0000  0102030405060708  size
            """);
  }

  @Test
  void gpuClockData() {
    assertGolden(28,
        new GpuClockData(0x0807060504030201L, 0x100f0e0d0c0b0a09L, 0x1817161514131211L,
            GpuClockDataFlags.of(0x1c1b1a19)),
        """
            0000  0102030405060708  gpu_frequency
            0008  090a0b0c0d0e0f10  gpu_clock_counter
            0010  1112131415161718  cpu_clock_counter
            0018  191a1b1c          flags
            """);
  }

  @Test
  void isFeatureEnabledResult() {
    assertGolden(4,
        new IsFeatureEnabledResult((short) 0x0201, true, true, false, false, 0x40), """
            0000  0102  version
            0002  0304  enabled/known_feature/supported_by_driver/supported_on_confi
            """);
  }
}
