package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 5, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct5Test {
  /** {@code struct d3dkmt_queryadapterinfo}, 24 bytes. */
  @Test
  void queryAdapterInfo() {
    QueryAdapterInfo written = new QueryAdapterInfo(
        new Handle(0x4a3b2c01), // adapter
        0x4a3b2c02, // type
        0x7766554433221103L, // private_data
        0x4a3b2c04); // private_data_size
    QueryAdapterInfo read = Struct.of(written, 24)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "type", 0x4a3b2c02) //
        .has(8, 8, "private_data", 0x7766554433221103L) //
        .has(16, 4, "private_data_size", 0x4a3b2c04) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.type()).isEqualTo(0x4a3b2c02);
    assertThat(read.privateData()).isEqualTo(0x7766554433221103L);
    assertThat(read.privateDataSize()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct d3dkmt_queryallocationresidency}, 32 bytes. */
  @Test
  void queryAllocationResidency() {
    QueryAllocationResidency written = new QueryAllocationResidency(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // resource
        0x7766554433221103L, // allocations
        0x4a3b2c04, // allocation_count
        0x4a3b2c05, // reserved
        0x7766554433221106L); // residency_status
    QueryAllocationResidency read = Struct.of(written, 32)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "resource", 0x4a3b2c02) //
        .has(8, 8, "allocations", 0x7766554433221103L) //
        .has(16, 4, "allocation_count", 0x4a3b2c04) //
        .has(20, 4, "reserved", 0x4a3b2c05) //
        .has(24, 8, "residency_status", 0x7766554433221106L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.allocations()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c05);
    assertThat(read.residencyStatus()).isEqualTo(0x7766554433221106L);
  }

  /** {@code struct d3dkmt_queryclockcalibration}, 40 bytes. */
  @Test
  void queryClockCalibration() {
    QueryClockCalibration written = new QueryClockCalibration(
        new Handle(0x4a3b2c01), // adapter
        0x4a3b2c02, // node_ordinal
        0x4a3b2c03, // physical_adapter_index
        new GpuClockData( // clock_data
            0x7766554433221104L, // clock_data.gpu_frequency
            0x7766554433221105L, // clock_data.gpu_clock_counter
            0x7766554433221106L, // clock_data.cpu_clock_counter
            GpuClockDataFlags.of(0x4a3b2c07))); // clock_data.flags
    QueryClockCalibration read = Struct.of(written, 40)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "node_ordinal", 0x4a3b2c02) //
        .has(8, 4, "physical_adapter_index", 0x4a3b2c03) //
        .has(12, 8, "clock_data.gpu_frequency", 0x7766554433221104L) //
        .has(20, 8, "clock_data.gpu_clock_counter", 0x7766554433221105L) //
        .has(28, 8, "clock_data.cpu_clock_counter", 0x7766554433221106L) //
        .has(36, 4, "clock_data.flags", 0x4a3b2c07) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.nodeOrdinal()).isEqualTo(0x4a3b2c02);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c03);
    assertThat(read.clockData().gpuFrequency()).isEqualTo(0x7766554433221104L);
    assertThat(read.clockData().gpuClockCounter()).isEqualTo(0x7766554433221105L);
    assertThat(read.clockData().cpuClockCounter()).isEqualTo(0x7766554433221106L);
    assertThat(read.clockData().flags().value()).isEqualTo(0x4a3b2c07);
  }

  /** {@code struct d3dkmt_queryresourceinfofromnthandle}, 40 bytes. */
  @Test
  void queryResourceInfoFromNtHandle() {
    QueryResourceInfoFromNtHandle written = new QueryResourceInfoFromNtHandle(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // reserved
        0x7766554433221103L, // nt_handle
        0x7766554433221104L, // private_runtime_data
        0x4a3b2c05, // private_runtime_data_size
        0x4a3b2c06, // total_priv_drv_data_size
        0x4a3b2c07, // resource_priv_drv_data_size
        0x4a3b2c08); // allocation_count
    QueryResourceInfoFromNtHandle read = Struct.of(written, 40)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "nt_handle", 0x7766554433221103L) //
        .has(16, 8, "private_runtime_data", 0x7766554433221104L) //
        .has(24, 4, "private_runtime_data_size", 0x4a3b2c05) //
        .has(28, 4, "total_priv_drv_data_size", 0x4a3b2c06) //
        .has(32, 4, "resource_priv_drv_data_size", 0x4a3b2c07) //
        .has(36, 4, "allocation_count", 0x4a3b2c08) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.ntHandle()).isEqualTo(0x7766554433221103L);
    assertThat(read.privateRuntimeData()).isEqualTo(0x7766554433221104L);
    assertThat(read.privateRuntimeDataSize()).isEqualTo(0x4a3b2c05);
    assertThat(read.totalPrivDrvDataSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.resourcePrivDrvDataSize()).isEqualTo(0x4a3b2c07);
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c08);
  }

  @Test
  void queryResourceInfoFromNtHandleWithOneComponentChanged() {
    QueryResourceInfoFromNtHandle before = Struct.counting(QueryResourceInfoFromNtHandle.class);
    Struct.of(before.withPrivateRuntimeDataSize(0x1d2e3f4a), 40).differs(before, 24, 4, 0x1d2e3f4a);
    Struct.of(before.withTotalPrivDrvDataSize(0x1d2e3f4a), 40).differs(before, 28, 4, 0x1d2e3f4a);
    Struct.of(before.withResourcePrivDrvDataSize(0x1d2e3f4a), 40).differs(before, 32, 4, 0x1d2e3f4a);
    Struct.of(before.withAllocationCount(0x1d2e3f4a), 40).differs(before, 36, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_querystatistics_result}, 776 bytes. */
  @Test
  void queryStatisticsResult() {
    QueryStatisticsResult written = new QueryStatisticsResult(
        bytes(776, 0x1)); // size
    QueryStatisticsResult read = Struct.of(written, 776)
        .counts(0, 776, 1, "size", 0x1) //
        .reread();
    assertThat(read.body()).isEqualTo(bytes(776, 0x1));
  }

  /** {@code struct d3dkmt_queryvideomemoryinfo}, 56 bytes. */
  @Test
  void queryVideoMemoryInfo() {
    QueryVideoMemoryInfo written = new QueryVideoMemoryInfo(
        0x7766554433221101L, // process
        new Handle(0x4a3b2c02), // adapter
        0x4a3b2c03, // memory_segment_group
        0x7766554433221104L, // budget
        0x7766554433221105L, // current_usage
        0x7766554433221106L, // current_reservation
        0x7766554433221107L, // available_for_reservation
        0x4a3b2c08); // physical_adapter_index
    QueryVideoMemoryInfo read = Struct.of(written, 56)
        .has(0, 8, "process", 0x7766554433221101L) //
        .has(8, 4, "adapter", 0x4a3b2c02) //
        .has(12, 4, "memory_segment_group", 0x4a3b2c03) //
        .has(16, 8, "budget", 0x7766554433221104L) //
        .has(24, 8, "current_usage", 0x7766554433221105L) //
        .has(32, 8, "current_reservation", 0x7766554433221106L) //
        .has(40, 8, "available_for_reservation", 0x7766554433221107L) //
        .has(48, 4, "physical_adapter_index", 0x4a3b2c08) //
        .reread();
    assertThat(read.process()).isEqualTo(0x7766554433221101L);
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.memorySegmentGroup()).isEqualTo(0x4a3b2c03);
    assertThat(read.budget()).isEqualTo(0x7766554433221104L);
    assertThat(read.currentUsage()).isEqualTo(0x7766554433221105L);
    assertThat(read.currentReservation()).isEqualTo(0x7766554433221106L);
    assertThat(read.availableForReservation()).isEqualTo(0x7766554433221107L);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c08);
  }

  @Test
  void queryVideoMemoryInfoWithOneComponentChanged() {
    QueryVideoMemoryInfo before = Struct.counting(QueryVideoMemoryInfo.class);
    Struct.of(before.withBudget(0x1d2e3f4a5b6c7d8eL), 56).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withCurrentUsage(0x1d2e3f4a5b6c7d8eL), 56).differs(before, 24, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withCurrentReservation(0x1d2e3f4a5b6c7d8eL), 56).differs(before, 32, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withAvailableForReservation(0x1d2e3f4a5b6c7d8eL), 56).differs(before, 40, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dddi_rational}, 8 bytes. */
  @Test
  void rational() {
    Rational written = new Rational(
        0x4a3b2c01, // numerator
        0x4a3b2c02); // denominator
    Rational read = Struct.of(written, 8)
        .has(0, 4, "numerator", 0x4a3b2c01) //
        .has(4, 4, "denominator", 0x4a3b2c02) //
        .reread();
    assertThat(read.numerator()).isEqualTo(0x4a3b2c01);
    assertThat(read.denominator()).isEqualTo(0x4a3b2c02);
  }

  /** {@code struct d3dkmt_reclaimallocations2}, 40 bytes. */
  @Test
  void reclaimAllocations2() {
    ReclaimAllocations2 written = new ReclaimAllocations2(
        new Handle(0x4a3b2c01), // paging_queue
        0x4a3b2c02, // allocation_count
        0x7766554433221103L, // resources
        0x7766554433221104L, // allocations
        0x7766554433221105L, // discarded
        0x7766554433221106L); // paging_fence_value
    ReclaimAllocations2 read = Struct.of(written, 40)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .has(4, 4, "allocation_count", 0x4a3b2c02) //
        .has(8, 8, "resources", 0x7766554433221103L) //
        .has(16, 8, "allocations", 0x7766554433221104L) //
        .has(24, 8, "discarded", 0x7766554433221105L) //
        .has(32, 8, "paging_fence_value", 0x7766554433221106L) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.resources()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocations()).isEqualTo(0x7766554433221104L);
    assertThat(read.results()).isEqualTo(0x7766554433221105L);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221106L);
  }

  @Test
  void reclaimAllocations2WithOneComponentChanged() {
    ReclaimAllocations2 before = Struct.counting(ReclaimAllocations2.class);
    Struct.of(before.withPagingFenceValue(0x1d2e3f4a5b6c7d8eL), 40).differs(before, 32, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dddi_reservegpuvirtualaddress}, 72 bytes. */
  @Test
  void reserveGpuVirtualAddress() {
    ReserveGpuVirtualAddress written = new ReserveGpuVirtualAddress(
        new Handle(0x4a3b2c01), // adapter
        0x7766554433221102L, // base_address
        0x7766554433221103L, // minimum_address
        0x7766554433221104L, // maximum_address
        0x7766554433221105L, // size
        0x4a3b2c06, // reservation_type
        0x7766554433221107L, // driver_protection
        0x7766554433221108L, // virtual_address
        0x7766554433221109L); // paging_fence_value
    ReserveGpuVirtualAddress read = Struct.of(written, 72)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(8, 8, "base_address", 0x7766554433221102L) //
        .has(16, 8, "minimum_address", 0x7766554433221103L) //
        .has(24, 8, "maximum_address", 0x7766554433221104L) //
        .has(32, 8, "size", 0x7766554433221105L) //
        .has(40, 4, "reservation_type", 0x4a3b2c06) //
        .has(48, 8, "driver_protection", 0x7766554433221107L) //
        .has(56, 8, "virtual_address", 0x7766554433221108L) //
        .has(64, 8, "paging_fence_value", 0x7766554433221109L) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.baseAddress()).isEqualTo(0x7766554433221102L);
    assertThat(read.minimumAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.maximumAddress()).isEqualTo(0x7766554433221104L);
    assertThat(read.size()).isEqualTo(0x7766554433221105L);
    assertThat(read.reservationType()).isEqualTo(0x4a3b2c06);
    assertThat(read.driverProtection()).isEqualTo(0x7766554433221107L);
    assertThat(read.virtualAddress()).isEqualTo(0x7766554433221108L);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221109L);
  }

  @Test
  void reserveGpuVirtualAddressWithOneComponentChanged() {
    ReserveGpuVirtualAddress before = Struct.counting(ReserveGpuVirtualAddress.class);
    Struct.of(before.withAdapter(new Handle(0x1d2e3f4a)), 72).differs(before, 0, 4, 0x1d2e3f4a);
    Struct.of(before.withVirtualAddress(0x1d2e3f4a5b6c7d8eL), 72).differs(before, 56, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withPagingFenceValue(0x1d2e3f4a5b6c7d8eL), 72).differs(before, 64, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_setallocationpriority}, 32 bytes. */
  @Test
  void setAllocationPriority() {
    SetAllocationPriority written = new SetAllocationPriority(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // resource
        0x7766554433221103L, // allocation_list
        0x4a3b2c04, // allocation_count
        0x4a3b2c05, // reserved
        0x7766554433221106L); // priorities
    SetAllocationPriority read = Struct.of(written, 32)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "resource", 0x4a3b2c02) //
        .has(8, 8, "allocation_list", 0x7766554433221103L) //
        .has(16, 4, "allocation_count", 0x4a3b2c04) //
        .has(20, 4, "reserved", 0x4a3b2c05) //
        .has(24, 8, "priorities", 0x7766554433221106L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.allocationList()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c05);
    assertThat(read.priorities()).isEqualTo(0x7766554433221106L);
  }

  /** {@code struct d3dkmt_setcontextinprocessschedulingpriority}, 8 bytes. */
  @Test
  void setContextInProcessSchedulingPriority() {
    SetContextInProcessSchedulingPriority written = new SetContextInProcessSchedulingPriority(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02); // priority
    SetContextInProcessSchedulingPriority read = Struct.of(written, 8)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
  }

  /** {@code struct d3dkmt_setcontextschedulingpriority}, 8 bytes. */
  @Test
  void setContextSchedulingPriority() {
    SetContextSchedulingPriority written = new SetContextSchedulingPriority(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02); // priority
    SetContextSchedulingPriority read = Struct.of(written, 8)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
  }

  /** {@code struct d3dkmdt_shadowsurfacedata}, 16 bytes. */
  @Test
  void shadowSurfaceData() {
    ShadowSurfaceData written = new ShadowSurfaceData(
        0x4a3b2c01, // width
        0x4a3b2c02, // height
        0x4a3b2c03, // format
        0x4a3b2c04); // pitch
    ShadowSurfaceData read = Struct.of(written, 16)
        .has(0, 4, "width", 0x4a3b2c01) //
        .has(4, 4, "height", 0x4a3b2c02) //
        .has(8, 4, "format", 0x4a3b2c03) //
        .has(12, 4, "pitch", 0x4a3b2c04) //
        .reread();
    assertThat(read.width()).isEqualTo(0x4a3b2c01);
    assertThat(read.height()).isEqualTo(0x4a3b2c02);
    assertThat(read.format()).isEqualTo(0x4a3b2c03);
    assertThat(read.pitch()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct d3dkmt_shareobjectwithhost}, 24 bytes. */
  @Test
  void shareObjectWithHost() {
    ShareObjectWithHost written = new ShareObjectWithHost(
        new Handle(0x4a3b2c01), // device_handle
        new Handle(0x4a3b2c02), // object_handle
        0x7766554433221103L, // reserved
        0x7766554433221104L); // object_vail_nt_handle
    ShareObjectWithHost read = Struct.of(written, 24)
        .has(0, 4, "device_handle", 0x4a3b2c01) //
        .has(4, 4, "object_handle", 0x4a3b2c02) //
        .has(8, 8, "reserved", 0x7766554433221103L) //
        .has(16, 8, "object_vail_nt_handle", 0x7766554433221104L) //
        .reread();
    assertThat(read.deviceHandle()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectHandle()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.reserved()).isEqualTo(0x7766554433221103L);
    assertThat(read.objectVailNtHandle()).isEqualTo(0x7766554433221104L);
  }

  @Test
  void shareObjectWithHostWithOneComponentChanged() {
    ShareObjectWithHost before = Struct.counting(ShareObjectWithHost.class);
    Struct.of(before.withObjectVailNtHandle(0x1d2e3f4a5b6c7d8eL), 24).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
  }
}
