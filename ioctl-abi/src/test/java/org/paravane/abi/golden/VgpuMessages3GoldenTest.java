package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;
import static org.paravane.abi.golden.Golden.handles;
import static org.paravane.abi.golden.Golden.ints;
import static org.paravane.abi.golden.Golden.longs;
import static org.paravane.abi.golden.Golden.sequence;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.ChangeVideoMemoryReservation;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.GpuClockData;
import org.paravane.abi.ioctl.GpuClockDataFlags;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;
import org.paravane.abi.ioctl.OfferFlags;
import org.paravane.abi.ioctl.QueryAllocationResidency;
import org.paravane.abi.ioctl.QueryClockCalibration;
import org.paravane.abi.ioctl.QueryStatistics;
import org.paravane.abi.ioctl.QueryStatisticsResult;
import org.paravane.abi.ioctl.SegmentPreference;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.UpdateAllocProperty;
import org.paravane.abi.ioctl.UpdateAllocPropertyFlags;
import org.paravane.abi.wire.ChangeVideoMemoryReservationCommand;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.FeatureDesc;
import org.paravane.abi.wire.FlushDeviceCommand;
import org.paravane.abi.wire.GetAllocationPriorityCommand;
import org.paravane.abi.wire.GetAllocationPriorityReply;
import org.paravane.abi.wire.GetContextSchedulingPriorityCommand;
import org.paravane.abi.wire.GetContextSchedulingPriorityReply;
import org.paravane.abi.wire.InvalidateCacheCommand;
import org.paravane.abi.wire.IsFeatureEnabledCommand;
import org.paravane.abi.wire.IsFeatureEnabledReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OfferAllocationsCommand;
import org.paravane.abi.wire.QueryAllocationResidencyCommand;
import org.paravane.abi.wire.QueryAllocationResidencyReply;
import org.paravane.abi.wire.QueryClockCalibrationCommand;
import org.paravane.abi.wire.QueryClockCalibrationReply;
import org.paravane.abi.wire.QueryStatisticsCommand;
import org.paravane.abi.wire.QueryStatisticsReply;
import org.paravane.abi.wire.ReclaimAllocationsCommand;
import org.paravane.abi.wire.ReclaimAllocationsReply;
import org.paravane.abi.wire.SetAllocationPriorityCommand;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.SetExistingSysmemStoreCommand;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.abi.wire.UpdateAllocationPropertyCommand;
import org.paravane.abi.wire.UpdateAllocationPropertyReply;
import org.paravane.abi.wire.VgpuToHostHeader;

/**
 * Bytes of the messages on a vGPU channel, part 3 in order of their numbers. Offsets and lengths are those of
 * dxg-vmbus-protocol.md.
 */
class VgpuMessages3GoldenTest {
  @Test
  void queryAllocationResidency() {
    assertGolden(68,
        new QueryAllocationResidencyCommand(VgpuToHostHeader.of(Message.QUERYALLOCATIONRESIDENCY,
            new Handle(0x04030201)),
            new QueryAllocationResidency(new Handle(0x08070605), new Handle(0x0c0b0a09),
                0x14131211100f0e0dL, 0x18171615, 0x1c1b1a19, 0x24232221201f1e1dL),
            handles(3, 0x25)),
        """
            0008  01020304          hdr.process
            0010  29000000          hdr.command_type
            0018  05060708          args.device
            001c  090a0b0c          args.resource
            0020  0d0e0f1011121314  args.allocations
            0028  15161718          args.allocation_count
            002c  191a1b1c          args.reserved
            0030  1d1e1f2021222324  args.residency_status
            0038  25..*12           allocations
            """);
    assertGolden(16,
        new QueryAllocationResidencyReply(new NtStatus(0x44434241), ints(3, 0x45)), """
            0000  41424344  status
            0004  45..*12   residency
            """);
  }

  @Test
  void flushDevice() {
    assertGolden(32,
        new FlushDeviceCommand(VgpuToHostHeader.of(Message.FLUSHDEVICE, new Handle(0x04030201)),
            new Handle(0x08070605), 0x0c0b0a09),
        """
            0008  01020304  hdr.process
            0010  2a000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  reason
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void setExistingSysmemStore() {
    assertGolden(40,
        new SetExistingSysmemStoreCommand(VgpuToHostHeader.of(Message.SETEXISTINGSYSMEMSTORE, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 0x100f0e0d),
        """
            0008  01020304  hdr.process
            0010  2d000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  allocation
            0020  0d0e0f10  gpadl
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void queryStatistics() {
    assertGolden(832,
        new QueryStatisticsCommand(VgpuToHostHeader.of(Message.QUERYSTATISTICS, new Handle(0x04030201)),
            new QueryStatistics(0x08070605, new Luid(0x0c0b0a09, 0x100f0e0d), 0, 0x1817161514131211L,
                new QueryStatisticsResult(sequence(776, 0x19)), 0x27262524, 0x2b2a2928)),
        """
            0008  01020304          hdr.process
            0010  30000000          hdr.command_type
            0018  05060708          args.type
            001c  090a0b0c0d0e0f10  args.adapter_luid
            0028  1112131415161718  args.process
            0030  19..*776          args.result
            0338  24252627          args.selector (section 9.4)
            033c  28292a2b          args.padding
            """);
    assertGolden(784,
        new QueryStatisticsReply(new NtStatus(0x44434241), 0x48474645, new QueryStatisticsResult(sequence(776,
            0x49))),
        """
            0000  41424344  status
            0004  45464748  reserved
            0008  49..*776  result
            """);
  }

  @Test
  void changeVideoMemoryReservation() {
    assertGolden(56,
        new ChangeVideoMemoryReservationCommand(VgpuToHostHeader.of(Message.CHANGEVIDEOMEMORYRESERVATION,
            new Handle(0x04030201)),
            new ChangeVideoMemoryReservation(0x0c0b0a0908070605L, new Handle(0x100f0e0d),
                0x14131211, 0x1c1b1a1918171615L, 0x201f1e1d)),
        """
            0008  01020304          hdr.process
            0010  31000000          hdr.command_type
            0018  05060708090a0b0c  args.process
            0020  0d0e0f10          args.adapter
            0024  11121314          args.memory_segment_group
            0028  15161718191a1b1c  args.reservation
            0030  1d1e1f20          args.physical_adapter_index
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void createHwQueue() {
    assertGolden(77,
        new CreateHwQueueCommand(VgpuToHostHeader.of(Message.CREATEHWQUEUE, new Handle(0x04030201)),
            new NtStatus(0x08070605), new Handle(0x0c0b0a09), new Handle(0x100f0e0d), 0x1817161514131211L,
            0x201f1e1d1c1b1a19L, new Handle(0x24232221), CreateHwQueueFlags.of(0x28272625), 6, sequence(6, 0x29)),
        """
            0008  01020304          hdr.process
            0010  32000000          hdr.command_type
            0018  05060708          status
            001c  090a0b0c          hwqueue
            0020  0d0e0f10          hwqueue_progress_fence
            0028  1112131415161718  hwqueue_progress_fence_cpuva
            0030  191a1b1c1d1e1f20  hwqueue_progress_fence_gpuva
            0038  21222324          context
            003c  25262728          flags
            0040  06000000          priv_drv_data_size
            0044  29..*6            private data
            """);
  }

  @Test
  void destroyHwQueue() {
    assertGolden(32,
        new DestroyHwQueueCommand(VgpuToHostHeader.of(Message.DESTROYHWQUEUE, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  33000000  hdr.command_type
            0018  05060708  hwqueue
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void submitCommandToHwQueue() {
    assertGolden(97,
        new SubmitCommandToHwQueueCommand(VgpuToHostHeader.of(Message.SUBMITCOMMANDTOHWQUEUE, new Handle(0x04030201)),
            new SubmitCommandToHwQueue(new Handle(0x08070605), 0x0c0b0a09, 0x14131211100f0e0dL, 0x1c1b1a1918171615L,
                0x201f1e1d, 5, 0x2827262524232221L, 3, 0x2c2b2a29, 0x34333231302f2e2dL),
            handles(3, 0x35), sequence(5,
                0x41)),
        """
            0008  01020304          hdr.process
            0010  34000000          hdr.command_type
            0018  05060708          args.hwqueue
            001c  090a0b0c          args.reserved
            0020  0d0e0f1011121314  args.hwqueue_progress_fence_id
            0028  15161718191a1b1c  args.command_buffer
            0030  1d1e1f20          args.command_length
            0034  05000000          args.priv_drv_data_size
            0038  2122232425262728  args.priv_drv_data
            0040  03000000          args.num_primaries
            0044  292a2b2c          args.reserved1
            0048  2d2e2f3031323334  args.written_primaries
            0050  35..*12           written primaries
            005c  41..*5            private data
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void updateAllocationProperty() {
    assertGolden(64,
        new UpdateAllocationPropertyCommand(VgpuToHostHeader.of(Message.UPDATEALLOCATIONPROPERTY,
            new Handle(0x04030201)),
            new UpdateAllocProperty(new Handle(0x08070605), new Handle(0x0c0b0a09),
                0x100f0e0d, SegmentPreference.of(0x14131211), UpdateAllocPropertyFlags.of(0x18171615),
                0x201f1e1d1c1b1a19L, true, false, false, 0x4846444)),
        """
            0008  01020304          hdr.process
            0010  38000000          hdr.command_type
            0018  05060708          args.paging_queue
            001c  090a0b0c          args.allocation
            0020  0d0e0f10          args.supported_segment_set
            0024  11121314          args.preferred_segment
            0028  15161718          args.flags
            0030  191a1b1c1d1e1f20  args.paging_fence_value
            0038  21222324          args.set_accessed_physically/set_supported_segmentSet/set_preferr
            """);
    assertGolden(16,
        new UpdateAllocationPropertyReply(0x4847464544434241L, new NtStatus(0x4c4b4a49)), """
            0000  4142434445464748  paging_fence_value
            0008  494a4b4c          status
            """);
  }

  @Test
  void offerAllocations() {
    assertGolden(56,
        new OfferAllocationsCommand(VgpuToHostHeader.of(Message.OFFERALLOCATIONS, new Handle(0x04030201)),
            new Handle(0x08070605), 3, 0x0c0b0a09, OfferFlags.of(0x100f0e0d), true, handles(3, 0x11)),
        """
            0008  01020304  hdr.process
            0010  39000000  hdr.command_type
            0018  05060708  device
            001c  03000000  allocation_count
            0020  090a0b0c  priority
            0024  0d0e0f10  flags
            0028  01        resources
            002c  11..*12   allocations
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void reclaimAllocations() {
    assertGolden(56,
        new ReclaimAllocationsCommand(VgpuToHostHeader.of(Message.RECLAIMALLOCATIONS, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 3, true, true, handles(3, 0x0d)),
        """
            0008  01020304  hdr.process
            0010  3a000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  paging_queue
            0020  03000000  allocation_count
            0024  01        resources
            0025  01        write_results
            0028  0d..*12   allocations
            """);
    assertGolden(24,
        new ReclaimAllocationsReply(0x4847464544434241L, new NtStatus(0x4c4b4a49), ints(2, 0x4d)), """
            0000  4142434445464748  paging_fence_value
            0008  494a4b4c          status
            000c  4d..*8            discarded
            """);
  }

  @Test
  void setAllocationPriority() {
    assertGolden(64,
        new SetAllocationPriorityCommand(VgpuToHostHeader.of(Message.SETALLOCATIONPRIORITY, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 3, handles(3, 0x0d), ints(3, 0x19)),
        """
            0008  01020304  hdr.process
            0010  3b000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  resource
            0020  03000000  allocation_count
            0028  0d..*12   allocations
            0034  19..*12   priorities
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void getAllocationPriority() {
    assertGolden(68,
        new GetAllocationPriorityCommand(VgpuToHostHeader.of(Message.GETALLOCATIONPRIORITY, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 3, handles(3, 0x0d), Bytes.zero(16)),
        """
            0008  01020304  hdr.process
            0010  3c000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  resource
            0020  03000000  allocation_count
            0028  0d..*12   allocations
            """);
    assertGolden(16,
        new GetAllocationPriorityReply(new NtStatus(0x44434241), ints(3, 0x45)), """
            0000  41424344  status
            0004  45..*12   priorities
            """);
  }

  @Test
  void getContextSchedulingPriority() {
    assertGolden(32,
        new GetContextSchedulingPriorityCommand(VgpuToHostHeader.of(Message.GETCONTEXTSCHEDULINGPRIORITY,
            new Handle(0x04030201)), new Handle(0x08070605), true),
        """
            0008  01020304  hdr.process
            0010  3d000000  hdr.command_type
            0018  05060708  context
            001c  01        in_process
            """);
    assertGolden(8,
        new GetContextSchedulingPriorityReply(new NtStatus(0x44434241), 0x48474645), """
            0000  41424344  status
            0004  45464748  priority
            """);
  }

  @Test
  void queryClockCalibration() {
    assertGolden(64,
        new QueryClockCalibrationCommand(VgpuToHostHeader.of(Message.QUERYCLOCKCALIBRATION, new Handle(0x04030201)),
            new QueryClockCalibration(new Handle(0x08070605), 0x0c0b0a09, 0x100f0e0d,
                new GpuClockData(0x1817161514131211L, 0x201f1e1d1c1b1a19L, 0x2827262524232221L,
                    GpuClockDataFlags.of(0x2c2b2a29)))),
        """
            0008  01020304          hdr.process
            0010  3e000000          hdr.command_type
            0018  05060708          args.adapter
            001c  090a0b0c          args.node_ordinal
            0020  0d0e0f10          args.physical_adapter_index
            0024  1112131415161718  args.clock_data.gpu_frequency
            002c  191a1b1c1d1e1f20  args.clock_data.gpu_clock_counter
            0034  2122232425262728  args.clock_data.cpu_clock_counter
            003c  292a2b2c          args.clock_data.flags
            """);
    assertGolden(32,
        new QueryClockCalibrationReply(new NtStatus(0x44434241), new GpuClockData(0x4c4b4a4948474645L,
            0x54535251504f4e4dL, 0x5c5b5a5958575655L, GpuClockDataFlags.of(0x605f5e5d))),
        """
            0000  41424344          status
            0004  45464748494a4b4c  clock_data.gpu_frequency
            000c  4d4e4f5051525354  clock_data.gpu_clock_counter
            0014  55565758595a5b5c  clock_data.cpu_clock_counter
            001c  5d5e5f60          clock_data.flags
            """);
  }

  @Test
  void setExistingSysmemPages() {
    assertGolden(126976,
        new SetExistingSysmemPagesCommand(VgpuToHostHeader.of(Message.SETEXISTINGSYSMEMPAGES, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 3, 0x100f0e0d, longs(3, 0x11)),
        """
            0008  01020304  hdr.process
            0010  42000000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  allocation
            0020  03000000  num_pages
            0024  0d0e0f10  alloc_offset_in_pages
            0028  11..*24   pages
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void invalidateCache() {
    assertGolden(56,
        new InvalidateCacheCommand(VgpuToHostHeader.of(Message.INVALIDATECACHE, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 0x14131211100f0e0dL, 0x1c1b1a1918171615L,
            0x24232221201f1e1dL),
        """
            0008  01020304          hdr.process
            0010  43000000          hdr.command_type
            0018  05060708          device
            001c  090a0b0c          allocation
            0020  0d0e0f1011121314  offset
            0028  15161718191a1b1c  length
            0030  1d1e1f2021222324  reserved
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void isFeatureEnabled() {
    assertGolden(32,
        new IsFeatureEnabledCommand(VgpuToHostHeader.of(Message.ISFEATUREENABLED, new Handle(0x04030201)),
            0x08070605),
        """
            0008  01020304  hdr.process
            0010  44000000  hdr.command_type
            0018  05060708  feature_id
            """);
    assertGolden(16,
        new IsFeatureEnabledReply(new NtStatus(0x44434241), new FeatureDesc((short) 0x4645, (short) 0x4847, true, 0x4,
            false, false, true, 0x94), new IsFeatureEnabledResult((short) 0x4c4b, true, false, true, true, 0x4e4)),
        """
            0000  41424344  status
            0004  4546      descriptor.min_supported_version
            0006  4748      descriptor.max_supported_version
            0008  494a      descriptor.supported/virtualization_mode/global/driver_feature/internal
            000a  4b4c      result.version
            000c  4d4e      result.enabled/known_feature/supported_by_driver/supported_on_confi
            """);
  }
}
