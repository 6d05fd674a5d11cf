package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.u64s;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 1, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct1Test {
  /** {@code struct d3dkmt_adapterinfo}, 20 bytes. */
  @Test
  void adapterInfo() {
    AdapterInfo written = new AdapterInfo(
        new Handle(0x4a3b2c01), // adapter_handle
        new Luid(0x4a3b2c02, 0x4a3b2c03), // adapter_luid
        0x4a3b2c04, // num_sources
        0x4a3b2c05); // present_move_regions_preferred
    AdapterInfo read = Struct.of(written, 20)
        .has(0, 4, "adapter_handle", 0x4a3b2c01) //
        .has(4, 4, "adapter_luid.a", 0x4a3b2c02) //
        .has(8, 4, "adapter_luid.b", 0x4a3b2c03) //
        .has(12, 4, "num_sources", 0x4a3b2c04) //
        .has(16, 4, "present_move_regions_preferred", 0x4a3b2c05) //
        .reread();
    assertThat(read.adapterHandle()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.adapterLuid().low()).isEqualTo(0x4a3b2c02);
    assertThat(read.adapterLuid().high()).isEqualTo(0x4a3b2c03);
    assertThat(read.numSources()).isEqualTo(0x4a3b2c04);
    assertThat(read.presentMoveRegionsPreferred()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct d3dddi_allocationinfo2}, 96 bytes. */
  @Test
  void allocationInfo2() {
    AllocationInfo2 written = new AllocationInfo2(
        new Handle(0x4a3b2c01), // allocation
        0x7766554433221102L, // sysmem
        0x7766554433221103L, // priv_drv_data
        0x4a3b2c04, // priv_drv_data_size
        0x4a3b2c05, // vidpn_source_id
        AllocationInfo2.Flags.of(0x4a3b2c06), // flags
        0x7766554433221107L, // gpu_virtual_address
        0x7766554433221108L, // priority
        u64s(5, 0x4a3b2c09)); // reserved
    AllocationInfo2 read = Struct.of(written, 96)
        .has(0, 4, "allocation", 0x4a3b2c01) //
        .has(8, 8, "sysmem", 0x7766554433221102L) //
        .has(16, 8, "priv_drv_data", 0x7766554433221103L) //
        .has(24, 4, "priv_drv_data_size", 0x4a3b2c04) //
        .has(28, 4, "vidpn_source_id", 0x4a3b2c05) //
        .has(32, 4, "flags", 0x4a3b2c06) //
        .has(40, 8, "gpu_virtual_address", 0x7766554433221107L) //
        .has(48, 8, "priority", 0x7766554433221108L) //
        .counts(56, 5, 8, "reserved", 0x4a3b2c09) //
        .reread();
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.sysmem()).isEqualTo(0x7766554433221102L);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221103L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c04);
    assertThat(read.vidpnSourceId()).isEqualTo(0x4a3b2c05);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c06);
    assertThat(read.gpuVirtualAddress()).isEqualTo(0x7766554433221107L);
    assertThat(read.unused()).isEqualTo(0x7766554433221108L);
    assertThat(read.reserved()).isEqualTo(u64s(5, 0x4a3b2c09));
  }

  @Test
  void allocationInfo2WithOneComponentChanged() {
    AllocationInfo2 before = Struct.counting(AllocationInfo2.class);
    Struct.of(before.withAllocation(new Handle(0x1d2e3f4a)), 96).differs(before, 0, 4, 0x1d2e3f4a);
    Struct.of(before.withPrivDrvDataSize(0x1d2e3f4a), 96).differs(before, 24, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dddi_allocationlist}, 8 bytes. */
  @Test
  void allocationList() {
    AllocationList written = new AllocationList(
        new Handle(0x4a3b2c01), // allocation
        false, // write_operation
        true, // do_not_retire_instance
        0x4, // offer_priority
        0x5a05); // reserved
    AllocationList read = Struct.of(written, 8)
        .has(0, 4, "allocation", 0x4a3b2c01) //
        .bits(4, 4, 0, 0, "write_operation", 0) //
        .bits(4, 4, 1, 1, "do_not_retire_instance", 1) //
        .bits(4, 4, 2, 4, "offer_priority", 0x4) //
        .bits(4, 4, 5, 31, "reserved", 0x5a05) //
        .reread();
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.writeOperation()).isFalse();
    assertThat(read.doNotRetireInstance()).isTrue();
    assertThat(read.offerPriority()).isEqualTo(0x4);
    assertThat(read.reserved()).isEqualTo(0x5a05);
  }

  /** {@code struct d3dddi_buildtestcommandbuffer}, 112 bytes. */
  @Test
  void buildTestCommandBuffer() {
    BuildTestCommandBuffer written = new BuildTestCommandBuffer(
        0x4a3b2c01, // escape_type
        new Handle(0x4a3b2c02), // device
        new Handle(0x4a3b2c03), // context
        0x4a3b2c04, // flags
        new TestCommand( // command
            bytes(72, 0x5)), // command.buffer
        0x7766554433221106L, // dma_buffer
        0x7766554433221107L, // dma_buffer_priv_data
        0x4a3b2c08, // dma_buffer_size
        0x4a3b2c09); // dma_buffer_priv_data_size
    BuildTestCommandBuffer read = Struct.of(written, 112)
        .has(0, 4, "escape_type", 0x4a3b2c01) //
        .has(4, 4, "device", 0x4a3b2c02) //
        .has(8, 4, "context", 0x4a3b2c03) //
        .has(12, 4, "flags", 0x4a3b2c04) //
        .counts(16, 72, 1, "command.buffer", 0x5) //
        .has(88, 8, "dma_buffer", 0x7766554433221106L) //
        .has(96, 8, "dma_buffer_priv_data", 0x7766554433221107L) //
        .has(104, 4, "dma_buffer_size", 0x4a3b2c08) //
        .has(108, 4, "dma_buffer_priv_data_size", 0x4a3b2c09) //
        .reread();
    assertThat(read.escapeType()).isEqualTo(0x4a3b2c01);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.flags()).isEqualTo(0x4a3b2c04);
    assertThat(read.command().buffer()).isEqualTo(bytes(72, 0x5));
    assertThat(read.dmaBuffer()).isEqualTo(0x7766554433221106L);
    assertThat(read.dmaBufferPrivData()).isEqualTo(0x7766554433221107L);
    assertThat(read.dmaBufferSize()).isEqualTo(0x4a3b2c08);
    assertThat(read.dmaBufferPrivDataSize()).isEqualTo(0x4a3b2c09);
  }

  /** {@code struct d3dkmt_changevideomemoryreservation}, 32 bytes. */
  @Test
  void changeVideoMemoryReservation() {
    ChangeVideoMemoryReservation written = new ChangeVideoMemoryReservation(
        0x7766554433221101L, // process
        new Handle(0x4a3b2c02), // adapter
        0x4a3b2c03, // memory_segment_group
        0x7766554433221104L, // reservation
        0x4a3b2c05); // physical_adapter_index
    ChangeVideoMemoryReservation read = Struct.of(written, 32)
        .has(0, 8, "process", 0x7766554433221101L) //
        .has(8, 4, "adapter", 0x4a3b2c02) //
        .has(12, 4, "memory_segment_group", 0x4a3b2c03) //
        .has(16, 8, "reservation", 0x7766554433221104L) //
        .has(24, 4, "physical_adapter_index", 0x4a3b2c05) //
        .reread();
    assertThat(read.process()).isEqualTo(0x7766554433221101L);
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.memorySegmentGroup()).isEqualTo(0x4a3b2c03);
    assertThat(read.reservation()).isEqualTo(0x7766554433221104L);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct d3dkmt_closeadapter}, 4 bytes. */
  @Test
  void closeAdapter() {
    CloseAdapter written = new CloseAdapter(
        new Handle(0x4a3b2c01)); // adapter_handle
    CloseAdapter read = Struct.of(written, 4)
        .has(0, 4, "adapter_handle", 0x4a3b2c01) //
        .reread();
    assertThat(read.adapterHandle()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct d3dkmt_createallocation}, 72 bytes. */
  @Test
  void createAllocation() {
    CreateAllocation written = new CreateAllocation(
        new Handle(0x4a3b2c01), // device
        new Handle(0x4a3b2c02), // resource
        new Handle(0x4a3b2c03), // global_share
        0x4a3b2c04, // reserved
        0x7766554433221105L, // private_runtime_data
        0x4a3b2c06, // private_runtime_data_size
        0x4a3b2c07, // reserved1
        0x7766554433221108L, // standard_allocation
        0x4a3b2c09, // priv_drv_data_size
        0x4a3b2c0a, // alloc_count
        0x776655443322110bL, // allocation_info
        CreateAllocationFlags.of(0x4a3b2c0c), // flags
        0x4a3b2c0d, // reserved2
        0x776655443322110eL); // private_runtime_resource_handle
    CreateAllocation read = Struct.of(written, 72)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "resource", 0x4a3b2c02) //
        .has(8, 4, "global_share", 0x4a3b2c03) //
        .has(12, 4, "reserved", 0x4a3b2c04) //
        .has(16, 8, "private_runtime_data", 0x7766554433221105L) //
        .has(24, 4, "private_runtime_data_size", 0x4a3b2c06) //
        .has(28, 4, "reserved1", 0x4a3b2c07) //
        .has(32, 8, "standard_allocation", 0x7766554433221108L) //
        .has(40, 4, "priv_drv_data_size", 0x4a3b2c09) //
        .has(44, 4, "alloc_count", 0x4a3b2c0a) //
        .has(48, 8, "allocation_info", 0x776655443322110bL) //
        .has(56, 4, "flags", 0x4a3b2c0c) //
        .has(60, 4, "reserved2", 0x4a3b2c0d) //
        .has(64, 8, "private_runtime_resource_handle", 0x776655443322110eL) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.globalShare()).isEqualTo(new Handle(0x4a3b2c03));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c04);
    assertThat(read.privateRuntimeData()).isEqualTo(0x7766554433221105L);
    assertThat(read.privateRuntimeDataSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c07);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221108L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c09);
    assertThat(read.allocCount()).isEqualTo(0x4a3b2c0a);
    assertThat(read.allocationInfo()).isEqualTo(0x776655443322110bL);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c0c);
    assertThat(read.reserved2()).isEqualTo(0x4a3b2c0d);
    assertThat(read.privateRuntimeResourceHandle()).isEqualTo(0x776655443322110eL);
  }

  @Test
  void createAllocationWithOneComponentChanged() {
    CreateAllocation before = Struct.counting(CreateAllocation.class);
    Struct.of(before.withResource(new Handle(0x1d2e3f4a)), 72).differs(before, 4, 4, 0x1d2e3f4a);
    Struct.of(before.withGlobalShare(new Handle(0x1d2e3f4a)), 72).differs(before, 8, 4, 0x1d2e3f4a);
    Struct.of(before.withFlags(CreateAllocationFlags.of(0x1d2e3f4a)), 72).differs(before, 56, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_createcontextvirtual}, 40 bytes. */
  @Test
  void createContextVirtual() {
    CreateContextVirtual written = new CreateContextVirtual(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // node_ordinal
        0x4a3b2c03, // engine_affinity
        CreateContextFlags.of(0x4a3b2c04), // flags
        0x7766554433221105L, // priv_drv_data
        0x4a3b2c06, // priv_drv_data_size
        0x4a3b2c07, // client_hint
        new Handle(0x4a3b2c08)); // context
    CreateContextVirtual read = Struct.of(written, 40)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "node_ordinal", 0x4a3b2c02) //
        .has(8, 4, "engine_affinity", 0x4a3b2c03) //
        .has(12, 4, "flags", 0x4a3b2c04) //
        .has(16, 8, "priv_drv_data", 0x7766554433221105L) //
        .has(24, 4, "priv_drv_data_size", 0x4a3b2c06) //
        .has(28, 4, "client_hint", 0x4a3b2c07) //
        .has(32, 4, "context", 0x4a3b2c08) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.nodeOrdinal()).isEqualTo(0x4a3b2c02);
    assertThat(read.engineAffinity()).isEqualTo(0x4a3b2c03);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221105L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.clientHint()).isEqualTo(0x4a3b2c07);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c08));
  }

  @Test
  void createContextVirtualWithOneComponentChanged() {
    CreateContextVirtual before = Struct.counting(CreateContextVirtual.class);
    Struct.of(before.withContext(new Handle(0x1d2e3f4a)), 40).differs(before, 32, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_createdevice}, 64 bytes. */
  @Test
  void createDevice() {
    CreateDevice written = new CreateDevice(
        new Handle(0x4a3b2c01), // adapter
        0x4a3b2c02, // reserved3
        CreateDeviceFlags.of(0x4a3b2c03), // flags
        new Handle(0x4a3b2c04), // device
        0x7766554433221105L, // command_buffer
        0x4a3b2c06, // command_buffer_size
        0x4a3b2c07, // reserved
        0x7766554433221108L, // allocation_list
        0x4a3b2c09, // allocation_list_size
        0x4a3b2c0a, // reserved1
        0x776655443322110bL, // patch_location_list
        0x4a3b2c0c, // patch_location_list_size
        0x4a3b2c0d); // reserved2
    CreateDevice read = Struct.of(written, 64)
        .has(0, 4, "adapter", 0x4a3b2c01) //
        .has(4, 4, "reserved3", 0x4a3b2c02) //
        .has(8, 4, "flags", 0x4a3b2c03) //
        .has(12, 4, "device", 0x4a3b2c04) //
        .has(16, 8, "command_buffer", 0x7766554433221105L) //
        .has(24, 4, "command_buffer_size", 0x4a3b2c06) //
        .has(28, 4, "reserved", 0x4a3b2c07) //
        .has(32, 8, "allocation_list", 0x7766554433221108L) //
        .has(40, 4, "allocation_list_size", 0x4a3b2c09) //
        .has(44, 4, "reserved1", 0x4a3b2c0a) //
        .has(48, 8, "patch_location_list", 0x776655443322110bL) //
        .has(56, 4, "patch_location_list_size", 0x4a3b2c0c) //
        .has(60, 4, "reserved2", 0x4a3b2c0d) //
        .reread();
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved3()).isEqualTo(0x4a3b2c02);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c03);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c04));
    assertThat(read.commandBuffer()).isEqualTo(0x7766554433221105L);
    assertThat(read.commandBufferSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c07);
    assertThat(read.allocationList()).isEqualTo(0x7766554433221108L);
    assertThat(read.allocationListSize()).isEqualTo(0x4a3b2c09);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c0a);
    assertThat(read.patchLocationList()).isEqualTo(0x776655443322110bL);
    assertThat(read.patchLocationListSize()).isEqualTo(0x4a3b2c0c);
    assertThat(read.reserved2()).isEqualTo(0x4a3b2c0d);
  }

  @Test
  void createDeviceWithOneComponentChanged() {
    CreateDevice before = Struct.counting(CreateDevice.class);
    Struct.of(before.withDevice(new Handle(0x1d2e3f4a)), 64).differs(before, 12, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dkmt_createhwqueue}, 48 bytes. */
  @Test
  void createHwQueue() {
    CreateHwQueue written = new CreateHwQueue(
        new Handle(0x4a3b2c01), // context
        CreateHwQueueFlags.of(0x4a3b2c02), // flags
        0x4a3b2c03, // priv_drv_data_size
        0x4a3b2c04, // reserved
        0x7766554433221105L, // priv_drv_data
        new Handle(0x4a3b2c06), // queue
        new Handle(0x4a3b2c07), // queue_progress_fence
        0x7766554433221108L, // queue_progress_fence_cpu_va
        0x7766554433221109L); // queue_progress_fence_gpu_va
    CreateHwQueue read = Struct.of(written, 48)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "flags", 0x4a3b2c02) //
        .has(8, 4, "priv_drv_data_size", 0x4a3b2c03) //
        .has(12, 4, "reserved", 0x4a3b2c04) //
        .has(16, 8, "priv_drv_data", 0x7766554433221105L) //
        .has(24, 4, "queue", 0x4a3b2c06) //
        .has(28, 4, "queue_progress_fence", 0x4a3b2c07) //
        .has(32, 8, "queue_progress_fence_cpu_va", 0x7766554433221108L) //
        .has(40, 8, "queue_progress_fence_gpu_va", 0x7766554433221109L) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c02);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c03);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c04);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221105L);
    assertThat(read.queue()).isEqualTo(new Handle(0x4a3b2c06));
    assertThat(read.queueProgressFence()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.queueProgressFenceCpuVa()).isEqualTo(0x7766554433221108L);
    assertThat(read.queueProgressFenceGpuVa()).isEqualTo(0x7766554433221109L);
  }

  @Test
  void createHwQueueWithOneComponentChanged() {
    CreateHwQueue before = Struct.counting(CreateHwQueue.class);
    Struct.of(before.withQueue(new Handle(0x1d2e3f4a)), 48).differs(before, 24, 4, 0x1d2e3f4a);
    Struct.of(before.withQueueProgressFence(new Handle(0x1d2e3f4a)), 48).differs(before, 28, 4, 0x1d2e3f4a);
    Struct.of(before.withQueueProgressFenceCpuVa(0x1d2e3f4a5b6c7d8eL), 48).differs(before, 32, 8, 0x1d2e3f4a5b6c7d8eL);
    Struct.of(before.withQueueProgressFenceGpuVa(0x1d2e3f4a5b6c7d8eL), 48).differs(before, 40, 8, 0x1d2e3f4a5b6c7d8eL);
  }
}
