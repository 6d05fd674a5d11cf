package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.sequence;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GetAllocationPriority;
import org.paravane.abi.ioctl.GetContextInProcessSchedulingPriority;
import org.paravane.abi.ioctl.GetContextSchedulingPriority;
import org.paravane.abi.ioctl.GpuClockData;
import org.paravane.abi.ioctl.GpuClockDataFlags;
import org.paravane.abi.ioctl.InvalidateCache;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.MarkDeviceAsError;
import org.paravane.abi.ioctl.OfferAllocations;
import org.paravane.abi.ioctl.OfferFlags;
import org.paravane.abi.ioctl.OpenSyncObjectFromNtHandle2;
import org.paravane.abi.ioctl.QueryAllocationResidency;
import org.paravane.abi.ioctl.QueryClockCalibration;
import org.paravane.abi.ioctl.QueryResourceInfoFromNtHandle;
import org.paravane.abi.ioctl.ReclaimAllocations2;
import org.paravane.abi.ioctl.SegmentPreference;
import org.paravane.abi.ioctl.SetAllocationPriority;
import org.paravane.abi.ioctl.SetContextInProcessSchedulingPriority;
import org.paravane.abi.ioctl.SetContextSchedulingPriority;
import org.paravane.abi.ioctl.ShareObjects;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromGpu;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromGpu2;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.ioctl.UpdateAllocProperty;
import org.paravane.abi.ioctl.UpdateAllocPropertyFlags;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddress;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromGpu;

/**
 * Bytes of the ioctl structs, part 2: arguments in order of their numbers, then what they point to. Offsets
 * are those of d3dkmt-abi.md.
 */
class Ioctl2GoldenTest {
  @Test
  void freeGpuVirtualAddress() {
    assertGolden(24,
        new FreeGpuVirtualAddress(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L), """
            0000  01020304          adapter
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  base_address
            0010  1112131415161718  size
            """);
  }

  @Test
  void getContextInProcessSchedulingPriority() {
    assertGolden(8,
        new GetContextInProcessSchedulingPriority(new Handle(0x04030201), 0x08070605), """
            0000  01020304  context
            0004  05060708  priority
            """);
  }

  @Test
  void getContextSchedulingPriority() {
    assertGolden(8,
        new GetContextSchedulingPriority(new Handle(0x04030201), 0x08070605), """
            0000  01020304  context
            0004  05060708  priority
            """);
  }

  @Test
  void invalidateCache() {
    assertGolden(24,
        new InvalidateCache(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x1817161514131211L),
        """
            0000  01020304          device
            0004  05060708          allocation
            0008  090a0b0c0d0e0f10  offset
            0010  1112131415161718  length
            """);
  }

  @Test
  void lock2() {
    assertGolden(24,
        new Lock2(new Handle(0x04030201), new Handle(0x08070605), Lock2Flags.of(0x0c0b0a09), 0x100f0e0d,
            0x1817161514131211L),
        """
            0000  01020304          device
            0004  05060708          allocation
            0008  090a0b0c          flags
            000c  0d0e0f10          reserved
            0010  1112131415161718  data
            """);
  }

  @Test
  void markDeviceAsError() {
    assertGolden(8,
        new MarkDeviceAsError(new Handle(0x04030201), 0x08070605), """
            0000  01020304  device
            0004  05060708  reason
            """);
  }

  @Test
  void offerAllocations() {
    assertGolden(40,
        new OfferAllocations(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L, 0x1c1b1a19,
            0x201f1e1d, OfferFlags.of(0x24232221), 0x28272625),
        """
            0000  01020304          device
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  resources
            0010  1112131415161718  allocations
            0018  191a1b1c          allocation_count
            001c  1d1e1f20          priority
            0020  21222324          flags
            0024  25262728          reserved1
            """);
  }

  @Test
  void queryAllocationResidency() {
    assertGolden(32,
        new QueryAllocationResidency(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x14131211,
            0x18171615, 0x201f1e1d1c1b1a19L),
        """
            0000  01020304          device
            0004  05060708          resource
            0008  090a0b0c0d0e0f10  allocations
            0010  11121314          allocation_count
            0014  15161718          reserved
            0018  191a1b1c1d1e1f20  residency_status
            """);
  }

  @Test
  void reclaimAllocations2() {
    assertGolden(40,
        new ReclaimAllocations2(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L,
            0x201f1e1d1c1b1a19L, 0x2827262524232221L),
        """
            0000  01020304          paging_queue
            0004  05060708          allocation_count
            0008  090a0b0c0d0e0f10  resources
            0010  1112131415161718  allocations
            0018  191a1b1c1d1e1f20  discarded
            0020  2122232425262728  paging_fence_value
            """);
  }

  @Test
  void setAllocationPriority() {
    assertGolden(32,
        new SetAllocationPriority(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x14131211,
            0x18171615, 0x201f1e1d1c1b1a19L),
        """
            0000  01020304          device
            0004  05060708          resource
            0008  090a0b0c0d0e0f10  allocation_list
            0010  11121314          allocation_count
            0014  15161718          reserved
            0018  191a1b1c1d1e1f20  priorities
            """);
  }

  @Test
  void setContextInProcessSchedulingPriority() {
    assertGolden(8,
        new SetContextInProcessSchedulingPriority(new Handle(0x04030201), 0x08070605), """
            0000  01020304  context
            0004  05060708  priority
            """);
  }

  @Test
  void setContextSchedulingPriority() {
    assertGolden(8,
        new SetContextSchedulingPriority(new Handle(0x04030201), 0x08070605), """
            0000  01020304  context
            0004  05060708  priority
            """);
  }

  @Test
  void signalSynchronizationObjectFromCpu() {
    assertGolden(32,
        new SignalSynchronizationObjectFromCpu(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L,
            0x1817161514131211L, SignalFlags.of(0x1c1b1a19)),
        """
            0000  01020304          device
            0004  05060708          object_count
            0008  090a0b0c0d0e0f10  objects
            0010  1112131415161718  fence_values
            0018  191a1b1c          flags
            """);
  }

  @Test
  void signalSynchronizationObjectFromGpu() {
    assertGolden(80,
        new SignalSynchronizationObjectFromGpu(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, sequence(64,
            0x11)),
        """
            0000  01020304          context
            0004  05060708          object_count
            0008  090a0b0c0d0e0f10  objects
            0010  11..*64           monitored_fence_values / reserved
            """);
  }

  @Test
  void signalSynchronizationObjectFromGpu2() {
    assertGolden(96,
        new SignalSynchronizationObjectFromGpu2(0x04030201, 0x08070605, 0x100f0e0d0c0b0a09L,
            SignalFlags.of(0x14131211), 0x18171615, 0x201f1e1d1c1b1a19L, sequence(64, 0x21)),
        """
            0000  01020304          object_count
            0004  05060708          reserved1
            0008  090a0b0c0d0e0f10  objects
            0010  11121314          flags
            0014  15161718          context_count
            0018  191a1b1c1d1e1f20  contexts
            0020  21..*64           fence_value / cpu_event_handle
            """);
  }

  @Test
  void submitCommandToHwQueue() {
    assertGolden(56,
        new SubmitCommandToHwQueue(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L,
            0x1c1b1a19, 0x201f1e1d, 0x2827262524232221L, 0x2c2b2a29, 0x302f2e2d, 0x3837363534333231L),
        """
            0000  01020304          hwqueue
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  hwqueue_progress_fence_id
            0010  1112131415161718  command_buffer
            0018  191a1b1c          command_length
            001c  1d1e1f20          priv_drv_data_size
            0020  2122232425262728  priv_drv_data
            0028  292a2b2c          num_primaries
            002c  2d2e2f30          reserved1
            0030  3132333435363738  written_primaries
            """);
  }

  @Test
  void submitSignalSyncObjectsToHwQueue() {
    assertGolden(40,
        new SubmitSignalSyncObjectsToHwQueue(SignalFlags.of(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, 0x14131211,
            0x18171615, 0x201f1e1d1c1b1a19L, 0x2827262524232221L),
        """
            0000  01020304          flags
            0004  05060708          hwqueue_count
            0008  090a0b0c0d0e0f10  hwqueues
            0010  11121314          object_count
            0014  15161718          reserved
            0018  191a1b1c1d1e1f20  objects
            0020  2122232425262728  fence_values
            """);
  }

  @Test
  void submitWaitForSyncObjectsToHwQueue() {
    assertGolden(24,
        new SubmitWaitForSyncObjectsToHwQueue(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L,
            0x1817161514131211L),
        """
            0000  01020304          hwqueue
            0004  05060708          object_count
            0008  090a0b0c0d0e0f10  objects
            0010  1112131415161718  fence_values
            """);
  }

  @Test
  void unlock2() {
    assertGolden(8,
        new Unlock2(new Handle(0x04030201), new Handle(0x08070605)), """
            0000  01020304  device
            0004  05060708  allocation
            """);
  }

  @Test
  void updateAllocProperty() {
    assertGolden(40,
        new UpdateAllocProperty(new Handle(0x04030201), new Handle(0x08070605), 0x0c0b0a09,
            SegmentPreference.of(0x100f0e0d), UpdateAllocPropertyFlags.of(0x14131211), 0x1c1b1a1918171615L, true,
            false, true, 0x403e3c3),
        """
            0000  01020304          paging_queue
            0004  05060708          allocation
            0008  090a0b0c          supported_segment_set
            000c  0d0e0f10          preferred_segment
            0010  11121314          flags
            0018  15161718191a1b1c  paging_fence_value
            0020  1d1e1f20          set_accessed_physically/set_supported_segmentSet/set_preferr
            """);
  }

  @Test
  void updateGpuVirtualAddress() {
    assertGolden(56,
        new UpdateGpuVirtualAddress(new Handle(0x04030201), new Handle(0x08070605), new Handle(0x0c0b0a09),
            0x100f0e0d, 0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d, 0x2827262524232221L, 0x302f2e2d2c2b2a29L,
            UpdateGpuVirtualAddress.Flags.of(0x34333231), 0x38373635),
        """
            0000  01020304          device
            0004  05060708          context
            0008  090a0b0c          fence_object
            000c  0d0e0f10          num_operations
            0010  1112131415161718  operations
            0018  191a1b1c          reserved0
            001c  1d1e1f20          reserved1
            0020  2122232425262728  reserved2
            0028  292a2b2c2d2e2f30  fence_value
            0030  31323334          flags
            0034  35363738          reserved3
            """);
  }

  @Test
  void waitForSynchronizationObjectFromCpu() {
    assertGolden(40,
        new WaitForSynchronizationObjectFromCpu(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L,
            0x1817161514131211L, 0x201f1e1d1c1b1a19L, WaitForSynchronizationObjectFromCpuFlags.of(0x24232221)),
        """
            0000  01020304          device
            0004  05060708          object_count
            0008  090a0b0c0d0e0f10  objects
            0010  1112131415161718  fence_values
            0018  191a1b1c1d1e1f20  async_event
            0020  21222324          flags
            """);
  }

  @Test
  void waitForSynchronizationObjectFromGpu() {
    assertGolden(80,
        new WaitForSynchronizationObjectFromGpu(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L, sequence(64,
            0x11)),
        """
            0000  01020304          context
            0004  05060708          object_count
            0008  090a0b0c0d0e0f10  objects
            0010  11..*64           monitored_fence_values / fence_value
            """);
  }

  @Test
  void getAllocationPriority() {
    assertGolden(32,
        new GetAllocationPriority(new Handle(0x04030201), new Handle(0x08070605), 0x100f0e0d0c0b0a09L, 0x14131211,
            0x18171615, 0x201f1e1d1c1b1a19L),
        """
            0000  01020304          device
            0004  05060708          resource
            0008  090a0b0c0d0e0f10  allocation_list
            0010  11121314          allocation_count
            0014  15161718          reserved
            0018  191a1b1c1d1e1f20  priorities
            """);
  }

  @Test
  void queryClockCalibration() {
    assertGolden(40,
        new QueryClockCalibration(new Handle(0x04030201), 0x08070605, 0x0c0b0a09,
            new GpuClockData(0x14131211100f0e0dL, 0x1c1b1a1918171615L, 0x24232221201f1e1dL,
                GpuClockDataFlags.of(0x28272625))),
        """
            0000  01020304          adapter
            0004  05060708          node_ordinal
            0008  090a0b0c          physical_adapter_index
            000c  0d0e0f1011121314  clock_data.gpu_frequency
            0014  15161718191a1b1c  clock_data.gpu_clock_counter
            001c  1d1e1f2021222324  clock_data.cpu_clock_counter
            0024  25262728          clock_data.flags
            """);
  }

  @Test
  void enumAdapters3() {
    assertGolden(24,
        new EnumAdapters3(new EnumAdaptersFilter(true, false, 0x0201c1814100c080L), 0x0c0b0a09, 0x100f0e0d,
            0x1817161514131211L),
        """
            0000  0102030405060708  filter.include_compute_only/include_display_only/reserved
            0008  090a0b0c          adapter_count
            000c  0d0e0f10          reserved
            0010  1112131415161718  adapters
            """);
  }

  @Test
  void shareObjects() {
    assertGolden(40,
        new ShareObjects(0x04030201, 0x08070605, 0x100f0e0d0c0b0a09L, 0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d,
            0x2827262524232221L),
        """
            0000  01020304          object_count
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  objects
            0010  1112131415161718  object_attr
            0018  191a1b1c          desired_access
            001c  1d1e1f20          reserved1
            0020  2122232425262728  shared_handle
            """);
  }

  @Test
  void openSyncObjectFromNtHandle2() {
    assertGolden(88,
        new OpenSyncObjectFromNtHandle2(0x0807060504030201L, new Handle(0x0c0b0a09),
            SynchronizationObjectFlags.of(0x100f0e0d), new Handle(0x14131211), 0x18171615, sequence(64, 0x19)),
        """
            0000  0102030405060708  nt_handle
            0008  090a0b0c          device
            000c  0d0e0f10          flags
            0010  11121314          sync_object
            0014  15161718          reserved1
            0018  19..*64           monitored_fence / reserved
            """);
  }

  @Test
  void queryResourceInfoFromNtHandle() {
    assertGolden(40,
        new QueryResourceInfoFromNtHandle(new Handle(0x04030201), 0x08070605, 0x100f0e0d0c0b0a09L,
            0x1817161514131211L, 0x1c1b1a19, 0x201f1e1d, 0x24232221, 0x28272625),
        """
            0000  01020304          device
            0004  05060708          reserved
            0008  090a0b0c0d0e0f10  nt_handle
            0010  1112131415161718  private_runtime_data
            0018  191a1b1c          private_runtime_data_size
            001c  1d1e1f20          total_priv_drv_data_size
            0020  21222324          resource_priv_drv_data_size
            0024  25262728          allocation_count
            """);
  }
}
