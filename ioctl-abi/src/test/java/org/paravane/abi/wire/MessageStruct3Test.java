package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Struct;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GetDeviceState;

/** The structs of the messages, part 3, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct3Test {
  /** {@code struct dxgvmb_ext_header}, 16 bytes. */
  @Test
  void extendedHeader() {
    ExtendedHeader written = new ExtendedHeader(
        0x4a3b2c01, // command_offset
        0x4a3b2c02, // reserved
        new Luid(0x4a3b2c03, 0x4a3b2c04)); // vgpu_luid
    ExtendedHeader read = Struct.of(written, 16)
        .has(0, 4, "command_offset", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 4, "vgpu_luid.a", 0x4a3b2c03) //
        .has(12, 4, "vgpu_luid.b", 0x4a3b2c04) //
        .reread();
    assertThat(read.commandOffset()).isEqualTo(0x4a3b2c01);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.vgpuLuid().low()).isEqualTo(0x4a3b2c03);
    assertThat(read.vgpuLuid().high()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct dxgk_feature_desc}, 6 bytes. */
  @Test
  void featureDesc() {
    FeatureDesc written = new FeatureDesc(
        (short) 0x5501, // min_supported_version
        (short) 0x5502, // max_supported_version
        true, // supported
        0x4, // virtualization_mode
        true, // global
        false, // driver_feature
        true, // internal
        0x8); // reserved
    FeatureDesc read = Struct.of(written, 6)
        .has(0, 2, "min_supported_version", 0x5501) //
        .has(2, 2, "max_supported_version", 0x5502) //
        .bits(4, 2, 0, 0, "supported", 1) //
        .bits(4, 2, 1, 3, "virtualization_mode", 0x4) //
        .bits(4, 2, 4, 4, "global", 1) //
        .bits(4, 2, 5, 5, "driver_feature", 0) //
        .bits(4, 2, 6, 6, "internal", 1) //
        .bits(4, 2, 7, 15, "reserved", 0x8) //
        .reread();
    assertThat(read.minSupportedVersion()).isEqualTo((short) 0x5501);
    assertThat(read.maxSupportedVersion()).isEqualTo((short) 0x5502);
    assertThat(read.supported()).isTrue();
    assertThat(read.virtualizationMode()).isEqualTo(0x4);
    assertThat(read.global()).isTrue();
    assertThat(read.driverFeature()).isFalse();
    assertThat(read.internal()).isTrue();
    assertThat(read.reserved()).isEqualTo(0x8);
  }

  /** {@code struct dxgkvmb_command_flushdevice}, 32 bytes. */
  @Test
  void flushDeviceCommand() {
    FlushDeviceCommand written = new FlushDeviceCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        0x4a3b2c08); // reason
    FlushDeviceCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "reason", 0x4a3b2c08) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.reason()).isEqualTo(0x4a3b2c08);
  }

  /** {@code struct dxgkvmb_command_flushheaptransitions}, 24 bytes. */
  @Test
  void flushHeapTransitionsCommand() {
    FlushHeapTransitionsCommand written = new FlushHeapTransitionsCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06)); // hdr.command_type
    FlushHeapTransitionsCommand read = Struct.of(written, 24)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct dxgkvmb_command_freegpuvirtualaddress}, 48 bytes. */
  @Test
  void freeGpuVirtualAddressCommand() {
    FreeGpuVirtualAddressCommand written = new FreeGpuVirtualAddressCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new FreeGpuVirtualAddress( // args
            new Handle(0x4a3b2c07), // args.adapter
            0x4a3b2c08, // args.reserved
            0x7766554433221109L, // args.base_address
            0x776655443322110aL)); // args.size
    FreeGpuVirtualAddressCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.adapter", 0x4a3b2c07) //
        .has(28, 4, "args.reserved", 0x4a3b2c08) //
        .has(32, 8, "args.base_address", 0x7766554433221109L) //
        .has(40, 8, "args.size", 0x776655443322110aL) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().adapter()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().baseAddress()).isEqualTo(0x7766554433221109L);
    assertThat(read.args().size()).isEqualTo(0x776655443322110aL);
  }

  /** {@code struct dxgkvmb_command_getcontextschedulingpriority}, 32 bytes. */
  @Test
  void getContextSchedulingPriorityCommand() {
    GetContextSchedulingPriorityCommand written = new GetContextSchedulingPriorityCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // context
        true); // in_process
    GetContextSchedulingPriorityCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "context", 0x4a3b2c07) //
        .has(28, 1, "in_process", 1) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.inProcess()).isTrue();
  }

  /** {@code struct dxgkvmb_command_getcontextschedulingpriority_return}, 8 bytes. */
  @Test
  void getContextSchedulingPriorityReply() {
    GetContextSchedulingPriorityReply written = new GetContextSchedulingPriorityReply(
        new NtStatus(0x4a3b2c01), // status
        0x4a3b2c02); // priority
    GetContextSchedulingPriorityReply read = Struct.of(written, 8)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(4, 4, "priority", 0x4a3b2c02) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.priority()).isEqualTo(0x4a3b2c02);
  }

  /** {@code struct dxgkvmb_command_getdevicestate}, 80 bytes. */
  @Test
  void getDeviceStateCommand() {
    GetDeviceStateCommand written = new GetDeviceStateCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new GetDeviceState( // args
            new Handle(0x4a3b2c07), // args.device
            0x4a3b2c08, // args.state_type
            bytes(48, 0x9))); // args.execution_state
    GetDeviceStateCommand read = Struct.of(written, 80)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.state_type", 0x4a3b2c08) //
        .counts(32, 48, 1, "args.execution_state", 0x9) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().stateType()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().state()).isEqualTo(bytes(48, 0x9));
  }

  /** {@code struct dxgkvmb_command_getdevicestate_return}, 64 bytes. */
  @Test
  void getDeviceStateReply() {
    GetDeviceStateReply written = new GetDeviceStateReply(
        new GetDeviceState( // args
            new Handle(0x4a3b2c01), // args.device
            0x4a3b2c02, // args.state_type
            bytes(48, 0x3)), // args.execution_state
        new NtStatus(0x4a3b2c04)); // status
    GetDeviceStateReply read = Struct.of(written, 64)
        .has(0, 4, "args.device", 0x4a3b2c01) //
        .has(4, 4, "args.state_type", 0x4a3b2c02) //
        .counts(8, 48, 1, "args.execution_state", 0x3) //
        .has(56, 4, "status", 0x4a3b2c04) //
        .reread();
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.args().stateType()).isEqualTo(0x4a3b2c02);
    assertThat(read.args().state()).isEqualTo(bytes(48, 0x3));
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c04));
  }

  /** {@code struct dxgkvmb_command_getinternaladapterinfo}, 24 bytes. */
  @Test
  void getInternalAdapterInfoCommand() {
    GetInternalAdapterInfoCommand written = new GetInternalAdapterInfoCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06)); // hdr.command_type
    GetInternalAdapterInfoCommand read = Struct.of(written, 24)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct dxgkvmb_command_getinternaladapterinfo_return}, 712 bytes. */
  @Test
  void getInternalAdapterInfoReply() {
    GetInternalAdapterInfoReply written = new GetInternalAdapterInfoReply(
        DeviceTypes.of(0x4a3b2c01), // device_types
        0x4a3b2c02, // driver_store_copy_mode
        0x4a3b2c03, // driver_ddi_version
        false, // secure_virtual_machine
        true, // virtual_machine_reset
        false, // is_vail_supported
        true, // hw_sch_enabled
        false, // hw_sch_capable
        true, // va_backed_vm
        false, // async_msg_enabled
        0x3, // hw_support_state
        0x5a0c, // reserved
        new Luid(0x4a3b2c0d, 0x4a3b2c0e), // host_adapter_luid
        Utf16.of("15-deviceDescription", 80), // device_description
        Utf16.of("16-deviceInstanceId", 260), // device_instance_id
        new Luid(0x4a3b2c11, 0x4a3b2c12)); // host_vgpu_luid
    GetInternalAdapterInfoReply read = Struct.of(written, 712)
        .has(0, 4, "device_types", 0x4a3b2c01) //
        .has(4, 4, "driver_store_copy_mode", 0x4a3b2c02) //
        .has(8, 4, "driver_ddi_version", 0x4a3b2c03) //
        .bits(12, 4, 0, 0, "secure_virtual_machine", 0) //
        .bits(12, 4, 1, 1, "virtual_machine_reset", 1) //
        .bits(12, 4, 2, 2, "is_vail_supported", 0) //
        .bits(12, 4, 3, 3, "hw_sch_enabled", 1) //
        .bits(12, 4, 4, 4, "hw_sch_capable", 0) //
        .bits(12, 4, 5, 5, "va_backed_vm", 1) //
        .bits(12, 4, 6, 6, "async_msg_enabled", 0) //
        .bits(12, 4, 7, 8, "hw_support_state", 0x3) //
        .bits(12, 4, 9, 31, "reserved", 0x5a0c) //
        .has(16, 4, "host_adapter_luid.a", 0x4a3b2c0d) //
        .has(20, 4, "host_adapter_luid.b", 0x4a3b2c0e) //
        .text(24, "device_description", "15-deviceDescription") //
        .text(184, "device_instance_id", "16-deviceInstanceId") //
        .has(704, 4, "host_vgpu_luid.a", 0x4a3b2c11) //
        .has(708, 4, "host_vgpu_luid.b", 0x4a3b2c12) //
        .reread();
    assertThat(read.deviceTypes().value()).isEqualTo(0x4a3b2c01);
    assertThat(read.driverStoreCopyMode()).isEqualTo(0x4a3b2c02);
    assertThat(read.driverDdiVersion()).isEqualTo(0x4a3b2c03);
    assertThat(read.secureVirtualMachine()).isFalse();
    assertThat(read.virtualMachineReset()).isTrue();
    assertThat(read.isVailSupported()).isFalse();
    assertThat(read.hwSchEnabled()).isTrue();
    assertThat(read.hwSchCapable()).isFalse();
    assertThat(read.vaBackedVm()).isTrue();
    assertThat(read.asyncMsgEnabled()).isFalse();
    assertThat(read.hwSupportState()).isEqualTo(0x3);
    assertThat(read.reserved()).isEqualTo(0x5a0c);
    assertThat(read.hostAdapterLuid().low()).isEqualTo(0x4a3b2c0d);
    assertThat(read.hostAdapterLuid().high()).isEqualTo(0x4a3b2c0e);
    assertThat(read.deviceDescription()).isEqualTo(Utf16.of("15-deviceDescription", 80));
    assertThat(read.deviceInstanceId()).isEqualTo(Utf16.of("16-deviceInstanceId", 260));
    assertThat(read.hostVgpuLuid().low()).isEqualTo(0x4a3b2c11);
    assertThat(read.hostVgpuLuid().high()).isEqualTo(0x4a3b2c12);
  }

  /** {@code struct dxgkvmb_command_host_to_vm}, 24 bytes. */
  @Test
  void hostToVmHeader() {
    HostToVmHeader written = new HostToVmHeader(
        0x7766554433221101L, // command_id
        new Handle(0x4a3b2c02), // process
        0x3, // channel_type
        false, // async_msg
        0x5a05, // reserved
        0x4a3b2c06); // command_type
    HostToVmHeader read = Struct.of(written, 24)
        .has(0, 8, "command_id", 0x7766554433221101L) //
        .has(8, 4, "process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "channel_type", 0x3) //
        .bits(12, 4, 8, 8, "async_msg", 0) //
        .bits(12, 4, 9, 31, "reserved", 0x5a05) //
        .has(16, 4, "command_type", 0x4a3b2c06) //
        .reread();
    assertThat(read.commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.channelType()).isEqualTo(0x3);
    assertThat(read.asyncMsg()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a05);
    assertThat(read.commandType()).isEqualTo(0x4a3b2c06);
  }
}
