package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 3, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct3Test {
  /** {@code struct d3dkmt_evict}, 32 bytes. */
  @Test
  void evict() {
    Evict written = new Evict(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // alloc_count
        0x7766554433221103L, // allocations
        EvictFlags.of(0x4a3b2c04), // flags
        0x4a3b2c05, // reserved
        0x7766554433221106L); // num_bytes_to_trim
    Evict read = Struct.of(written, 32)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "alloc_count", 0x4a3b2c02) //
        .has(8, 8, "allocations", 0x7766554433221103L) //
        .has(16, 4, "flags", 0x4a3b2c04) //
        .has(20, 4, "reserved", 0x4a3b2c05) //
        .has(24, 8, "num_bytes_to_trim", 0x7766554433221106L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.allocations()).isEqualTo(0x7766554433221103L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c05);
    assertThat(read.numBytesToTrim()).isEqualTo(0x7766554433221106L);
  }

  @Test
  void evictWithOneComponentChanged() {
    Evict before = Struct.counting(Evict.class);
    Struct.of(before.withNumBytesToTrim(0x1d2e3f4a5b6c7d8eL), 32).differs(before, 24, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct dxgk_fault_error_code}, 4 bytes. */
  @Test
  void faultErrorCode() {
    FaultErrorCode written = new FaultErrorCode(
        0x4a3b2c01); // is_device_specific_code
    FaultErrorCode read = Struct.of(written, 4)
        .has(0, 4, "is_device_specific_code", 0x4a3b2c01) //
        .reread();
    assertThat(read.value()).isEqualTo(0x4a3b2c01);
  }

  /** {@code struct d3dkmt_flushheaptransitions}, 4 bytes. */
  @Test
  void flushHeapTransitions() {
    FlushHeapTransitions written = new FlushHeapTransitions(
        new Handle(0x4a3b2c01)); // adapter
    FlushHeapTransitions read = Struct.of(written, 4)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
  }

  @Test
  void flushHeapTransitionsWithOneComponentChanged() {
    FlushHeapTransitions before = Struct.counting(FlushHeapTransitions.class);
    Struct.of(before.withAdapter(new Handle(0x1d2e3f4a)), 4).differs(before, 0, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_freegpuvirtualaddress}, 24 bytes. */
  @Test
  void freeGpuVirtualAddress() {
    FreeGpuVirtualAddress written = new FreeGpuVirtualAddress(
        new Handle(0x4a3b2c01), // adapter
        0x4a3b2c02, // reserved
        0x7766554433221103L, // base_address
        0x7766554433221104L); // size
    FreeGpuVirtualAddress read = Struct.of(written, 24)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "base_address", 0x7766554433221103L) //
        .has(16, 8, "size", 0x7766554433221104L) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.baseAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.size()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct d3dkmdt_gdisurfacedata}, 24 bytes. */
  @Test
  void gdiSurfaceData() {
    GdiSurfaceData written = new GdiSurfaceData(
        0x4a3b2c01, // width
        0x4a3b2c02, // height
        0x4a3b2c03, // format
        0x4a3b2c04, // type
        0x4a3b2c05, // flags
        0x4a3b2c06); // pitch
    GdiSurfaceData read = Struct.of(written, 24)
        .has(0, 4, "width", 0x4a3b2c01) //
        .has(4, 4, "height", 0x4a3b2c02) //
        .has(8, 4, "format", 0x4a3b2c03) //
        .has(12, 4, "type", 0x4a3b2c04) //
        .has(16, 4, "flags", 0x4a3b2c05) //
        .has(20, 4, "pitch", 0x4a3b2c06) //
        .reread();
    assertThat(read.width()).isEqualTo(0x4a3b2c01);
    assertThat(read.height()).isEqualTo(0x4a3b2c02);
    assertThat(read.format()).isEqualTo(0x4a3b2c03);
    assertThat(read.type()).isEqualTo(0x4a3b2c04);
    assertThat(read.flags()).isEqualTo(0x4a3b2c05);
    assertThat(read.pitch()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct d3dkmt_getallocationpriority}, 32 bytes. */
  @Test
  void getAllocationPriority() {
    GetAllocationPriority written = new GetAllocationPriority(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // resource
        0x7766554433221103L, // allocation_list
        0x4a3b2c04, // allocation_count
        0x4a3b2c05, // reserved
        0x7766554433221106L); // priorities
    GetAllocationPriority read = Struct.of(written, 32)
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

  /** {@code struct d3dkmt_getcontextinprocessschedulingpriority}, 8 bytes. */
  @Test
  void getContextInProcessSchedulingPriority() {
    GetContextInProcessSchedulingPriority written = new GetContextInProcessSchedulingPriority(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02); // priority
    GetContextInProcessSchedulingPriority read = Struct.of(written, 8)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
  }

  @Test
  void getContextInProcessSchedulingPriorityWithOneComponentChanged() {
    GetContextInProcessSchedulingPriority before = Struct.counting(GetContextInProcessSchedulingPriority.class);
    Struct.of(before.withPriority(0x1d2e3f4a), 8).differs(before, 4, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_getcontextschedulingpriority}, 8 bytes. */
  @Test
  void getContextSchedulingPriority() {
    GetContextSchedulingPriority written = new GetContextSchedulingPriority(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02); // priority
    GetContextSchedulingPriority read = Struct.of(written, 8)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
  }

  @Test
  void getContextSchedulingPriorityWithOneComponentChanged() {
    GetContextSchedulingPriority before = Struct.counting(GetContextSchedulingPriority.class);
    Struct.of(before.withPriority(0x1d2e3f4a), 8).differs(before, 4, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_getdevicestate}, 56 bytes. */
  @Test
  void getDeviceState() {
    GetDeviceState written = new GetDeviceState(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // state_type
        bytes(48, 0x3)); // execution_state
    GetDeviceState read = Struct.of(written, 56)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "state_type", 0x4a3b2c02) //
        .counts(8, 48, 1, "execution_state", 0x3) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.stateType()).isEqualTo(0x4a3b2c02);
    assertThat(read.state()).isEqualTo(bytes(48, 0x3));
  }

  /** {@code struct dxgk_gpuclockdata}, 28 bytes. */
  @Test
  void gpuClockData() {
    GpuClockData written = new GpuClockData(
        0x7766554433221101L, // gpu_frequency
        0x7766554433221102L, // gpu_clock_counter
        0x7766554433221103L, // cpu_clock_counter
        GpuClockDataFlags.of(0x4a3b2c04)); // flags
    GpuClockData read = Struct.of(written, 28)
        .has(0, 8, "gpu_frequency", 0x7766554433221101L) //
        .has(8, 8, "gpu_clock_counter", 0x7766554433221102L) //
        .has(16, 8, "cpu_clock_counter", 0x7766554433221103L) //
        .has(24, 4, "flags", 0x4a3b2c04) //
        .reread();
    assertThat(read.gpuFrequency()).isEqualTo(0x7766554433221101L);
    assertThat(read.gpuClockCounter()).isEqualTo(0x7766554433221102L);
    assertThat(read.cpuClockCounter()).isEqualTo(0x7766554433221103L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct d3dddigpuva_protection_type}, 8 bytes. */
  @Test
  void gpuVaProtectionType() {
    GpuVaProtectionType written = new GpuVaProtectionType(
        true, // write
        false, // execute
        true, // zero
        false, // no_access
        true, // system_use_only
        0x5a06L); // reserved
    GpuVaProtectionType read = Struct.of(written, 8)
        .bits(0, 8, 0, 0, "write", 1) //
        .bits(0, 8, 1, 1, "execute", 0) //
        .bits(0, 8, 2, 2, "zero", 1) //
        .bits(0, 8, 3, 3, "no_access", 0) //
        .bits(0, 8, 4, 4, "system_use_only", 1) //
        .bits(0, 8, 5, 63, "reserved", 0x5a06) //
        .reread();
    assertThat(read.write()).isTrue();
    assertThat(read.execute()).isFalse();
    assertThat(read.zero()).isTrue();
    assertThat(read.noAccess()).isFalse();
    assertThat(read.systemUseOnly()).isTrue();
    assertThat(read.reserved()).isEqualTo(0x5a06);
  }

  /** {@code struct d3dkmt_invalidatecache}, 24 bytes. */
  @Test
  void invalidateCache() {
    InvalidateCache written = new InvalidateCache(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // allocation
        0x7766554433221103L, // offset
        0x7766554433221104L); // length
    InvalidateCache read = Struct.of(written, 24)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "allocation", 0x4a3b2c02) //
        .has(8, 8, "offset", 0x7766554433221103L) //
        .has(16, 8, "length", 0x7766554433221104L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.offset()).isEqualTo(0x7766554433221103L);
    assertThat(read.length()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct d3dkmt_isfeatureenabled}, 12 bytes. */
  @Test
  void isFeatureEnabled() {
    IsFeatureEnabled written = new IsFeatureEnabled(
        new Handle(0x4a3b2c01), // adapter
        0x4a3b2c02, // feature_id
        new IsFeatureEnabledResult( // result
            (short) 0x5503, // result.version
            false, // result.enabled
            true, // result.known_feature
            false, // result.supported_by_driver
            true, // result.supported_on_config
            0xa08)); // result.reserved
    IsFeatureEnabled read = Struct.of(written, 12)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "feature_id", 0x4a3b2c02) //
        .has(8, 2, "result.version", 0x5503) //
        .bits(10, 2, 0, 0, "result.enabled", 0) //
        .bits(10, 2, 1, 1, "result.known_feature", 1) //
        .bits(10, 2, 2, 2, "result.supported_by_driver", 0) //
        .bits(10, 2, 3, 3, "result.supported_on_config", 1) //
        .bits(10, 2, 4, 15, "result.reserved", 0xa08) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.featureId()).isEqualTo(0x4a3b2c02);
    assertThat(read.result().version()).isEqualTo((short) 0x5503);
    assertThat(read.result().enabled()).isFalse();
    assertThat(read.result().knownFeature()).isTrue();
    assertThat(read.result().supportedByDriver()).isFalse();
    assertThat(read.result().supportedOnConfig()).isTrue();
    assertThat(read.result().reserved()).isEqualTo(0xa08);
  }

  /** {@code struct dxgk_isfeatureenabled_result}, 4 bytes. */
  @Test
  void isFeatureEnabledResult() {
    IsFeatureEnabledResult written = new IsFeatureEnabledResult(
        (short) 0x5501, // version
        false, // enabled
        true, // known_feature
        false, // supported_by_driver
        true, // supported_on_config
        0xa06); // reserved
    IsFeatureEnabledResult read = Struct.of(written, 4)
        .has(0, 2, "version", 0x5501) //
        .bits(2, 2, 0, 0, "enabled", 0) //
        .bits(2, 2, 1, 1, "known_feature", 1) //
        .bits(2, 2, 2, 2, "supported_by_driver", 0) //
        .bits(2, 2, 3, 3, "supported_on_config", 1) //
        .bits(2, 2, 4, 15, "reserved", 0xa06) //
        .reread();
    assertThat(read.version()).isEqualTo((short) 0x5501);
    assertThat(read.enabled()).isFalse();
    assertThat(read.knownFeature()).isTrue();
    assertThat(read.supportedByDriver()).isFalse();
    assertThat(read.supportedOnConfig()).isTrue();
    assertThat(read.reserved()).isEqualTo(0xa06);
  }

  /** {@code struct d3dkmt_lock2}, 24 bytes. */
  @Test
  void lock2() {
    Lock2 written = new Lock2(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // allocation
        Lock2Flags.of(0x4a3b2c03), // flags
        0x4a3b2c04, // reserved
        0x7766554433221105L); // data
    Lock2 read = Struct.of(written, 24)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "allocation", 0x4a3b2c02) //
        .has(8, 4, "flags", 0x4a3b2c03) //
        .has(12, 4, "reserved", 0x4a3b2c04) //
        .has(16, 8, "data", 0x7766554433221105L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c03);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c04);
    assertThat(read.data()).isEqualTo(0x7766554433221105L);
  }

  @Test
  void lock2WithOneComponentChanged() {
    Lock2 before = Struct.counting(Lock2.class);
    Struct.of(before.withData(0x1d2e3f4a5b6c7d8eL), 24).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
  }
}
