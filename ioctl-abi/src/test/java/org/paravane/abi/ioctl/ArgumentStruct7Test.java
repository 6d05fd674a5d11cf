package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.handles;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 7, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct7Test {
  /** {@code struct d3dddi_translate_allocation_handle}, 8 bytes. */
  @Test
  void translateAllocationHandle() {
    TranslateAllocationHandle written = new TranslateAllocationHandle(
        0x4a3b2c01, // escape_type
        new Handle(0x4a3b2c02)); // allocation
    TranslateAllocationHandle read = Struct.of(written, 8)
        .has(0, 4, "escape_type", 0x4a3b2c01) //
        .has(4, 4, "allocation", 0x4a3b2c02) //
        .reread();
    assertThat(read.escapeType()).isEqualTo(0x4a3b2c01);
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c02));
  }

  /** {@code struct d3dkmt_unlock2}, 8 bytes. */
  @Test
  void unlock2() {
    Unlock2 written = new Unlock2(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02)); // allocation
    Unlock2 read = Struct.of(written, 8)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "allocation", 0x4a3b2c02) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c02));
  }

  /** {@code struct d3dddi_updateallocproperty}, 40 bytes. */
  @Test
  void updateAllocProperty() {
    UpdateAllocProperty written = new UpdateAllocProperty(
        new Handle(0x4a3b2c01), // paging_queue
        new Handle(0x4a3b2c02), // allocation
        0x4a3b2c03, // supported_segment_set
        SegmentPreference.of(0x4a3b2c04), // preferred_segment
        UpdateAllocPropertyFlags.of(0x4a3b2c05), // flags
        0x7766554433221106L, // paging_fence_value
        true, // set_accessed_physically
        false, // set_supported_segmentSet
        true, // set_preferred_segment
        0x5a0a); // reserved
    UpdateAllocProperty read = Struct.of(written, 40)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .has(4, 4, "allocation", 0x4a3b2c02) //
        .has(8, 4, "supported_segment_set", 0x4a3b2c03) //
        .has(12, 4, "preferred_segment", 0x4a3b2c04) //
        .has(16, 4, "flags", 0x4a3b2c05) //
        .has(24, 8, "paging_fence_value", 0x7766554433221106L) //
        .bits(32, 4, 0, 0, "set_accessed_physically", 1) //
        .bits(32, 4, 1, 1, "set_supported_segmentSet", 0) //
        .bits(32, 4, 2, 2, "set_preferred_segment", 1) //
        .bits(32, 4, 3, 31, "reserved", 0x5a0a) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.supportedSegmentSet()).isEqualTo(0x4a3b2c03);
    assertThat(read.preferredSegment().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c05);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221106L);
    assertThat(read.setAccessedPhysically()).isTrue();
    assertThat(read.setSupportedSegmentSet()).isFalse();
    assertThat(read.setPreferredSegment()).isTrue();
    assertThat(read.reserved()).isEqualTo(0x5a0a);
  }

  @Test
  void updateAllocPropertyWithOneComponentChanged() {
    UpdateAllocProperty before = Struct.counting(UpdateAllocProperty.class);
    Struct.of(before.withPagingFenceValue(0x1d2e3f4a5b6c7d8eL), 40).differs(before, 24, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_updategpuvirtualaddress}, 56 bytes. */
  @Test
  void updateGpuVirtualAddress() {
    UpdateGpuVirtualAddress written = new UpdateGpuVirtualAddress(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // context
        new Handle(0x4a3b2c03), // fence_object
        0x4a3b2c04, // num_operations
        0x7766554433221105L, // operations
        0x4a3b2c06, // reserved0
        0x4a3b2c07, // reserved1
        0x7766554433221108L, // reserved2
        0x7766554433221109L, // fence_value
        UpdateGpuVirtualAddress.Flags.of(0x4a3b2c0a), // flags
        0x4a3b2c0b); // reserved3
    UpdateGpuVirtualAddress read = Struct.of(written, 56)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "context", 0x4a3b2c02) //
        .has(8, 4, "fence_object", 0x4a3b2c03) //
        .has(12, 4, "num_operations", 0x4a3b2c04) //
        .has(16, 8, "operations", 0x7766554433221105L) //
        .has(24, 4, "reserved0", 0x4a3b2c06) //
        .has(28, 4, "reserved1", 0x4a3b2c07) //
        .has(32, 8, "reserved2", 0x7766554433221108L) //
        .has(40, 8, "fence_value", 0x7766554433221109L) //
        .has(48, 4, "flags", 0x4a3b2c0a) //
        .has(52, 4, "reserved3", 0x4a3b2c0b) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.fenceObject()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.numOperations()).isEqualTo(0x4a3b2c04);
    assertThat(read.operations()).isEqualTo(0x7766554433221105L);
    assertThat(read.reserved0()).isEqualTo(0x4a3b2c06);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c07);
    assertThat(read.reserved2()).isEqualTo(0x7766554433221108L);
    assertThat(read.fenceValue()).isEqualTo(0x7766554433221109L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c0a);
    assertThat(read.reserved3()).isEqualTo(0x4a3b2c0b);
  }

  @Test
  void updateGpuVirtualAddressWithOneComponentChanged() {
    UpdateGpuVirtualAddress before = Struct.counting(UpdateGpuVirtualAddress.class);
    Struct.of(before.withFenceValue(0x1d2e3f4a5b6c7d8eL), 56).differs(before, 40, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dddi_updategpuvirtualaddress_operation}, 64 bytes. */
  @Test
  void updateGpuVirtualAddressOperation() {
    UpdateGpuVirtualAddressOperation written = new UpdateGpuVirtualAddressOperation(
        0x4a3b2c01, // operation
        bytes(56, 0x2)); // map
    UpdateGpuVirtualAddressOperation read = Struct.of(written, 64)
        .has(0, 4, "operation", 0x4a3b2c01) //
        .counts(8, 56, 1, "map", 0x2) //
        .reread();
    assertThat(read.operation()).isEqualTo(0x4a3b2c01);
    assertThat(read.body()).isEqualTo(bytes(56, 0x2));
  }

  /** {@code struct d3dkmt_waitforsynchronizationobject2}, 200 bytes. */
  @Test
  void waitForSynchronizationObject() {
    WaitForSynchronizationObject written = new WaitForSynchronizationObject(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02, // object_count
        handles(32, 0x4a3b2c03), // object_array
        bytes(64, 0x4)); // fence
    WaitForSynchronizationObject read = Struct.of(written, 200)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .counts(8, 32, 4, "object_array", 0x4a3b2c03) //
        .counts(136, 64, 1, "fence", 0x4) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objectArray()).isEqualTo(handles(32, 0x4a3b2c03));
    assertThat(read.payload()).isEqualTo(bytes(64, 0x4));
  }

  /** {@code struct d3dkmt_waitforsynchronizationobjectfromcpu}, 40 bytes. */
  @Test
  void waitForSynchronizationObjectFromCpu() {
    WaitForSynchronizationObjectFromCpu written = new WaitForSynchronizationObjectFromCpu(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // object_count
        0x7766554433221103L, // objects
        0x7766554433221104L, // fence_values
        0x7766554433221105L, // async_event
        WaitForSynchronizationObjectFromCpuFlags.of(0x4a3b2c06)); // flags
    WaitForSynchronizationObjectFromCpu read = Struct.of(written, 40)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .has(16, 8, "fence_values", 0x7766554433221104L) //
        .has(24, 8, "async_event", 0x7766554433221105L) //
        .has(32, 4, "flags", 0x4a3b2c06) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.fenceValues()).isEqualTo(0x7766554433221104L);
    assertThat(read.asyncEvent()).isEqualTo(0x7766554433221105L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct d3dkmt_waitforsynchronizationobjectfromgpu}, 80 bytes. */
  @Test
  void waitForSynchronizationObjectFromGpu() {
    WaitForSynchronizationObjectFromGpu written = new WaitForSynchronizationObjectFromGpu(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02, // object_count
        0x7766554433221103L, // objects
        bytes(64, 0x4)); // monitored_fence_values
    WaitForSynchronizationObjectFromGpu read = Struct.of(written, 80)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .counts(16, 64, 1, "monitored_fence_values", 0x4) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.payload()).isEqualTo(bytes(64, 0x4));
  }

  /** {@code struct d3dkmt_waitsyncfile}, 16 bytes. */
  @Test
  void waitSyncFile() {
    WaitSyncFile written = new WaitSyncFile(
        0x7766554433221101L, // sync_file_handle
        new Handle(0x4a3b2c02), // context
        0x4a3b2c03); // reserved
    WaitSyncFile read = Struct.of(written, 16)
        .has(0, 8, "sync_file_handle", 0x7766554433221101L) //
        .has(8, 4, "context", 0x4a3b2c02) //
        .has(12, 4, "reserved", 0x4a3b2c03) //
        .reread();
    assertThat(read.syncFileHandle()).isEqualTo(0x7766554433221101L);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c03);
  }
}
