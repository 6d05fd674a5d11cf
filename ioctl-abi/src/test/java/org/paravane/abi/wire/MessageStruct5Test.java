package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.GpuClockData;
import org.paravane.abi.ioctl.GpuClockDataFlags;
import org.paravane.abi.ioctl.QueryClockCalibration;
import org.paravane.abi.ioctl.QueryStatisticsResult;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;

/** The structs of the messages, part 5, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct5Test {
  /** {@code struct dxgkvmb_command_openadapter}, 40 bytes. */
  @Test
  void openAdapterCommand() {
    OpenAdapterCommand written = new OpenAdapterCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x4a3b2c07, // vmbus_interface_version
        0x4a3b2c08, // vmbus_last_compatible_interface_version
        new Luid(0x4a3b2c09, 0x4a3b2c0a)); // guest_adapter_luid
    OpenAdapterCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "vmbus_interface_version", 0x4a3b2c07) //
        .has(28, 4, "vmbus_last_compatible_interface_version", 0x4a3b2c08) //
        .has(32, 4, "guest_adapter_luid.a", 0x4a3b2c09) //
        .has(36, 4, "guest_adapter_luid.b", 0x4a3b2c0a) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.vmbusInterfaceVersion()).isEqualTo(0x4a3b2c07);
    assertThat(read.vmbusLastCompatibleInterfaceVersion()).isEqualTo(0x4a3b2c08);
    assertThat(read.guestAdapterLuid().low()).isEqualTo(0x4a3b2c09);
    assertThat(read.guestAdapterLuid().high()).isEqualTo(0x4a3b2c0a);
  }

  /** {@code struct dxgkvmb_command_openadapter_return}, 16 bytes. */
  @Test
  void openAdapterReply() {
    OpenAdapterReply written = new OpenAdapterReply(
        new Handle(0x4a3b2c01), // host_adapter_handle
        new NtStatus(0x4a3b2c02), // status
        0x4a3b2c03, // vmbus_interface_version
        0x4a3b2c04); // vmbus_last_compatible_interface_version
    OpenAdapterReply read = Struct.of(written, 16)
        .has(0, 4, "host_adapter_handle", 0x4a3b2c01) //
        .has(4, 4, "status", 0x4a3b2c02) //
        .has(8, 4, "vmbus_interface_version", 0x4a3b2c03) //
        .has(12, 4, "vmbus_last_compatible_interface_version", 0x4a3b2c04) //
        .reread();
    assertThat(read.hostAdapterHandle()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c02));
    assertThat(read.vmbusInterfaceVersion()).isEqualTo(0x4a3b2c03);
    assertThat(read.vmbusLastCompatibleInterfaceVersion()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct dxgkvmb_command_openresource}, 48 bytes. */
  @Test
  void openResourceCommand() {
    OpenResourceCommand written = new OpenResourceCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        true, // nt_security_sharing
        new Handle(0x4a3b2c08), // global_share
        0x4a3b2c09, // allocation_count
        0x4a3b2c0a); // total_priv_drv_data_size
    OpenResourceCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 1, "nt_security_sharing", 1) //
        .has(32, 4, "global_share", 0x4a3b2c08) //
        .has(36, 4, "allocation_count", 0x4a3b2c09) //
        .has(40, 4, "total_priv_drv_data_size", 0x4a3b2c0a) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.ntSecuritySharing()).isTrue();
    assertThat(read.globalShare()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.allocationCount()).isEqualTo(0x4a3b2c09);
    assertThat(read.totalPrivDrvDataSize()).isEqualTo(0x4a3b2c0a);
  }

  /** {@code struct dxgkvmb_command_opensyncobject}, 40 bytes. */
  @Test
  void openSyncObjectCommand() {
    OpenSyncObjectCommand written = new OpenSyncObjectCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        new Handle(0x4a3b2c05), // device
        new Handle(0x4a3b2c06), // global_sync_object
        0x4a3b2c07, // engine_affinity
        SynchronizationObjectFlags.of(0x4a3b2c08)); // flags
    OpenSyncObjectCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "device", 0x4a3b2c05) //
        .has(28, 4, "global_sync_object", 0x4a3b2c06) //
        .has(32, 4, "engine_affinity", 0x4a3b2c07) //
        .has(36, 4, "flags", 0x4a3b2c08) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c05));
    assertThat(read.globalSyncObject()).isEqualTo(new Handle(0x4a3b2c06));
    assertThat(read.engineAffinity()).isEqualTo(0x4a3b2c07);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c08);
  }

  /** {@code struct dxgkvmb_command_opensyncobject_return}, 24 bytes. */
  @Test
  void openSyncObjectReply() {
    OpenSyncObjectReply written = new OpenSyncObjectReply(
        new Handle(0x4a3b2c01), // sync_object
        new NtStatus(0x4a3b2c02), // status
        0x7766554433221103L, // gpu_virtual_address
        0x7766554433221104L); // guest_cpu_physical_address
    OpenSyncObjectReply read = Struct.of(written, 24)
        .has(0, 4, "sync_object", 0x4a3b2c01) //
        .has(4, 4, "status", 0x4a3b2c02) //
        .has(8, 8, "gpu_virtual_address", 0x7766554433221103L) //
        .has(16, 8, "guest_cpu_physical_address", 0x7766554433221104L) //
        .reread();
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c02));
    assertThat(read.gpuVirtualAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.guestCpuPhysicalAddress()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct dxgkvmb_command_queryclockcalibration}, 64 bytes. */
  @Test
  void queryClockCalibrationCommand() {
    QueryClockCalibrationCommand written = new QueryClockCalibrationCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new QueryClockCalibration( // args
            new Handle(0x4a3b2c07), // args.adapter
            0x4a3b2c08, // args.node_ordinal
            0x4a3b2c09, // args.physical_adapter_index
            new GpuClockData( // args.clock_data
                0x776655443322110aL, // args.clock_data.gpu_frequency
                0x776655443322110bL, // args.clock_data.gpu_clock_counter
                0x776655443322110cL, // args.clock_data.cpu_clock_counter
                GpuClockDataFlags.of(0x4a3b2c0d)))); // args.clock_data.flags
    QueryClockCalibrationCommand read = Struct.of(written, 64)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.adapter", 0x4a3b2c07) //
        .has(28, 4, "args.node_ordinal", 0x4a3b2c08) //
        .has(32, 4, "args.physical_adapter_index", 0x4a3b2c09) //
        .has(36, 8, "args.clock_data.gpu_frequency", 0x776655443322110aL) //
        .has(44, 8, "args.clock_data.gpu_clock_counter", 0x776655443322110bL) //
        .has(52, 8, "args.clock_data.cpu_clock_counter", 0x776655443322110cL) //
        .has(60, 4, "args.clock_data.flags", 0x4a3b2c0d) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().adapter()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().nodeOrdinal()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().physicalAdapterIndex()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().clockData().gpuFrequency()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().clockData().gpuClockCounter()).isEqualTo(0x776655443322110bL);
    assertThat(read.args().clockData().cpuClockCounter()).isEqualTo(0x776655443322110cL);
    assertThat(read.args().clockData().flags().value()).isEqualTo(0x4a3b2c0d);
  }

  /** {@code struct dxgkvmb_command_queryclockcalibration_return}, 32 bytes. */
  @Test
  void queryClockCalibrationReply() {
    QueryClockCalibrationReply written = new QueryClockCalibrationReply(
        new NtStatus(0x4a3b2c01), // status
        new GpuClockData( // clock_data
            0x7766554433221102L, // clock_data.gpu_frequency
            0x7766554433221103L, // clock_data.gpu_clock_counter
            0x7766554433221104L, // clock_data.cpu_clock_counter
            GpuClockDataFlags.of(0x4a3b2c05))); // clock_data.flags
    QueryClockCalibrationReply read = Struct.of(written, 32)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(4, 8, "clock_data.gpu_frequency", 0x7766554433221102L) //
        .has(12, 8, "clock_data.gpu_clock_counter", 0x7766554433221103L) //
        .has(20, 8, "clock_data.cpu_clock_counter", 0x7766554433221104L) //
        .has(28, 4, "clock_data.flags", 0x4a3b2c05) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.clockData().gpuFrequency()).isEqualTo(0x7766554433221102L);
    assertThat(read.clockData().gpuClockCounter()).isEqualTo(0x7766554433221103L);
    assertThat(read.clockData().cpuClockCounter()).isEqualTo(0x7766554433221104L);
    assertThat(read.clockData().flags().value()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct dxgkvmb_command_querystatistics_return}, 784 bytes. */
  @Test
  void queryStatisticsReply() {
    QueryStatisticsReply written = new QueryStatisticsReply(
        new NtStatus(0x4a3b2c01), // status
        0x4a3b2c02, // reserved
        new QueryStatisticsResult( // result
            bytes(776, 0x3))); // result.size
    QueryStatisticsReply read = Struct.of(written, 784)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .counts(8, 776, 1, "result.size", 0x3) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.result().body()).isEqualTo(bytes(776, 0x3));
  }

  /** {@code struct dxgkvmb_command_queryvideomemoryinfo}, 40 bytes. */
  @Test
  void queryVideoMemoryInfoCommand() {
    QueryVideoMemoryInfoCommand written = new QueryVideoMemoryInfoCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // adapter
        0x4a3b2c08, // memory_segment_group
        0x4a3b2c09); // physical_adapter_index
    QueryVideoMemoryInfoCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "adapter", 0x4a3b2c07) //
        .has(28, 4, "memory_segment_group", 0x4a3b2c08) //
        .has(32, 4, "physical_adapter_index", 0x4a3b2c09) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.memorySegmentGroup()).isEqualTo(0x4a3b2c08);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c09);
  }

  /** {@code struct dxgkvmb_command_queryvideomemoryinfo_return}, 32 bytes. */
  @Test
  void queryVideoMemoryInfoReply() {
    QueryVideoMemoryInfoReply written = new QueryVideoMemoryInfoReply(
        0x7766554433221101L, // budget
        0x7766554433221102L, // current_usage
        0x7766554433221103L, // current_reservation
        0x7766554433221104L); // available_for_reservation
    QueryVideoMemoryInfoReply read = Struct.of(written, 32)
        .has(0, 8, "budget", 0x7766554433221101L) //
        .has(8, 8, "current_usage", 0x7766554433221102L) //
        .has(16, 8, "current_reservation", 0x7766554433221103L) //
        .has(24, 8, "available_for_reservation", 0x7766554433221104L) //
        .reread();
    assertThat(read.budget()).isEqualTo(0x7766554433221101L);
    assertThat(read.currentUsage()).isEqualTo(0x7766554433221102L);
    assertThat(read.currentReservation()).isEqualTo(0x7766554433221103L);
    assertThat(read.availableForReservation()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct dxgkvmb_command_reservegpuvirtualaddress}, 96 bytes. */
  @Test
  void reserveGpuVirtualAddressCommand() {
    ReserveGpuVirtualAddressCommand written = new ReserveGpuVirtualAddressCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new ReserveGpuVirtualAddress( // args
            new Handle(0x4a3b2c07), // args.adapter
            0x7766554433221108L, // args.base_address
            0x7766554433221109L, // args.minimum_address
            0x776655443322110aL, // args.maximum_address
            0x776655443322110bL, // args.size
            0x4a3b2c0c, // args.reservation_type
            0x776655443322110dL, // args.driver_protection
            0x776655443322110eL, // args.virtual_address
            0x776655443322110fL)); // args.paging_fence_value
    ReserveGpuVirtualAddressCommand read = Struct.of(written, 96)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.adapter", 0x4a3b2c07) //
        .has(32, 8, "args.base_address", 0x7766554433221108L) //
        .has(40, 8, "args.minimum_address", 0x7766554433221109L) //
        .has(48, 8, "args.maximum_address", 0x776655443322110aL) //
        .has(56, 8, "args.size", 0x776655443322110bL) //
        .has(64, 4, "args.reservation_type", 0x4a3b2c0c) //
        .has(72, 8, "args.driver_protection", 0x776655443322110dL) //
        .has(80, 8, "args.virtual_address", 0x776655443322110eL) //
        .has(88, 8, "args.paging_fence_value", 0x776655443322110fL) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().adapter()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().baseAddress()).isEqualTo(0x7766554433221108L);
    assertThat(read.args().minimumAddress()).isEqualTo(0x7766554433221109L);
    assertThat(read.args().maximumAddress()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().size()).isEqualTo(0x776655443322110bL);
    assertThat(read.args().reservationType()).isEqualTo(0x4a3b2c0c);
    assertThat(read.args().driverProtection()).isEqualTo(0x776655443322110dL);
    assertThat(read.args().virtualAddress()).isEqualTo(0x776655443322110eL);
    assertThat(read.args().pagingFenceValue()).isEqualTo(0x776655443322110fL);
  }

  /** {@code struct dxgkvmb_command_reservegpuvirtualaddress_return}, 16 bytes. */
  @Test
  void reserveGpuVirtualAddressReply() {
    ReserveGpuVirtualAddressReply written = new ReserveGpuVirtualAddressReply(
        0x7766554433221101L, // virtual_address
        0x7766554433221102L); // paging_fence_value
    ReserveGpuVirtualAddressReply read = Struct.of(written, 16)
        .has(0, 8, "virtual_address", 0x7766554433221101L) //
        .has(8, 8, "paging_fence_value", 0x7766554433221102L) //
        .reread();
    assertThat(read.virtualAddress()).isEqualTo(0x7766554433221101L);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221102L);
  }
}
