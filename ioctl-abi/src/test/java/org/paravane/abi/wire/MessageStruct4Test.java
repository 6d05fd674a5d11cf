package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.MarkDeviceAsError;

/** The structs of the messages, part 4, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct4Test {
  /** {@code struct dxgkvmb_command_invalidatecache}, 56 bytes. */
  @Test
  void invalidateCacheCommand() {
    InvalidateCacheCommand written = new InvalidateCacheCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        new Handle(0x4a3b2c08), // allocation
        0x7766554433221109L, // offset
        0x776655443322110aL, // length
        0x776655443322110bL); // reserved
    InvalidateCacheCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "allocation", 0x4a3b2c08) //
        .has(32, 8, "offset", 0x7766554433221109L) //
        .has(40, 8, "length", 0x776655443322110aL) //
        .has(48, 8, "reserved", 0x776655443322110bL) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.offset()).isEqualTo(0x7766554433221109L);
    assertThat(read.length()).isEqualTo(0x776655443322110aL);
    assertThat(read.reserved()).isEqualTo(0x776655443322110bL);
  }

  /** {@code struct dxgkvmb_command_isfeatureenabled}, 32 bytes. */
  @Test
  void isFeatureEnabledCommand() {
    IsFeatureEnabledCommand written = new IsFeatureEnabledCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x4a3b2c07); // feature_id
    IsFeatureEnabledCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "feature_id", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.featureId()).isEqualTo(0x4a3b2c07);
  }

  /** {@code struct dxgkvmb_command_isfeatureenabled_gbl}, 32 bytes. */
  @Test
  void isFeatureEnabledGlobalCommand() {
    IsFeatureEnabledGlobalCommand written = new IsFeatureEnabledGlobalCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        0x4a3b2c05); // feature_id
    IsFeatureEnabledGlobalCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "feature_id", 0x4a3b2c05) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.featureId()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct dxgkvmb_command_isfeatureenabled_return}, 16 bytes. */
  @Test
  void isFeatureEnabledReply() {
    IsFeatureEnabledReply written = new IsFeatureEnabledReply(
        new NtStatus(0x4a3b2c01), // status
        new FeatureDesc( // descriptor
            (short) 0x5502, // descriptor.min_supported_version
            (short) 0x5503, // descriptor.max_supported_version
            false, // descriptor.supported
            0x5, // descriptor.virtualization_mode
            false, // descriptor.global
            true, // descriptor.driver_feature
            false, // descriptor.internal
            0x9), // descriptor.reserved
        new IsFeatureEnabledResult( // result
            (short) 0x550a, // result.version
            true, // result.enabled
            false, // result.known_feature
            true, // result.supported_by_driver
            false, // result.supported_on_config
            0xa0f)); // result.reserved
    IsFeatureEnabledReply read = Struct.of(written, 16)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(4, 2, "descriptor.min_supported_version", 0x5502) //
        .has(6, 2, "descriptor.max_supported_version", 0x5503) //
        .bits(8, 2, 0, 0, "descriptor.supported", 0) //
        .bits(8, 2, 1, 3, "descriptor.virtualization_mode", 0x5) //
        .bits(8, 2, 4, 4, "descriptor.global", 0) //
        .bits(8, 2, 5, 5, "descriptor.driver_feature", 1) //
        .bits(8, 2, 6, 6, "descriptor.internal", 0) //
        .bits(8, 2, 7, 15, "descriptor.reserved", 0x9) //
        .has(10, 2, "result.version", 0x550a) //
        .bits(12, 2, 0, 0, "result.enabled", 1) //
        .bits(12, 2, 1, 1, "result.known_feature", 0) //
        .bits(12, 2, 2, 2, "result.supported_by_driver", 1) //
        .bits(12, 2, 3, 3, "result.supported_on_config", 0) //
        .bits(12, 2, 4, 15, "result.reserved", 0xa0f) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.descriptor().minSupportedVersion()).isEqualTo((short) 0x5502);
    assertThat(read.descriptor().maxSupportedVersion()).isEqualTo((short) 0x5503);
    assertThat(read.descriptor().supported()).isFalse();
    assertThat(read.descriptor().virtualizationMode()).isEqualTo(0x5);
    assertThat(read.descriptor().global()).isFalse();
    assertThat(read.descriptor().driverFeature()).isTrue();
    assertThat(read.descriptor().internal()).isFalse();
    assertThat(read.descriptor().reserved()).isEqualTo(0x9);
    assertThat(read.result().version()).isEqualTo((short) 0x550a);
    assertThat(read.result().enabled()).isTrue();
    assertThat(read.result().knownFeature()).isFalse();
    assertThat(read.result().supportedByDriver()).isTrue();
    assertThat(read.result().supportedOnConfig()).isFalse();
    assertThat(read.result().reserved()).isEqualTo(0xa0f);
  }

  /** {@code struct dxgkvmb_command_lock2}, 64 bytes. */
  @Test
  void lock2Command() {
    Lock2Command written = new Lock2Command(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Lock2( // args
            new Handle(0x4a3b2c07), // args.device
            new Handle(0x4a3b2c08), // args.allocation
            Lock2Flags.of(0x4a3b2c09), // args.flags
            0x4a3b2c0a, // args.reserved
            0x776655443322110bL), // args.data
        true, // use_legacy_lock
        0x4a3b2c0c, // flags
        0x4a3b2c0d); // priv_drv_data
    Lock2Command read = Struct.of(written, 64)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.allocation", 0x4a3b2c08) //
        .has(32, 4, "args.flags", 0x4a3b2c09) //
        .has(36, 4, "args.reserved", 0x4a3b2c0a) //
        .has(40, 8, "args.data", 0x776655443322110bL) //
        .has(48, 1, "use_legacy_lock", 1) //
        .has(52, 4, "flags", 0x4a3b2c0c) //
        .has(56, 4, "priv_drv_data", 0x4a3b2c0d) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().allocation()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.args().flags().value()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c0a);
    assertThat(read.args().data()).isEqualTo(0x776655443322110bL);
    assertThat(read.useLegacyLock()).isTrue();
    assertThat(read.flags()).isEqualTo(0x4a3b2c0c);
    assertThat(read.privDrvData()).isEqualTo(0x4a3b2c0d);
  }

  /** {@code struct dxgkvmb_command_lock2_return}, 16 bytes. */
  @Test
  void lock2Reply() {
    Lock2Reply written = new Lock2Reply(
        new NtStatus(0x4a3b2c01), // status
        0x7766554433221102L); // cpu_visible_buffer_offset
    Lock2Reply read = Struct.of(written, 16)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(8, 8, "cpu_visible_buffer_offset", 0x7766554433221102L) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.cpuVisibleBufferOffset()).isEqualTo(0x7766554433221102L);
  }

  /** {@code struct dxgkvmb_command_makeresident_return}, 24 bytes. */
  @Test
  void makeResidentReply() {
    MakeResidentReply written = new MakeResidentReply(
        0x7766554433221101L, // paging_fence_value
        0x7766554433221102L, // num_bytes_to_trim
        new NtStatus(0x4a3b2c03)); // status
    MakeResidentReply read = Struct.of(written, 24)
        .has(0, 8, "paging_fence_value", 0x7766554433221101L) //
        .has(8, 8, "num_bytes_to_trim", 0x7766554433221102L) //
        .has(16, 4, "status", 0x4a3b2c03) //
        .reread();
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221101L);
    assertThat(read.numBytesToTrim()).isEqualTo(0x7766554433221102L);
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c03));
  }

  /** {@code struct dxgkvmb_command_mapgpuvirtualaddress}, 136 bytes. */
  @Test
  void mapGpuVirtualAddressCommand() {
    MapGpuVirtualAddressCommand written = new MapGpuVirtualAddressCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new MapGpuVirtualAddress( // args
            new Handle(0x4a3b2c07), // args.paging_queue
            0x7766554433221108L, // args.base_address
            0x7766554433221109L, // args.minimum_address
            0x776655443322110aL, // args.maximum_address
            new Handle(0x4a3b2c0b), // args.allocation
            0x776655443322110cL, // args.offset_in_pages
            0x776655443322110dL, // args.size_in_pages
            new GpuVaProtectionType( // args.protection
                false, // args.protection.write
                true, // args.protection.execute
                false, // args.protection.zero
                true, // args.protection.no_access
                false, // args.protection.system_use_only
                0x5a13L), // args.protection.reserved
            0x7766554433221114L, // args.driver_protection
            0x4a3b2c15, // args.reserved0
            0x7766554433221116L, // args.reserved1
            0x7766554433221117L, // args.virtual_address
            0x7766554433221118L), // args.paging_fence_value
        new Handle(0x4a3b2c19)); // device
    MapGpuVirtualAddressCommand read = Struct.of(written, 136)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.paging_queue", 0x4a3b2c07) //
        .has(32, 8, "args.base_address", 0x7766554433221108L) //
        .has(40, 8, "args.minimum_address", 0x7766554433221109L) //
        .has(48, 8, "args.maximum_address", 0x776655443322110aL) //
        .has(56, 4, "args.allocation", 0x4a3b2c0b) //
        .has(64, 8, "args.offset_in_pages", 0x776655443322110cL) //
        .has(72, 8, "args.size_in_pages", 0x776655443322110dL) //
        .bits(80, 8, 0, 0, "args.protection.write", 0) //
        .bits(80, 8, 1, 1, "args.protection.execute", 1) //
        .bits(80, 8, 2, 2, "args.protection.zero", 0) //
        .bits(80, 8, 3, 3, "args.protection.no_access", 1) //
        .bits(80, 8, 4, 4, "args.protection.system_use_only", 0) //
        .bits(80, 8, 5, 63, "args.protection.reserved", 0x5a13) //
        .has(88, 8, "args.driver_protection", 0x7766554433221114L) //
        .has(96, 4, "args.reserved0", 0x4a3b2c15) //
        .has(104, 8, "args.reserved1", 0x7766554433221116L) //
        .has(112, 8, "args.virtual_address", 0x7766554433221117L) //
        .has(120, 8, "args.paging_fence_value", 0x7766554433221118L) //
        .has(128, 4, "device", 0x4a3b2c19) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().pagingQueue()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().baseAddress()).isEqualTo(0x7766554433221108L);
    assertThat(read.args().minimumAddress()).isEqualTo(0x7766554433221109L);
    assertThat(read.args().maximumAddress()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().allocation()).isEqualTo(new Handle(0x4a3b2c0b));
    assertThat(read.args().offsetInPages()).isEqualTo(0x776655443322110cL);
    assertThat(read.args().sizeInPages()).isEqualTo(0x776655443322110dL);
    assertThat(read.args().protection().write()).isFalse();
    assertThat(read.args().protection().execute()).isTrue();
    assertThat(read.args().protection().zero()).isFalse();
    assertThat(read.args().protection().noAccess()).isTrue();
    assertThat(read.args().protection().systemUseOnly()).isFalse();
    assertThat(read.args().protection().reserved()).isEqualTo(0x5a13);
    assertThat(read.args().driverProtection()).isEqualTo(0x7766554433221114L);
    assertThat(read.args().reserved0()).isEqualTo(0x4a3b2c15);
    assertThat(read.args().reserved1()).isEqualTo(0x7766554433221116L);
    assertThat(read.args().virtualAddress()).isEqualTo(0x7766554433221117L);
    assertThat(read.args().pagingFenceValue()).isEqualTo(0x7766554433221118L);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c19));
  }

  /** {@code struct dxgkvmb_command_mapgpuvirtualaddress_return}, 24 bytes. */
  @Test
  void mapGpuVirtualAddressReply() {
    MapGpuVirtualAddressReply written = new MapGpuVirtualAddressReply(
        0x7766554433221101L, // virtual_address
        0x7766554433221102L, // paging_fence_value
        new NtStatus(0x4a3b2c03)); // status
    MapGpuVirtualAddressReply read = Struct.of(written, 24)
        .has(0, 8, "virtual_address", 0x7766554433221101L) //
        .has(8, 8, "paging_fence_value", 0x7766554433221102L) //
        .has(16, 4, "status", 0x4a3b2c03) //
        .reread();
    assertThat(read.virtualAddress()).isEqualTo(0x7766554433221101L);
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221102L);
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c03));
  }

  /** {@code struct dxgkvmb_command_markdeviceaserror}, 32 bytes. */
  @Test
  void markDeviceAsErrorCommand() {
    MarkDeviceAsErrorCommand written = new MarkDeviceAsErrorCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new MarkDeviceAsError( // args
            new Handle(0x4a3b2c07), // args.device
            0x4a3b2c08)); // args.reason
    MarkDeviceAsErrorCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.reason", 0x4a3b2c08) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().reason()).isEqualTo(0x4a3b2c08);
  }
}
