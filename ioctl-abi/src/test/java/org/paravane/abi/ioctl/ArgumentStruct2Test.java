package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 2, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct2Test {
  /** {@code struct d3dkmt_createpagingqueue}, 32 bytes. */
  @Test
  void createPagingQueue() {
    CreatePagingQueue written = new CreatePagingQueue(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // priority
        new Handle(0x4a3b2c03), // paging_queue
        new Handle(0x4a3b2c04), // sync_object
        0x7766554433221105L, // fence_cpu_virtual_address
        0x4a3b2c06); // physical_adapter_index
    CreatePagingQueue read = Struct.of(written, 32)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .has(8, 4, "paging_queue", 0x4a3b2c03) //
        .has(12, 4, "sync_object", 0x4a3b2c04) //
        .has(16, 8, "fence_cpu_virtual_address", 0x7766554433221105L) //
        .has(24, 4, "physical_adapter_index", 0x4a3b2c06) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c04));
    assertThat(read.fenceCpuVirtualAddress()).isEqualTo(0x7766554433221105L);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c06);
  }

  @Test
  void createPagingQueueWithOneComponentChanged() {
    CreatePagingQueue before = Struct.counting(CreatePagingQueue.class);
    Struct.of(before.withPagingQueue(new Handle(0x1d2e3f4a)), 32).differs(before, 8, 4, 0x1d2e3f4a);
    Struct.of(before.withSyncObject(new Handle(0x1d2e3f4a)), 32).differs(before, 12, 4, 0x1d2e3f4a);
    Struct.of(before.withFenceCpuVirtualAddress(0x1d2e3f4a5b6c7d8eL), 32).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_createstandardallocation}, 24 bytes. */
  @Test
  void createStandardAllocation() {
    CreateStandardAllocation written = new CreateStandardAllocation(
        0x4a3b2c01, // type
        0x4a3b2c02, // reserved
        new StandardAllocationExistingHeap( // existing_heap_data
            0x7766554433221103L), // existing_heap_data.size
        CreateStandardAllocationFlags.of(0x4a3b2c04), // flags
        0x4a3b2c05); // reserved1
    CreateStandardAllocation read = Struct.of(written, 24)
        .has(0, 4, "type", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "existing_heap_data.size", 0x7766554433221103L) //
        .has(16, 4, "flags", 0x4a3b2c04) //
        .has(20, 4, "reserved1", 0x4a3b2c05) //
        .reread();
    assertThat(read.type()).isEqualTo(0x4a3b2c01);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.existingHeapData().size()).isEqualTo(0x7766554433221103L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct d3dkmt_createsyncfile}, 24 bytes. */
  @Test
  void createSyncFile() {
    CreateSyncFile written = new CreateSyncFile(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // monitored_fence
        0x7766554433221103L, // fence_value
        0x7766554433221104L); // sync_file_handle
    CreateSyncFile read = Struct.of(written, 24)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "monitored_fence", 0x4a3b2c02) //
        .has(8, 8, "fence_value", 0x7766554433221103L) //
        .has(16, 8, "sync_file_handle", 0x7766554433221104L) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.monitoredFence()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.fenceValue()).isEqualTo(0x7766554433221103L);
    assertThat(read.syncFileHandle()).isEqualTo(0x7766554433221104L);
  }

  @Test
  void createSyncFileWithOneComponentChanged() {
    CreateSyncFile before = Struct.counting(CreateSyncFile.class);
    Struct.of(before.withSyncFileHandle(0x1d2e3f4a5b6c7d8eL), 24).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_createsynchronizationobject2}, 96 bytes. */
  @Test
  void createSynchronizationObject() {
    CreateSynchronizationObject written = new CreateSynchronizationObject(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // reserved
        new SynchronizationObjectInfo2( // info
            0x4a3b2c03, // info.type
            SynchronizationObjectFlags.of(0x4a3b2c04), // info.flags
            bytes(64, 0x5), // info.synchronization_mutex
            new Handle(0x4a3b2c06)), // info.shared_handle
        new Handle(0x4a3b2c07), // sync_object
        0x4a3b2c08); // reserved1
    CreateSynchronizationObject read = Struct.of(written, 96)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 4, "info.type", 0x4a3b2c03) //
        .has(12, 4, "info.flags", 0x4a3b2c04) //
        .counts(16, 64, 1, "info.synchronization_mutex", 0x5) //
        .has(80, 4, "info.shared_handle", 0x4a3b2c06) //
        .has(88, 4, "sync_object", 0x4a3b2c07) //
        .has(92, 4, "reserved1", 0x4a3b2c08) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.info().type()).isEqualTo(0x4a3b2c03);
    assertThat(read.info().flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.info().body()).isEqualTo(bytes(64, 0x5));
    assertThat(read.info().sharedHandle()).isEqualTo(new Handle(0x4a3b2c06));
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c08);
  }

  @Test
  void createSynchronizationObjectWithOneComponentChanged() {
    CreateSynchronizationObject before = Struct.counting(CreateSynchronizationObject.class);
    Struct.of(before.withSyncObject(new Handle(0x1d2e3f4a)), 96).differs(before, 88, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_destroyallocation2}, 24 bytes. */
  @Test
  void destroyAllocation2() {
    DestroyAllocation2 written = new DestroyAllocation2(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // resource
        0x7766554433221103L, // allocations
        0x4a3b2c04, // alloc_count
        DestroyAllocation2Flags.of(0x4a3b2c05)); // flags
    DestroyAllocation2 read = Struct.of(written, 24)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "resource", 0x4a3b2c02) //
        .has(8, 8, "allocations", 0x7766554433221103L) //
        .has(16, 4, "alloc_count", 0x4a3b2c04) //
        .has(20, 4, "flags", 0x4a3b2c05) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.allocations()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct d3dkmt_destroycontext}, 4 bytes. */
  @Test
  void destroyContext() {
    DestroyContext written = new DestroyContext(
        new Handle(0x4a3b2c01)); // context
    DestroyContext read = Struct.of(written, 4)
        .has(0, 4, "context", 0x4a3b2c01) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dkmt_destroydevice}, 4 bytes. */
  @Test
  void destroyDevice() {
    DestroyDevice written = new DestroyDevice(
        new Handle(0x4a3b2c01)); // device
    DestroyDevice read = Struct.of(written, 4)
        .has(0, 4, "device", 0x4a3b2c01) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dkmt_destroyhwqueue}, 4 bytes. */
  @Test
  void destroyHwQueue() {
    DestroyHwQueue written = new DestroyHwQueue(
        new Handle(0x4a3b2c01)); // queue
    DestroyHwQueue read = Struct.of(written, 4)
        .has(0, 4, "queue", 0x4a3b2c01) //
        .reread();
    assertThat(read.queue()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dddi_destroypagingqueue}, 4 bytes. */
  @Test
  void destroyPagingQueue() {
    DestroyPagingQueue written = new DestroyPagingQueue(
        new Handle(0x4a3b2c01)); // paging_queue
    DestroyPagingQueue read = Struct.of(written, 4)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dkmt_destroysynchronizationobject}, 4 bytes. */
  @Test
  void destroySynchronizationObject() {
    DestroySynchronizationObject written = new DestroySynchronizationObject(
        new Handle(0x4a3b2c01)); // sync_object
    DestroySynchronizationObject read = Struct.of(written, 4)
        .has(0, 4, "sync_object", 0x4a3b2c01) //
        .reread();
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dkmt_devicepagefault_state}, 32 bytes. */
  @Test
  void devicePageFaultState() {
    DevicePageFaultState written = new DevicePageFaultState(
        0x7766554433221101L, // faulted_primitive_api_sequence_number
        0x4a3b2c02, // faulted_pipeline_stage
        0x4a3b2c03, // faulted_bind_table_entry
        0x4a3b2c04, // page_fault_flags
        new FaultErrorCode( // fault_error_code
            0x4a3b2c05), // fault_error_code.is_device_specific_code
        0x7766554433221106L); // faulted_virtual_address
    DevicePageFaultState read = Struct.of(written, 32)
        .has(0, 8, "faulted_primitive_api_sequence_number", 0x7766554433221101L) //
        .has(8, 4, "faulted_pipeline_stage", 0x4a3b2c02) //
        .has(12, 4, "faulted_bind_table_entry", 0x4a3b2c03) //
        .has(16, 4, "page_fault_flags", 0x4a3b2c04) //
        .has(20, 4, "fault_error_code.is_device_specific_code", 0x4a3b2c05) //
        .has(24, 8, "faulted_virtual_address", 0x7766554433221106L) //
        .reread();
    assertThat(read.faultedPrimitiveApiSequenceNumber()).isEqualTo(0x7766554433221101L);
    assertThat(read.faultedPipelineStage()).isEqualTo(0x4a3b2c02);
    assertThat(read.faultedBindTableEntry()).isEqualTo(0x4a3b2c03);
    assertThat(read.pageFaultFlags()).isEqualTo(0x4a3b2c04);
    assertThat(read.faultErrorCode().value()).isEqualTo(0x4a3b2c05);
    assertThat(read.faultedVirtualAddress()).isEqualTo(0x7766554433221106L);
  }

  /** {@code struct d3dkmt_enumadapters2}, 16 bytes. */
  @Test
  void enumAdapters2() {
    EnumAdapters2 written = new EnumAdapters2(
        0x4a3b2c01, // num_adapters
        0x4a3b2c02, // reserved
        0x7766554433221103L); // adapters
    EnumAdapters2 read = Struct.of(written, 16)
        .has(0, 4, "num_adapters", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "adapters", 0x7766554433221103L) //
        .reread();
    assertThat(read.numAdapters()).isEqualTo(0x4a3b2c01);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.adapters()).isEqualTo(0x7766554433221103L);
  }

  @Test
  void enumAdapters2WithOneComponentChanged() {
    EnumAdapters2 before = Struct.counting(EnumAdapters2.class);
    Struct.of(before.withNumAdapters(0x1d2e3f4a), 16).differs(before, 0, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_enumadapters3}, 24 bytes. */
  @Test
  void enumAdapters3() {
    EnumAdapters3 written = new EnumAdapters3(
        new EnumAdaptersFilter( // filter
            true, // filter.include_compute_only
            false, // filter.include_display_only
            0x5a03L), // filter.reserved
        0x4a3b2c04, // adapter_count
        0x4a3b2c05, // reserved
        0x7766554433221106L); // adapters
    EnumAdapters3 read = Struct.of(written, 24)
        .bits(0, 8, 0, 0, "filter.include_compute_only", 1) //
        .bits(0, 8, 1, 1, "filter.include_display_only", 0) //
        .bits(0, 8, 2, 63, "filter.reserved", 0x5a03) //
        .has(8, 4, "adapter_count", 0x4a3b2c04) //
        .has(12, 4, "reserved", 0x4a3b2c05) //
        .has(16, 8, "adapters", 0x7766554433221106L) //
        .reread();
    assertThat(read.filter().includeComputeOnly()).isTrue();
    assertThat(read.filter().includeDisplayOnly()).isFalse();
    assertThat(read.filter().reserved()).isEqualTo(0x5a03);
    assertThat(read.adapterCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c05);
    assertThat(read.adapters()).isEqualTo(0x7766554433221106L);
  }

  @Test
  void enumAdapters3WithOneComponentChanged() {
    EnumAdapters3 before = Struct.counting(EnumAdapters3.class);
    Struct.of(before.withAdapterCount(0x1d2e3f4a), 24).differs(before, 8, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_enumadapters_filter}, 8 bytes. */
  @Test
  void enumAdaptersFilter() {
    EnumAdaptersFilter written = new EnumAdaptersFilter(
        true, // include_compute_only
        false, // include_display_only
        0x5a03L); // reserved
    EnumAdaptersFilter read = Struct.of(written, 8)
        .bits(0, 8, 0, 0, "include_compute_only", 1) //
        .bits(0, 8, 1, 1, "include_display_only", 0) //
        .bits(0, 8, 2, 63, "reserved", 0x5a03) //
        .reread();
    assertThat(read.includeComputeOnly()).isTrue();
    assertThat(read.includeDisplayOnly()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a03);
  }

  /** {@code struct d3dkmt_enumprocesses}, 24 bytes. */
  @Test
  void enumProcesses() {
    EnumProcesses written = new EnumProcesses(
        new Luid(0x4a3b2c01, 0x4a3b2c02), // adapter_luid
        0x7766554433221103L, // buffer
        0x7766554433221104L); // buffer_count
    EnumProcesses read = Struct.of(written, 24)
        .has(0, 4, "adapter_luid.a", 0x4a3b2c01) //
        .has(4, 4, "adapter_luid.b", 0x4a3b2c02) //
        .has(8, 8, "buffer", 0x7766554433221103L) //
        .has(16, 8, "buffer_count", 0x7766554433221104L) //
        .reread();
    assertThat(read.adapterLuid().low()).isEqualTo(0x4a3b2c01);
    assertThat(read.adapterLuid().high()).isEqualTo(0x4a3b2c02);
    assertThat(read.buffer()).isEqualTo(0x7766554433221103L);
    assertThat(read.bufferCount()).isEqualTo(0x7766554433221104L);
  }

  @Test
  void enumProcessesWithOneComponentChanged() {
    EnumProcesses before = Struct.counting(EnumProcesses.class);
    Struct.of(before.withBufferCount(0x1d2e3f4a5b6c7d8eL), 24).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_escape}, 32 bytes. */
  @Test
  void escape() {
    Escape written = new Escape(
        new Handle(0x4a3b2c01), // adapter
        new Handle(0x4a3b2c02), // device
        0x4a3b2c03, // type
        EscapeFlags.of(0x4a3b2c04), // flags
        0x7766554433221105L, // priv_drv_data
        0x4a3b2c06, // priv_drv_data_size
        new Handle(0x4a3b2c07)); // context
    Escape read = Struct.of(written, 32)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "device", 0x4a3b2c02) //
        .has(8, 4, "type", 0x4a3b2c03) //
        .has(12, 4, "flags", 0x4a3b2c04) //
        .has(16, 8, "priv_drv_data", 0x7766554433221105L) //
        .has(24, 4, "priv_drv_data_size", 0x4a3b2c06) //
        .has(28, 4, "context", 0x4a3b2c07) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.type()).isEqualTo(0x4a3b2c03);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221105L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
  }
}
