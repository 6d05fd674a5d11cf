package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Struct;

/**
 * Each view of a union at the offsets of its members; what the view does not cover is zero even when another view was there
 * before. Offsets from d3dkmt-abi.md sections 7 and 8.
 */
class UnionLayoutTest {
  private static final Handle SHARED = new Handle(0x4a3b2c7f);
  private static final SynchronizationObjectInfo2 INFO = new SynchronizationObjectInfo2(5,
      SynchronizationObjectFlags.of(0x80000081), Struct.bytes(64, 0x80), SHARED);
  private static final UpdateGpuVirtualAddressOperation OPERATION = new UpdateGpuVirtualAddressOperation(2,
      Struct.bytes(56, 0x80));
  private static final GetDeviceState STATE = new GetDeviceState(new Handle(0x4a3b2c01), 5, Struct.bytes(48, 0x80));

  private static Struct<SynchronizationObjectInfo2> info(SynchronizationObjectInfo2 info) {
    return Struct.of(info, 80)
        .has(0, 4, "type", 5) //
        .has(4, 4, "flags", 0x80000081) //
        .has(72, 4, "shared_handle", 0x4a3b2c7f);
  }

  @Test
  void synchronizationMutex() {
    SynchronizationObjectInfo2 read = info(INFO.withSynchronizationMutex(
        new SynchronizationObjectInfo2.SynchronizationMutex(0x4a3b2c01)))
        .has(8, 4, "synchronization_mutex.initial_state", 0x4a3b2c01) //
        .reread();
    assertThat(read.synchronizationMutex().initialState()).isEqualTo(0x4a3b2c01);
  }

  @Test
  void semaphore() {
    SynchronizationObjectInfo2 read = info(INFO.withSemaphore(
        new SynchronizationObjectInfo2.Semaphore(0x4a3b2c01, 0x4a3b2c02)))
        .has(8, 4, "semaphore.max_count", 0x4a3b2c01) //
        .has(12, 4, "semaphore.initial_count", 0x4a3b2c02) //
        .reread();
    assertThat(read.semaphore().maxCount()).isEqualTo(0x4a3b2c01);
    assertThat(read.semaphore().initialCount()).isEqualTo(0x4a3b2c02);
  }

  @Test
  void fence() {
    SynchronizationObjectInfo2 read = info(INFO.withFence(
        new SynchronizationObjectInfo2.Fence(0x7766554433221101L)))
        .has(8, 8, "fence.fence_value", 0x7766554433221101L) //
        .reread();
    assertThat(read.fence().fenceValue()).isEqualTo(0x7766554433221101L);
  }

  @Test
  void cpuNotification() {
    SynchronizationObjectInfo2 read = info(INFO.withCpuNotification(
        new SynchronizationObjectInfo2.CpuNotification(0x7766554433221101L)))
        .has(8, 8, "cpu_notification.event", 0x7766554433221101L) //
        .reread();
    assertThat(read.cpuNotification().event()).isEqualTo(0x7766554433221101L);
  }

  @Test
  void monitoredFence() {
    SynchronizationObjectInfo2 read = info(INFO.withMonitoredFence(
        new SynchronizationObjectInfo2.MonitoredFence(
            0x7766554433221101L, // initial_fence_value
            0x7766554433221102L, // fence_cpu_virtual_address
            0x7766554433221103L, // fence_gpu_virtual_address
            0x4a3b2c04, // engine_affinity
            0x4a3b2c05))) // libdxg's padding
        .has(8, 8, "monitored_fence.initial_fence_value", 0x7766554433221101L) //
        .has(16, 8, "monitored_fence.fence_cpu_virtual_address", 0x7766554433221102L) //
        .has(24, 8, "monitored_fence.fence_gpu_virtual_address", 0x7766554433221103L) //
        .has(32, 4, "monitored_fence.engine_affinity", 0x4a3b2c04) //
        .has(36, 4, "Padding", 0x4a3b2c05) //
        .reread();
    assertThat(read.monitoredFence().initialFenceValue()).isEqualTo(0x7766554433221101L);
    assertThat(read.monitoredFence().fenceCpuVirtualAddress()).isEqualTo(0x7766554433221102L);
    assertThat(read.monitoredFence().fenceGpuVirtualAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.monitoredFence().engineAffinity()).isEqualTo(0x4a3b2c04);
    assertThat(read.monitoredFence().padding()).isEqualTo(0x4a3b2c05);
  }

  @Test
  void periodicMonitoredFence() {
    SynchronizationObjectInfo2 read = info(INFO.withPeriodicMonitoredFence(
        new SynchronizationObjectInfo2.PeriodicMonitoredFence(
            new Handle(0x4a3b2c01), // adapter
            0x4a3b2c02, // vidpn_target_id
            0x7766554433221103L, // time
            0x7766554433221104L, // fence_cpu_virtual_address
            0x7766554433221105L, // fence_gpu_virtual_address
            0x4a3b2c06, // engine_affinity
            0x4a3b2c07))) // libdxg's padding
        .has(8, 4, "periodic_monitored_fence.adapter", 0x4a3b2c01) //
        .has(12, 4, "periodic_monitored_fence.vidpn_target_id", 0x4a3b2c02) //
        .has(16, 8, "periodic_monitored_fence.time", 0x7766554433221103L) //
        .has(24, 8, "periodic_monitored_fence.fence_cpu_virtual_address", 0x7766554433221104L) //
        .has(32, 8, "periodic_monitored_fence.fence_gpu_virtual_address", 0x7766554433221105L) //
        .has(40, 4, "periodic_monitored_fence.engine_affinity", 0x4a3b2c06) //
        .has(44, 4, "Padding", 0x4a3b2c07) //
        .reread();
    assertThat(read.periodicMonitoredFence().adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.periodicMonitoredFence().vidpnTargetId()).isEqualTo(0x4a3b2c02);
    assertThat(read.periodicMonitoredFence().time()).isEqualTo(0x7766554433221103L);
    assertThat(read.periodicMonitoredFence().fenceCpuVirtualAddress()).isEqualTo(0x7766554433221104L);
    assertThat(read.periodicMonitoredFence().fenceGpuVirtualAddress()).isEqualTo(0x7766554433221105L);
    assertThat(read.periodicMonitoredFence().engineAffinity()).isEqualTo(0x4a3b2c06);
    assertThat(read.periodicMonitoredFence().padding()).isEqualTo(0x4a3b2c07);
  }

  @Test
  void mapOfAnAddressRange() {
    UpdateGpuVirtualAddressOperation read = Struct.of(OPERATION.withMap(
        new UpdateGpuVirtualAddressOperation.Map(
            0x7766554433221101L, // base_address
            0x7766554433221102L, // size
            new Handle(0x4a3b2c03), // allocation
            0x7766554433221104L, // allocation_offset
            0x7766554433221105L)),
        64) // allocation_size
        .has(0, 4, "operation", 2) //
        .has(8, 8, "map.base_address", 0x7766554433221101L) //
        .has(16, 8, "map.size", 0x7766554433221102L) //
        .has(24, 4, "map.allocation", 0x4a3b2c03) //
        .has(32, 8, "map.allocation_offset", 0x7766554433221104L) //
        .has(40, 8, "map.allocation_size", 0x7766554433221105L) //
        .reread();
    assertThat(read.map().baseAddress()).isEqualTo(0x7766554433221101L);
    assertThat(read.map().size()).isEqualTo(0x7766554433221102L);
    assertThat(read.map().allocation()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.map().allocationOffset()).isEqualTo(0x7766554433221104L);
    assertThat(read.map().allocationSize()).isEqualTo(0x7766554433221105L);
  }

  @Test
  void mapProtectOfAnAddressRange() {
    UpdateGpuVirtualAddressOperation read = Struct.of(OPERATION.withMapProtect(
        new UpdateGpuVirtualAddressOperation.MapProtect(
            0x7766554433221101L, // base_address
            0x7766554433221102L, // size
            new Handle(0x4a3b2c03), // allocation
            0x7766554433221104L, // allocation_offset
            0x7766554433221105L, // allocation_size
            new GpuVaProtectionType(false, true, false, false, true, 0x6L), // protection
            0x7766554433221107L)),
        64) // driver_protection
        .has(0, 4, "operation", 2) //
        .has(8, 8, "map_protect.base_address", 0x7766554433221101L) //
        .has(16, 8, "map_protect.size", 0x7766554433221102L) //
        .has(24, 4, "map_protect.allocation", 0x4a3b2c03) //
        .has(32, 8, "map_protect.allocation_offset", 0x7766554433221104L) //
        .has(40, 8, "map_protect.allocation_size", 0x7766554433221105L) //
        .bits(48, 8, 1, 1, "map_protect.protection.execute", 1) //
        .bits(48, 8, 4, 4, "map_protect.protection.system_use_only", 1) //
        .bits(48, 8, 5, 63, "map_protect.protection.reserved", 0x6) //
        .has(56, 8, "map_protect.driver_protection", 0x7766554433221107L) //
        .reread();
    assertThat(read.mapProtect().allocation()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.mapProtect().protection().write()).isFalse();
    assertThat(read.mapProtect().protection().execute()).isTrue();
    assertThat(read.mapProtect().protection().systemUseOnly()).isTrue();
    assertThat(read.mapProtect().protection().reserved()).isEqualTo(0x6L);
    assertThat(read.mapProtect().driverProtection()).isEqualTo(0x7766554433221107L);
  }

  @Test
  void unmapOfAnAddressRange() {
    UpdateGpuVirtualAddressOperation read = Struct.of(OPERATION.withUnmap(
        new UpdateGpuVirtualAddressOperation.Unmap(
            0x7766554433221101L, // base_address
            0x7766554433221102L, // size
            new GpuVaProtectionType(false, false, true, true, false, 0L))),
        64) // protection
        .has(0, 4, "operation", 2) //
        .has(8, 8, "unmap.base_address", 0x7766554433221101L) //
        .has(16, 8, "unmap.size", 0x7766554433221102L) //
        .bits(24, 8, 2, 2, "unmap.protection.zero", 1) //
        .bits(24, 8, 3, 3, "unmap.protection.no_access", 1) //
        .reread();
    assertThat(read.unmap().baseAddress()).isEqualTo(0x7766554433221101L);
    assertThat(read.unmap().size()).isEqualTo(0x7766554433221102L);
    assertThat(read.unmap().protection().zero()).isTrue();
    assertThat(read.unmap().protection().noAccess()).isTrue();
  }

  @Test
  void copyOfAnAddressRange() {
    UpdateGpuVirtualAddressOperation read = Struct.of(OPERATION.withCopy(
        new UpdateGpuVirtualAddressOperation.Copy(
            0x7766554433221101L, // source_address
            0x7766554433221102L, // size
            0x7766554433221103L)),
        64) // dest_address
        .has(0, 4, "operation", 2) //
        .has(8, 8, "copy.source_address", 0x7766554433221101L) //
        .has(16, 8, "copy.size", 0x7766554433221102L) //
        .has(24, 8, "copy.dest_address", 0x7766554433221103L) //
        .reread();
    assertThat(read.copy().sourceAddress()).isEqualTo(0x7766554433221101L);
    assertThat(read.copy().size()).isEqualTo(0x7766554433221102L);
    assertThat(read.copy().destAddress()).isEqualTo(0x7766554433221103L);
  }

  private static Struct<GetDeviceState> state(GetDeviceState state) {
    return Struct.of(state, 56)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "state_type", 5);
  }

  @Test
  void executionStateOfADevice() {
    assertThat(state(STATE.withExecutionState(6))
        .has(8, 4, "execution_state", 6) //
        .reread().executionState()).isEqualTo(6);
  }

  @Test
  void resetStateOfADevice() {
    GetDeviceState read = state(STATE.withResetState(new DeviceResetState(true, 0x3)))
        .bits(8, 4, 0, 0, "reset_state.desktop_switched", 1) //
        .bits(8, 4, 1, 31, "reset_state.reserved", 0x3) //
        .reread();
    assertThat(read.resetState().desktopSwitched()).isTrue();
    assertThat(read.resetState().reserved()).isEqualTo(0x3);
  }

  @Test
  void pageFaultStateOfADevice() {
    GetDeviceState read = state(STATE.withPageFaultState(new DevicePageFaultState(
        0x7766554433221101L, // faulted_primitive_api_sequence_number
        0x4a3b2c02, // faulted_pipeline_stage
        0x4a3b2c03, // faulted_bind_table_entry
        0x4a3b2c04, // page_fault_flags
        new FaultErrorCode(0x4a3b2c05), // fault_error_code
        0x7766554433221106L))) // faulted_virtual_address
        .has(8, 8, "page_fault_state.faulted_primitive_api_sequence_number", 0x7766554433221101L) //
        .has(16, 4, "page_fault_state.faulted_pipeline_stage", 0x4a3b2c02) //
        .has(20, 4, "page_fault_state.faulted_bind_table_entry", 0x4a3b2c03) //
        .has(24, 4, "page_fault_state.page_fault_flags", 0x4a3b2c04) //
        .has(28, 4, "page_fault_state.fault_error_code", 0x4a3b2c05) //
        .has(32, 8, "page_fault_state.faulted_virtual_address", 0x7766554433221106L) //
        .reread();
    assertThat(read.pageFaultState().faultedPrimitiveApiSequenceNumber()).isEqualTo(0x7766554433221101L);
    assertThat(read.pageFaultState().faultedPipelineStage()).isEqualTo(0x4a3b2c02);
    assertThat(read.pageFaultState().faultedBindTableEntry()).isEqualTo(0x4a3b2c03);
    assertThat(read.pageFaultState().pageFaultFlags()).isEqualTo(0x4a3b2c04);
    assertThat(read.pageFaultState().faultErrorCode().isDeviceSpecific()).isTrue();
    assertThat(read.pageFaultState().faultErrorCode().code()).isEqualTo(0x251d9602);
    assertThat(read.pageFaultState().faultedVirtualAddress()).isEqualTo(0x7766554433221106L);
  }

  @Test
  void payloadOfASignalFromTheGpu() {
    SignalSynchronizationObjectFromGpu2 before = new SignalSynchronizationObjectFromGpu2(0, 0, 0, SignalFlags.of(0), 0,
        0,
        Struct.bytes(64, 0x80));
    assertThat(Struct.of(before.withFenceValue(0x7766554433221101L), 96)
        .has(32, 8, "fence_value", 0x7766554433221101L).reread().fenceValue()).isEqualTo(0x7766554433221101L);
    assertThat(Struct.of(before.withCpuEventHandle(0x7766554433221102L), 96)
        .has(32, 8, "cpu_event_handle", 0x7766554433221102L).reread().cpuEventHandle()).isEqualTo(0x7766554433221102L);
    assertThat(Struct.of(before.withMonitoredFenceValues(0x7766554433221103L), 96)
        .has(32, 8, "monitored_fence_values", 0x7766554433221103L).reread().monitoredFenceValues())
        .isEqualTo(0x7766554433221103L);
  }

  /** The selector is a member that only libdxg names: d3dkmt-abi.md section 9.2. */
  @Test
  void selectorOfStatistics() {
    QueryStatistics read = Struct.of(new QueryStatistics(
        3, // type
        new Luid(0x4a3b2c02, 0x4a3b2c03), // adapter_luid
        0x4a3b2c04, // padding
        0x7766554433221105L, // process
        new QueryStatisticsResult(Bytes.zero(776)), // result
        0x4a3b2c06, // selector
        0), 808)
        .has(0, 4, "type", 3) //
        .has(4, 4, "adapter_luid.a", 0x4a3b2c02) //
        .has(8, 4, "adapter_luid.b", 0x4a3b2c03) //
        .has(12, 4, "padding", 0x4a3b2c04) //
        .has(16, 8, "process", 0x7766554433221105L) //
        .has(800, 4, "selector", 0x4a3b2c06) //
        .reread();
    assertThat(read.type()).isEqualTo(3);
    assertThat(read.process()).isEqualTo(0x7766554433221105L);
    assertThat(read.selector()).isEqualTo(0x4a3b2c06);
  }
}
