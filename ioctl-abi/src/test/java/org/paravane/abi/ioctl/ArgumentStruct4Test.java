package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.u64s;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 4, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct4Test {
  /** {@code struct d3dddi_makeresident}, 48 bytes. */
  @Test
  void makeResident() {
    MakeResident written = new MakeResident(
        new Handle(0x4a3b2c01), // paging_queue
        0x4a3b2c02, // alloc_count
        0x7766554433221103L, // allocation_list
        0x7766554433221104L, // priority_list
        MakeResidentFlags.of(0x4a3b2c05), // flags
        0x7766554433221106L, // paging_fence_value
        0x7766554433221107L); // num_bytes_to_trim
    MakeResident read = Struct.of(written, 48)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .has(4, 4, "alloc_count", 0x4a3b2c02) //
        .has(8, 8, "allocation_list", 0x7766554433221103L) //
        .has(16, 8, "priority_list", 0x7766554433221104L) //
        .has(24, 4, "flags", 0x4a3b2c05) //
        .has(32, 8, "paging_fence_value", 0x7766554433221106L) //
        .has(40, 8, "num_bytes_to_trim", 0x7766554433221107L) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.allocCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.allocationList()).isEqualTo(0x7766554433221103L);
    assertThat(read.priorityList()).isEqualTo(0x7766554433221104L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c05);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221106L);
    assertThat(read.numBytesToTrim()).isEqualTo(0x7766554433221107L);
  }

  @Test
  void makeResidentWithOneComponentChanged() {
    MakeResident before = Struct.counting(MakeResident.class);
    Struct.of(before.withPagingFenceValue(0x1d2e3f4a5b6c7d8eL), 48).differs(before, 32, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withNumBytesToTrim(0x1d2e3f4a5b6c7d8eL), 48).differs(before, 40, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dddi_mapgpuvirtualaddress}, 104 bytes. */
  @Test
  void mapGpuVirtualAddress() {
    MapGpuVirtualAddress written = new MapGpuVirtualAddress(
        new Handle(0x4a3b2c01), // paging_queue
        0x7766554433221102L, // base_address
        0x7766554433221103L, // minimum_address
        0x7766554433221104L, // maximum_address
        new Handle(0x4a3b2c05), // allocation
        0x7766554433221106L, // offset_in_pages
        0x7766554433221107L, // size_in_pages
        new GpuVaProtectionType( // protection
            false, // protection.write
            true, // protection.execute
            false, // protection.zero
            true, // protection.no_access
            false, // protection.system_use_only
            0x5a0dL), // protection.reserved
        0x776655443322110eL, // driver_protection
        0x4a3b2c0f, // reserved0
        0x7766554433221110L, // reserved1
        0x7766554433221111L, // virtual_address
        0x7766554433221112L); // paging_fence_value
    MapGpuVirtualAddress read = Struct.of(written, 104)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .has(8, 8, "base_address", 0x7766554433221102L) //
        .has(16, 8, "minimum_address", 0x7766554433221103L) //
        .has(24, 8, "maximum_address", 0x7766554433221104L) //
        .has(32, 4, "allocation", 0x4a3b2c05) //
        .has(40, 8, "offset_in_pages", 0x7766554433221106L) //
        .has(48, 8, "size_in_pages", 0x7766554433221107L) //
        .bits(56, 8, 0, 0, "protection.write", 0) //
        .bits(56, 8, 1, 1, "protection.execute", 1) //
        .bits(56, 8, 2, 2, "protection.zero", 0) //
        .bits(56, 8, 3, 3, "protection.no_access", 1) //
        .bits(56, 8, 4, 4, "protection.system_use_only", 0) //
        .bits(56, 8, 5, 63, "protection.reserved", 0x5a0d) //
        .has(64, 8, "driver_protection", 0x776655443322110eL) //
        .has(72, 4, "reserved0", 0x4a3b2c0f) //
        .has(80, 8, "reserved1", 0x7766554433221110L) //
        .has(88, 8, "virtual_address", 0x7766554433221111L) //
        .has(96, 8, "paging_fence_value", 0x7766554433221112L) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.baseAddress()).isEqualTo(0x7766554433221102L);
    assertThat(read.minimumAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.maximumAddress()).isEqualTo(0x7766554433221104L);
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c05));
    assertThat(read.offsetInPages()).isEqualTo(0x7766554433221106L);
    assertThat(read.sizeInPages()).isEqualTo(0x7766554433221107L);
    assertThat(read.protection().write()).isFalse();
    assertThat(read.protection().execute()).isTrue();
    assertThat(read.protection().zero()).isFalse();
    assertThat(read.protection().noAccess()).isTrue();
    assertThat(read.protection().systemUseOnly()).isFalse();
    assertThat(read.protection().reserved()).isEqualTo(0x5a0d);
    assertThat(read.driverProtection()).isEqualTo(0x776655443322110eL);
    assertThat(read.reserved0()).isEqualTo(0x4a3b2c0f);
    assertThat(read.reserved1()).isEqualTo(0x7766554433221110L);
    assertThat(read.virtualAddress()).isEqualTo(0x7766554433221111L);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221112L);
  }

  @Test
  void mapGpuVirtualAddressWithOneComponentChanged() {
    MapGpuVirtualAddress before = Struct.counting(MapGpuVirtualAddress.class);
    Struct.of(before.withVirtualAddress(0x1d2e3f4a5b6c7d8eL), 104).differs(before, 88, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withPagingFenceValue(0x1d2e3f4a5b6c7d8eL), 104).differs(before, 96, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dkmt_markdeviceaserror}, 8 bytes. */
  @Test
  void markDeviceAsError() {
    MarkDeviceAsError written = new MarkDeviceAsError(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02); // reason
    MarkDeviceAsError read = Struct.of(written, 8)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "reason", 0x4a3b2c02) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reason()).isEqualTo(0x4a3b2c02);
  }

  /** {@code struct d3dkmt_offerallocations}, 40 bytes. */
  @Test
  void offerAllocations() {
    OfferAllocations written = new OfferAllocations(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // reserved
        0x7766554433221103L, // resources
        0x7766554433221104L, // allocations
        0x4a3b2c05, // allocation_count
        0x4a3b2c06, // priority
        OfferFlags.of(0x4a3b2c07), // flags
        0x4a3b2c08); // reserved1
    OfferAllocations read = Struct.of(written, 40)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "resources", 0x7766554433221103L) //
        .has(16, 8, "allocations", 0x7766554433221104L) //
        .has(24, 4, "allocation_count", 0x4a3b2c05) //
        .has(28, 4, "priority", 0x4a3b2c06) //
        .has(32, 4, "flags", 0x4a3b2c07) //
        .has(36, 4, "reserved1", 0x4a3b2c08) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.resources()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocations()).isEqualTo(0x7766554433221104L);
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c05);
    assertThat(read.priority()).isEqualTo(0x4a3b2c06);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c07);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c08);
  }

  /** {@code struct d3dkmt_openadapterfromluid}, 12 bytes. */
  @Test
  void openAdapterFromLuid() {
    OpenAdapterFromLuid written = new OpenAdapterFromLuid(
        new Luid(0x4a3b2c01, 0x4a3b2c02), // adapter_luid
        new Handle(0x4a3b2c03)); // adapter_handle
    OpenAdapterFromLuid read = Struct.of(written, 12)
        .has(0, 4, "adapter_luid.a", 0x4a3b2c01) //
        .has(4, 4, "adapter_luid.b", 0x4a3b2c02) //
        .has(8, 4, "adapter_handle", 0x4a3b2c03) //
        .reread();
    assertThat(read.adapterLuid().low()).isEqualTo(0x4a3b2c01);
    assertThat(read.adapterLuid().high()).isEqualTo(0x4a3b2c02);
    assertThat(read.adapterHandle()).isEqualTo(new Handle(0x4a3b2c03));
  }

  @Test
  void openAdapterFromLuidWithOneComponentChanged() {
    OpenAdapterFromLuid before = Struct.counting(OpenAdapterFromLuid.class);
    Struct.of(before.withAdapterHandle(new Handle(0x1d2e3f4a)), 12).differs(before, 8, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dddi_openallocationinfo2}, 80 bytes. */
  @Test
  void openAllocationInfo2() {
    OpenAllocationInfo2 written = new OpenAllocationInfo2(
        new Handle(0x4a3b2c01), // allocation
        0x7766554433221102L, // priv_drv_data
        0x4a3b2c03, // priv_drv_data_size
        0x7766554433221104L, // gpu_va
        u64s(6, 0x4a3b2c05)); // reserved
    OpenAllocationInfo2 read = Struct.of(written, 80)
        .has(0, 4, "allocation", 0x4a3b2c01) //
        .has(8, 8, "priv_drv_data", 0x7766554433221102L) //
        .has(16, 4, "priv_drv_data_size", 0x4a3b2c03) //
        .has(24, 8, "gpu_va", 0x7766554433221104L) //
        .counts(32, 6, 8, "reserved", 0x4a3b2c05) //
        .reread();
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221102L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c03);
    assertThat(read.gpuVa()).isEqualTo(0x7766554433221104L);
    assertThat(read.reserved()).isEqualTo(u64s(6, 0x4a3b2c05));
  }

  @Test
  void openAllocationInfo2WithOneComponentChanged() {
    OpenAllocationInfo2 before = Struct.counting(OpenAllocationInfo2.class);
    Struct.of(before.withAllocation(new Handle(0x1d2e3f4a)), 80).differs(before, 0, 4, 0x1d2e3f4a);
    Struct.of(before.withPrivDrvData(0x1d2e3f4a5b6c7d8eL), 80).differs(before, 8, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withPrivDrvDataSize(0x1d2e3f4a), 80).differs(before, 16, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_openresourcefromnthandle}, 104 bytes. */
  @Test
  void openResourceFromNtHandle() {
    OpenResourceFromNtHandle written = new OpenResourceFromNtHandle(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // reserved
        0x7766554433221103L, // nt_handle
        0x4a3b2c04, // allocation_count
        0x4a3b2c05, // reserved1
        0x7766554433221106L, // open_alloc_info
        0x4a3b2c07, // private_runtime_data_size
        0x4a3b2c08, // reserved2
        0x7766554433221109L, // private_runtime_data
        0x4a3b2c0a, // resource_priv_drv_data_size
        0x4a3b2c0b, // reserved3
        0x776655443322110cL, // resource_priv_drv_data
        0x4a3b2c0d, // total_priv_drv_data_size
        0x776655443322110eL, // total_priv_drv_data
        new Handle(0x4a3b2c0f), // resource
        new Handle(0x4a3b2c10), // keyed_mutex
        0x7766554433221111L, // keyed_mutex_private_data
        0x4a3b2c12, // keyed_mutex_private_data_size
        new Handle(0x4a3b2c13)); // sync_object
    OpenResourceFromNtHandle read = Struct.of(written, 104)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "nt_handle", 0x7766554433221103L) //
        .has(16, 4, "allocation_count", 0x4a3b2c04) //
        .has(20, 4, "reserved1", 0x4a3b2c05) //
        .has(24, 8, "open_alloc_info", 0x7766554433221106L) //
        .has(32, 4, "private_runtime_data_size", 0x4a3b2c07) //
        .has(36, 4, "reserved2", 0x4a3b2c08) //
        .has(40, 8, "private_runtime_data", 0x7766554433221109L) //
        .has(48, 4, "resource_priv_drv_data_size", 0x4a3b2c0a) //
        .has(52, 4, "reserved3", 0x4a3b2c0b) //
        .has(56, 8, "resource_priv_drv_data", 0x776655443322110cL) //
        .has(64, 4, "total_priv_drv_data_size", 0x4a3b2c0d) //
        .has(72, 8, "total_priv_drv_data", 0x776655443322110eL) //
        .has(80, 4, "resource", 0x4a3b2c0f) //
        .has(84, 4, "keyed_mutex", 0x4a3b2c10) //
        .has(88, 8, "keyed_mutex_private_data", 0x7766554433221111L) //
        .has(96, 4, "keyed_mutex_private_data_size", 0x4a3b2c12) //
        .has(100, 4, "sync_object", 0x4a3b2c13) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.ntHandle()).isEqualTo(0x7766554433221103L);
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c05);
    assertThat(read.openAllocInfo()).isEqualTo(0x7766554433221106L);
    assertThat(read.privateRuntimeDataSize()).isEqualTo(0x4a3b2c07);
    assertThat(read.reserved2()).isEqualTo(0x4a3b2c08);
    assertThat(read.privateRuntimeData()).isEqualTo(0x7766554433221109L);
    assertThat(read.resourcePrivDrvDataSize()).isEqualTo(0x4a3b2c0a);
    assertThat(read.reserved3()).isEqualTo(0x4a3b2c0b);
    assertThat(read.resourcePrivDrvData()).isEqualTo(0x776655443322110cL);
    assertThat(read.totalPrivDrvDataSize()).isEqualTo(0x4a3b2c0d);
    assertThat(read.totalPrivDrvData()).isEqualTo(0x776655443322110eL);
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c0f));
    assertThat(read.keyedMutex()).isEqualTo(new Handle(0x4a3b2c10));
    assertThat(read.keyedMutexPrivateData()).isEqualTo(0x7766554433221111L);
    assertThat(read.keyedMutexPrivateDataSize()).isEqualTo(0x4a3b2c12);
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c13));
  }

  @Test
  void openResourceFromNtHandleWithOneComponentChanged() {
    OpenResourceFromNtHandle before = Struct.counting(OpenResourceFromNtHandle.class);
    Struct.of(before.withTotalPrivDrvDataSize(0x1d2e3f4a), 104).differs(before, 64, 4, 0x1d2e3f4a);
    Struct.of(before.withResource(new Handle(0x1d2e3f4a)), 104).differs(before, 80, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_opensyncobjectfromnthandle2}, 88 bytes. */
  @Test
  void openSyncObjectFromNtHandle2() {
    OpenSyncObjectFromNtHandle2 written = new OpenSyncObjectFromNtHandle2(
        0x7766554433221101L, // nt_handle
        new Handle(0x4a3b2c02), // device
        SynchronizationObjectFlags.of(0x4a3b2c03), // flags
        new Handle(0x4a3b2c04), // sync_object
        0x4a3b2c05, // reserved1
        bytes(64, 0x6)); // monitored_fence
    OpenSyncObjectFromNtHandle2 read = Struct.of(written, 88)
        .has(0, 8, "nt_handle", 0x7766554433221101L) //
        .has(8, 4, "device", 0x4a3b2c02) //
        .has(12, 4, "flags", 0x4a3b2c03) //
        .has(16, 4, "sync_object", 0x4a3b2c04) //
        .has(20, 4, "reserved1", 0x4a3b2c05) //
        .counts(24, 64, 1, "monitored_fence", 0x6) //
        .reread();
    assertThat(read.ntHandle()).isEqualTo(0x7766554433221101L);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c03);
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c04));
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c05);
    assertThat(read.payload()).isEqualTo(bytes(64, 0x6));
  }

  @Test
  void openSyncObjectFromNtHandle2WithOneComponentChanged() {
    OpenSyncObjectFromNtHandle2 before = Struct.counting(OpenSyncObjectFromNtHandle2.class);
    Struct.of(before.withSyncObject(new Handle(0x1d2e3f4a)), 88).differs(before, 16, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_opensyncobjectfromsyncfile}, 40 bytes. */
  @Test
  void openSyncObjectFromSyncFile() {
    OpenSyncObjectFromSyncFile written = new OpenSyncObjectFromSyncFile(
        0x7766554433221101L, // sync_file_handle
        new Handle(0x4a3b2c02), // device
        new Handle(0x4a3b2c03), // syncobj
        0x7766554433221104L, // fence_value
        0x7766554433221105L, // fence_value_cpu_va
        0x7766554433221106L); // fence_value_gpu_va
    OpenSyncObjectFromSyncFile read = Struct.of(written, 40)
        .has(0, 8, "sync_file_handle", 0x7766554433221101L) //
        .has(8, 4, "device", 0x4a3b2c02) //
        .has(12, 4, "syncobj", 0x4a3b2c03) //
        .has(16, 8, "fence_value", 0x7766554433221104L) //
        .has(24, 8, "fence_value_cpu_va", 0x7766554433221105L) //
        .has(32, 8, "fence_value_gpu_va", 0x7766554433221106L) //
        .reread();
    assertThat(read.syncFileHandle()).isEqualTo(0x7766554433221101L);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.syncobj()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.fenceValue()).isEqualTo(0x7766554433221104L);
    assertThat(read.fenceValueCpuVa()).isEqualTo(0x7766554433221105L);
    assertThat(read.fenceValueGpuVa()).isEqualTo(0x7766554433221106L);
  }

  @Test
  void openSyncObjectFromSyncFileWithOneComponentChanged() {
    OpenSyncObjectFromSyncFile before = Struct.counting(OpenSyncObjectFromSyncFile.class);
    Struct.of(before.withSyncobj(new Handle(0x1d2e3f4a)), 40).differs(before, 12, 4, 0x1d2e3f4a);
    Struct.of(before.withFenceValue(0x1d2e3f4a5b6c7d8eL), 40).differs(before, 16, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withFenceValueCpuVa(0x1d2e3f4a5b6c7d8eL), 40).differs(before, 24, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withFenceValueGpuVa(0x1d2e3f4a5b6c7d8eL), 40).differs(before, 32, 8, 0x1d2e3f4a5b6c7d8eL);
  }

  /** {@code struct d3dddi_patchlocationlist}, 24 bytes. */
  @Test
  void patchLocationList() {
    PatchLocationList written = new PatchLocationList(
        0x4a3b2c01, // allocation_index
        0x5a02, // slot_id
        0x3, // reserved
        0x4a3b2c04, // driver_id
        0x4a3b2c05, // allocation_offset
        0x4a3b2c06, // patch_offset
        0x4a3b2c07); // split_offset
    PatchLocationList read = Struct.of(written, 24)
        .has(0, 4, "allocation_index", 0x4a3b2c01) //
        .bits(4, 4, 0, 23, "slot_id", 0x5a02) //
        .bits(4, 4, 24, 31, "reserved", 0x3) //
        .has(8, 4, "driver_id", 0x4a3b2c04) //
        .has(12, 4, "allocation_offset", 0x4a3b2c05) //
        .has(16, 4, "patch_offset", 0x4a3b2c06) //
        .has(20, 4, "split_offset", 0x4a3b2c07) //
        .reread();
    assertThat(read.allocationIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.slotId()).isEqualTo(0x5a02);
    assertThat(read.reserved()).isEqualTo(0x3);
    assertThat(read.driverId()).isEqualTo(0x4a3b2c04);
    assertThat(read.allocationOffset()).isEqualTo(0x4a3b2c05);
    assertThat(read.patchOffset()).isEqualTo(0x4a3b2c06);
    assertThat(read.splitOffset()).isEqualTo(0x4a3b2c07);
  }
}
