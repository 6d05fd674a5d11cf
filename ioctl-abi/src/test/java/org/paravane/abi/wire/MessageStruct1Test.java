package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.ChangeVideoMemoryReservation;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.Rational;

/** The structs of the messages, part 1, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct1Test {
  /** {@code struct dxgkvmb_command_createallocation_allocinfo}, 12 bytes. */
  @Test
  void allocInfo() {
    AllocInfo written = new AllocInfo(
        0x4a3b2c01, // flags
        0x4a3b2c02, // priv_drv_data_size
        0x4a3b2c03); // vidpn_source_id
    AllocInfo read = Struct.of(written, 12)
        .has(0, 4, "flags", 0x4a3b2c01) //
        .has(4, 4, "priv_drv_data_size", 0x4a3b2c02) //
        .has(8, 4, "vidpn_source_id", 0x4a3b2c03) //
        .reread();
    assertThat(read.flags()).isEqualTo(0x4a3b2c01);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c02);
    assertThat(read.vidpnSourceId()).isEqualTo(0x4a3b2c03);
  }

  /** {@code struct dxgkvmb_command_allocinfo_return}, 72 bytes. */
  @Test
  void allocInfoReply() {
    AllocInfoReply written = new AllocInfoReply(
        new Handle(0x4a3b2c01), // allocation
        0x4a3b2c02, // priv_drv_data_size
        AllocFlags.of(0x4a3b2c03), // allocation_flags
        0x7766554433221104L, // allocation_size
        new DescribeAllocation( // driver_info
            0x7766554433221105L, // driver_info.allocation
            0x4a3b2c06, // driver_info.width
            0x4a3b2c07, // driver_info.height
            0x4a3b2c08, // driver_info.format
            0x4a3b2c09, // driver_info.multisample_method
            new Rational( // driver_info.refresh_rate
                0x4a3b2c0a, // driver_info.refresh_rate.numerator
                0x4a3b2c0b), // driver_info.refresh_rate.denominator
            0x4a3b2c0c, // driver_info.private_driver_attribute
            0x4a3b2c0d, // driver_info.flags
            0x4a3b2c0e)); // driver_info.rotation
    AllocInfoReply read = Struct.of(written, 72)
        .has(0, 4, "allocation", 0x4a3b2c01) //
        .has(4, 4, "priv_drv_data_size", 0x4a3b2c02) //
        .has(8, 4, "allocation_flags", 0x4a3b2c03) //
        .has(16, 8, "allocation_size", 0x7766554433221104L) //
        .has(24, 8, "driver_info.allocation", 0x7766554433221105L) //
        .has(32, 4, "driver_info.width", 0x4a3b2c06) //
        .has(36, 4, "driver_info.height", 0x4a3b2c07) //
        .has(40, 4, "driver_info.format", 0x4a3b2c08) //
        .has(44, 4, "driver_info.multisample_method", 0x4a3b2c09) //
        .has(48, 4, "driver_info.refresh_rate.numerator", 0x4a3b2c0a) //
        .has(52, 4, "driver_info.refresh_rate.denominator", 0x4a3b2c0b) //
        .has(56, 4, "driver_info.private_driver_attribute", 0x4a3b2c0c) //
        .has(60, 4, "driver_info.flags", 0x4a3b2c0d) //
        .has(64, 4, "driver_info.rotation", 0x4a3b2c0e) //
        .reread();
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c02);
    assertThat(read.allocationFlags().value()).isEqualTo(0x4a3b2c03);
    assertThat(read.allocationSize()).isEqualTo(0x7766554433221104L);
    assertThat(read.driverInfo().allocation()).isEqualTo(0x7766554433221105L);
    assertThat(read.driverInfo().width()).isEqualTo(0x4a3b2c06);
    assertThat(read.driverInfo().height()).isEqualTo(0x4a3b2c07);
    assertThat(read.driverInfo().format()).isEqualTo(0x4a3b2c08);
    assertThat(read.driverInfo().multisampleMethod()).isEqualTo(0x4a3b2c09);
    assertThat(read.driverInfo().refreshRate().numerator()).isEqualTo(0x4a3b2c0a);
    assertThat(read.driverInfo().refreshRate().denominator()).isEqualTo(0x4a3b2c0b);
    assertThat(read.driverInfo().privateDriverAttribute()).isEqualTo(0x4a3b2c0c);
    assertThat(read.driverInfo().flags()).isEqualTo(0x4a3b2c0d);
    assertThat(read.driverInfo().rotation()).isEqualTo(0x4a3b2c0e);
  }

  /** {@code struct dxgkvmb_command_changevideomemoryreservation}, 56 bytes. */
  @Test
  void changeVideoMemoryReservationCommand() {
    ChangeVideoMemoryReservationCommand written = new ChangeVideoMemoryReservationCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new ChangeVideoMemoryReservation( // args
            0x7766554433221107L, // args.process
            new Handle(0x4a3b2c08), // args.adapter
            0x4a3b2c09, // args.memory_segment_group
            0x776655443322110aL, // args.reservation
            0x4a3b2c0b)); // args.physical_adapter_index
    ChangeVideoMemoryReservationCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 8, "args.process", 0x7766554433221107L) //
        .has(32, 4, "args.adapter", 0x4a3b2c08) //
        .has(36, 4, "args.memory_segment_group", 0x4a3b2c09) //
        .has(40, 8, "args.reservation", 0x776655443322110aL) //
        .has(48, 4, "args.physical_adapter_index", 0x4a3b2c0b) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().process()).isEqualTo(0x7766554433221107L);
    assertThat(read.args().adapter()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.args().memorySegmentGroup()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().reservation()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().physicalAdapterIndex()).isEqualTo(0x4a3b2c0b);
  }

  /** {@code struct dxgkvmb_command_closeadapter}, 32 bytes. */
  @Test
  void closeAdapterCommand() {
    CloseAdapterCommand written = new CloseAdapterCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07)); // host_handle
    CloseAdapterCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "host_handle", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.hostHandle()).isEqualTo(new Handle(0x4a3b2c07));
  }

  /** {@code struct dxgkvmb_command_createdevice}, 40 bytes. */
  @Test
  void createDeviceCommand() {
    CreateDeviceCommand written = new CreateDeviceCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        CreateDeviceFlags.of(0x4a3b2c07), // flags
        true, // cdd_device
        0x7766554433221108L); // error_code
    CreateDeviceCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "flags", 0x4a3b2c07) //
        .has(28, 1, "cdd_device", 1) //
        .has(32, 8, "error_code", 0x7766554433221108L) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c07);
    assertThat(read.cddDevice()).isTrue();
    assertThat(read.errorCode()).isEqualTo(0x7766554433221108L);
  }

  /** {@code struct dxgkvmb_command_createdevice_return}, 4 bytes. */
  @Test
  void createDeviceReply() {
    CreateDeviceReply written = new CreateDeviceReply(
        new Handle(0x4a3b2c01)); // device
    CreateDeviceReply read = Struct.of(written, 4)
        .has(0, 4, "device", 0x4a3b2c01) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
  }

  /** {@code struct dxgkvmb_command_createntsharedobject}, 32 bytes. */
  @Test
  void createNtSharedObjectCommand() {
    CreateNtSharedObjectCommand written = new CreateNtSharedObjectCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        new Handle(0x4a3b2c05)); // object
    CreateNtSharedObjectCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "object", 0x4a3b2c05) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.object()).isEqualTo(new Handle(0x4a3b2c05));
  }

  /** {@code struct dxgkvmb_command_createpagingqueue}, 56 bytes. */
  @Test
  void createPagingQueueCommand() {
    CreatePagingQueueCommand written = new CreatePagingQueueCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new CreatePagingQueue( // args
            new Handle(0x4a3b2c07), // args.device
            0x4a3b2c08, // args.priority
            new Handle(0x4a3b2c09), // args.paging_queue
            new Handle(0x4a3b2c0a), // args.sync_object
            0x776655443322110bL, // args.fence_cpu_virtual_address
            0x4a3b2c0c)); // args.physical_adapter_index
    CreatePagingQueueCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.priority", 0x4a3b2c08) //
        .has(32, 4, "args.paging_queue", 0x4a3b2c09) //
        .has(36, 4, "args.sync_object", 0x4a3b2c0a) //
        .has(40, 8, "args.fence_cpu_virtual_address", 0x776655443322110bL) //
        .has(48, 4, "args.physical_adapter_index", 0x4a3b2c0c) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().priority()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().pagingQueue()).isEqualTo(new Handle(0x4a3b2c09));
    assertThat(read.args().syncObject()).isEqualTo(new Handle(0x4a3b2c0a));
    assertThat(read.args().fenceCpuVirtualAddress()).isEqualTo(0x776655443322110bL);
    assertThat(read.args().physicalAdapterIndex()).isEqualTo(0x4a3b2c0c);
  }

  /** {@code struct dxgkvmb_command_createpagingqueue_return}, 24 bytes. */
  @Test
  void createPagingQueueReply() {
    CreatePagingQueueReply written = new CreatePagingQueueReply(
        new Handle(0x4a3b2c01), // paging_queue
        new Handle(0x4a3b2c02), // sync_object
        0x7766554433221103L, // fence_storage_physical_address
        0x7766554433221104L); // fence_storage_offset
    CreatePagingQueueReply read = Struct.of(written, 24)
        .has(0, 4, "paging_queue", 0x4a3b2c01) //
        .has(4, 4, "sync_object", 0x4a3b2c02) //
        .has(8, 8, "fence_storage_physical_address", 0x7766554433221103L) //
        .has(16, 8, "fence_storage_offset", 0x7766554433221104L) //
        .reread();
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.fenceStoragePhysicalAddress()).isEqualTo(0x7766554433221103L);
    assertThat(read.fenceStorageOffset()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct dxgkvmb_command_createprocess}, 568 bytes. */
  @Test
  void createProcessCommand() {
    CreateProcessCommand written = new CreateProcessCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        0x7766554433221105L, // process
        0x7766554433221106L, // process_id
        Utf16.of("7-processName", 261), // process_name
        false, // csrss_process
        true, // dwm_process
        false, // wow64_process
        true, // linux_process
        0xc); // (unnamed)
    CreateProcessCommand read = Struct.of(written, 568)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 8, "process", 0x7766554433221105L) //
        .has(32, 8, "process_id", 0x7766554433221106L) //
        .text(40, "process_name", "7-processName") //
        .bits(562, 1, 0, 0, "csrss_process", 0) //
        .bits(562, 1, 1, 1, "dwm_process", 1) //
        .bits(562, 1, 2, 2, "wow64_process", 0) //
        .bits(562, 1, 3, 3, "linux_process", 1) //
        .bits(562, 1, 4, 7, "(unnamed)", 0xc) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.process()).isEqualTo(0x7766554433221105L);
    assertThat(read.processId()).isEqualTo(0x7766554433221106L);
    assertThat(read.processName()).isEqualTo(Utf16.of("7-processName", 261));
    assertThat(read.csrssProcess()).isFalse();
    assertThat(read.dwmProcess()).isTrue();
    assertThat(read.wow64Process()).isFalse();
    assertThat(read.linuxProcess()).isTrue();
    assertThat(read.unnamed()).isEqualTo(0xc);
  }

  /** {@code struct dxgkvmb_command_createprocess_return}, 4 bytes. */
  @Test
  void createProcessReply() {
    CreateProcessReply written = new CreateProcessReply(
        new Handle(0x4a3b2c01)); // hprocess
    CreateProcessReply read = Struct.of(written, 4)
        .has(0, 4, "hprocess", 0x4a3b2c01) //
        .reread();
    assertThat(read.hprocess()).isEqualTo(new Handle(0x4a3b2c01));
  }
}
