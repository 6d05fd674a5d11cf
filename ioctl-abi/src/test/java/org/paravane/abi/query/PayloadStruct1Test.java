package org.paravane.abi.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.u32s;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Struct;

/** The structs of the Windows headers, part 1, field by field; offsets from d3dkmt-libdxg.csv. */
class PayloadStruct1Test {
  /** {@code struct D3DKMT_ADAPTERADDRESS}, 12 bytes. */
  @Test
  void adapterAddress() {
    AdapterAddress written = new AdapterAddress(
        0x4a3b2c01, // BusNumber
        0x4a3b2c02, // DeviceNumber
        0x4a3b2c03); // FunctionNumber
    AdapterAddress read = Struct.of(written, 12)
        .has(0, 4, "BusNumber", 0x4a3b2c01) //
        .has(4, 4, "DeviceNumber", 0x4a3b2c02) //
        .has(8, 4, "FunctionNumber", 0x4a3b2c03) //
        .reread();
    assertThat(read.busNumber()).isEqualTo(0x4a3b2c01);
    assertThat(read.deviceNumber()).isEqualTo(0x4a3b2c02);
    assertThat(read.functionNumber()).isEqualTo(0x4a3b2c03);
  }

  /** {@code struct D3DKMT_ADAPTER_PERFDATA}, 64 bytes. */
  @Test
  void adapterPerfData() {
    AdapterPerfData written = new AdapterPerfData(
        0x4a3b2c01, // PhysicalAdapterIndex
        0x7766554433221102L, // MemoryFrequency
        0x7766554433221103L, // MaxMemoryFrequency
        0x7766554433221104L, // MaxMemoryFrequencyOC
        0x7766554433221105L, // MemoryBandwidth
        0x7766554433221106L, // PCIEBandwidth
        0x4a3b2c07, // FanRPM
        0x4a3b2c08, // Power
        0x4a3b2c09, // Temperature
        (byte) 0x4a); // PowerStateOverride
    AdapterPerfData read = Struct.of(written, 64)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .has(8, 8, "MemoryFrequency", 0x7766554433221102L) //
        .has(16, 8, "MaxMemoryFrequency", 0x7766554433221103L) //
        .has(24, 8, "MaxMemoryFrequencyOC", 0x7766554433221104L) //
        .has(32, 8, "MemoryBandwidth", 0x7766554433221105L) //
        .has(40, 8, "PCIEBandwidth", 0x7766554433221106L) //
        .has(48, 4, "FanRPM", 0x4a3b2c07) //
        .has(52, 4, "Power", 0x4a3b2c08) //
        .has(56, 4, "Temperature", 0x4a3b2c09) //
        .has(60, 1, "PowerStateOverride", 0x4a) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.memoryFrequency()).isEqualTo(0x7766554433221102L);
    assertThat(read.maxMemoryFrequency()).isEqualTo(0x7766554433221103L);
    assertThat(read.maxMemoryFrequencyOc()).isEqualTo(0x7766554433221104L);
    assertThat(read.memoryBandwidth()).isEqualTo(0x7766554433221105L);
    assertThat(read.pcieBandwidth()).isEqualTo(0x7766554433221106L);
    assertThat(read.fanRpm()).isEqualTo(0x4a3b2c07);
    assertThat(read.power()).isEqualTo(0x4a3b2c08);
    assertThat(read.temperature()).isEqualTo(0x4a3b2c09);
    assertThat(read.powerStateOverride()).isEqualTo((byte) 0x4a);
  }

  /** {@code struct D3DKMT_ADAPTER_PERFDATACAPS}, 40 bytes. */
  @Test
  void adapterPerfDataCaps() {
    AdapterPerfDataCaps written = new AdapterPerfDataCaps(
        0x4a3b2c01, // PhysicalAdapterIndex
        0x7766554433221102L, // MaxMemoryBandwidth
        0x7766554433221103L, // MaxPCIEBandwidth
        0x4a3b2c04, // MaxFanRPM
        0x4a3b2c05, // TemperatureMax
        0x4a3b2c06); // TemperatureWarning
    AdapterPerfDataCaps read = Struct.of(written, 40)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .has(8, 8, "MaxMemoryBandwidth", 0x7766554433221102L) //
        .has(16, 8, "MaxPCIEBandwidth", 0x7766554433221103L) //
        .has(24, 4, "MaxFanRPM", 0x4a3b2c04) //
        .has(28, 4, "TemperatureMax", 0x4a3b2c05) //
        .has(32, 4, "TemperatureWarning", 0x4a3b2c06) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.maxMemoryBandwidth()).isEqualTo(0x7766554433221102L);
    assertThat(read.maxPcieBandwidth()).isEqualTo(0x7766554433221103L);
    assertThat(read.maxFanRpm()).isEqualTo(0x4a3b2c04);
    assertThat(read.temperatureMax()).isEqualTo(0x4a3b2c05);
    assertThat(read.temperatureWarning()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct D3DKMT_CROSSADAPTERRESOURCE_SUPPORT}, 4 bytes. */
  @Test
  void crossAdapterResourceSupport() {
    CrossAdapterResourceSupport written = new CrossAdapterResourceSupport(
        0x4a3b2c01); // SupportTier
    CrossAdapterResourceSupport read = Struct.of(written, 4)
        .has(0, 4, "SupportTier", 0x4a3b2c01) //
        .reread();
    assertThat(read.supportTier()).isEqualTo(0x4a3b2c01);
  }

  /** {@code struct D3DKMT_DEVICE_IDS}, 24 bytes. */
  @Test
  void deviceIds() {
    DeviceIds written = new DeviceIds(
        0x4a3b2c01, // VendorID
        0x4a3b2c02, // DeviceID
        0x4a3b2c03, // SubVendorID
        0x4a3b2c04, // SubSystemID
        0x4a3b2c05, // RevisionID
        0x4a3b2c06); // BusType
    DeviceIds read = Struct.of(written, 24)
        .has(0, 4, "VendorID", 0x4a3b2c01) //
        .has(4, 4, "DeviceID", 0x4a3b2c02) //
        .has(8, 4, "SubVendorID", 0x4a3b2c03) //
        .has(12, 4, "SubSystemID", 0x4a3b2c04) //
        .has(16, 4, "RevisionID", 0x4a3b2c05) //
        .has(20, 4, "BusType", 0x4a3b2c06) //
        .reread();
    assertThat(read.vendorId()).isEqualTo(0x4a3b2c01);
    assertThat(read.deviceId()).isEqualTo(0x4a3b2c02);
    assertThat(read.subVendorId()).isEqualTo(0x4a3b2c03);
    assertThat(read.subSystemId()).isEqualTo(0x4a3b2c04);
    assertThat(read.revisionId()).isEqualTo(0x4a3b2c05);
    assertThat(read.busType()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct D3DKMT_GPUVERSION}, 260 bytes. */
  @Test
  void gpuVersion() {
    GpuVersion written = new GpuVersion(
        0x4a3b2c01, // PhysicalAdapterIndex
        u32s(32, 0x4a3b2c02), // BiosVersion
        u32s(32, 0x4a3b2c03)); // GpuArchitecture
    GpuVersion read = Struct.of(written, 260)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .counts(4, 32, 4, "BiosVersion", 0x4a3b2c02) //
        .counts(132, 32, 4, "GpuArchitecture", 0x4a3b2c03) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.biosVersion()).isEqualTo(u32s(32, 0x4a3b2c02));
    assertThat(read.gpuArchitecture()).isEqualTo(u32s(32, 0x4a3b2c03));
  }

  /** {@code struct D3DKMT_KMD_DRIVER_VERSION}, 8 bytes. */
  @Test
  void kmdDriverVersion() {
    KmdDriverVersion written = new KmdDriverVersion(
        new LargeInteger( // DriverVersion
            0x7766554433221101L)); // DriverVersion.u
    KmdDriverVersion read = Struct.of(written, 8)
        .has(0, 8, "DriverVersion.u", 0x7766554433221101L) //
        .reread();
    assertThat(read.driverVersion().quadPart()).isEqualTo(0x7766554433221101L);
  }

  /** {@code struct D3DKMT_NODE_PERFDATA}, 56 bytes. */
  @Test
  void nodePerfData() {
    NodePerfData written = new NodePerfData(
        0x4a3b2c01, // NodeOrdinal
        0x4a3b2c02, // PhysicalAdapterIndex
        0x7766554433221103L, // Frequency
        0x7766554433221104L, // MaxFrequency
        0x7766554433221105L, // MaxFrequencyOC
        0x4a3b2c06, // Voltage
        0x4a3b2c07, // VoltageMax
        0x4a3b2c08, // VoltageMaxOC
        0x7766554433221109L); // MaxTransitionLatency
    NodePerfData read = Struct.of(written, 56)
        .has(0, 4, "NodeOrdinal", 0x4a3b2c01) //
        .has(4, 4, "PhysicalAdapterIndex", 0x4a3b2c02) //
        .has(8, 8, "Frequency", 0x7766554433221103L) //
        .has(16, 8, "MaxFrequency", 0x7766554433221104L) //
        .has(24, 8, "MaxFrequencyOC", 0x7766554433221105L) //
        .has(32, 4, "Voltage", 0x4a3b2c06) //
        .has(36, 4, "VoltageMax", 0x4a3b2c07) //
        .has(40, 4, "VoltageMaxOC", 0x4a3b2c08) //
        .has(48, 8, "MaxTransitionLatency", 0x7766554433221109L) //
        .reread();
    assertThat(read.nodeOrdinal()).isEqualTo(0x4a3b2c01);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c02);
    assertThat(read.frequency()).isEqualTo(0x7766554433221103L);
    assertThat(read.maxFrequency()).isEqualTo(0x7766554433221104L);
    assertThat(read.maxFrequencyOc()).isEqualTo(0x7766554433221105L);
    assertThat(read.voltage()).isEqualTo(0x4a3b2c06);
    assertThat(read.voltageMax()).isEqualTo(0x4a3b2c07);
    assertThat(read.voltageMaxOc()).isEqualTo(0x4a3b2c08);
    assertThat(read.maxTransitionLatency()).isEqualTo(0x7766554433221109L);
  }

  /** {@code struct D3DKMT_PARAVIRTUALIZATION}, 1 bytes. */
  @Test
  void paravirtualization() {
    Paravirtualization written = new Paravirtualization(
        (byte) 0x41); // SecureContainer
    Paravirtualization read = Struct.of(written, 1)
        .has(0, 1, "SecureContainer", 0x41) //
        .reread();
    assertThat(read.secureContainer()).isEqualTo((byte) 0x41);
  }

  /** {@code struct D3DKMT_PHYSICAL_ADAPTER_COUNT}, 4 bytes. */
  @Test
  void physicalAdapterCount() {
    PhysicalAdapterCount written = new PhysicalAdapterCount(
        0x4a3b2c01); // Count
    PhysicalAdapterCount read = Struct.of(written, 4)
        .has(0, 4, "Count", 0x4a3b2c01) //
        .reread();
    assertThat(read.count()).isEqualTo(0x4a3b2c01);
  }

  /** {@code struct D3DKMT_QUERY_DEVICE_IDS}, 28 bytes. */
  @Test
  void queryDeviceIds() {
    QueryDeviceIds written = new QueryDeviceIds(
        0x4a3b2c01, // PhysicalAdapterIndex
        new DeviceIds( // DeviceIds
            0x4a3b2c02, // DeviceIds.VendorID
            0x4a3b2c03, // DeviceIds.DeviceID
            0x4a3b2c04, // DeviceIds.SubVendorID
            0x4a3b2c05, // DeviceIds.SubSystemID
            0x4a3b2c06, // DeviceIds.RevisionID
            0x4a3b2c07)); // DeviceIds.BusType
    QueryDeviceIds read = Struct.of(written, 28)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .has(4, 4, "DeviceIds.VendorID", 0x4a3b2c02) //
        .has(8, 4, "DeviceIds.DeviceID", 0x4a3b2c03) //
        .has(12, 4, "DeviceIds.SubVendorID", 0x4a3b2c04) //
        .has(16, 4, "DeviceIds.SubSystemID", 0x4a3b2c05) //
        .has(20, 4, "DeviceIds.RevisionID", 0x4a3b2c06) //
        .has(24, 4, "DeviceIds.BusType", 0x4a3b2c07) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.deviceIds().vendorId()).isEqualTo(0x4a3b2c02);
    assertThat(read.deviceIds().deviceId()).isEqualTo(0x4a3b2c03);
    assertThat(read.deviceIds().subVendorId()).isEqualTo(0x4a3b2c04);
    assertThat(read.deviceIds().subSystemId()).isEqualTo(0x4a3b2c05);
    assertThat(read.deviceIds().revisionId()).isEqualTo(0x4a3b2c06);
    assertThat(read.deviceIds().busType()).isEqualTo(0x4a3b2c07);
  }

  /** {@code struct D3DKMT_QUERY_GPUMMU_CAPS}, 12 bytes. */
  @Test
  void queryGpuMmuCaps() {
    QueryGpuMmuCaps written = new QueryGpuMmuCaps(
        0x4a3b2c01, // PhysicalAdapterIndex
        new QueryGpuMmuCaps.GpuMmuCaps( // Caps
            new QueryGpuMmuCaps.GpuMmuCaps.Flags( // Caps.Flags
                false, // Caps.Flags.ReadOnlyMemorySupported
                true, // Caps.Flags.NoExecuteMemorySupported
                false, // Caps.Flags.CacheCoherentMemorySupported
                0x5a05), // Caps.Flags.Reserved
            0x4a3b2c06)); // Caps.VirtualAddressBitCount
    QueryGpuMmuCaps read = Struct.of(written, 12)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .bits(4, 4, 0, 0, "Caps.Flags.ReadOnlyMemorySupported", 0) //
        .bits(4, 4, 1, 1, "Caps.Flags.NoExecuteMemorySupported", 1) //
        .bits(4, 4, 2, 2, "Caps.Flags.CacheCoherentMemorySupported", 0) //
        .bits(4, 4, 3, 31, "Caps.Flags.Reserved", 0x5a05) //
        .has(8, 4, "Caps.VirtualAddressBitCount", 0x4a3b2c06) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.caps().flags().readOnlyMemorySupported()).isFalse();
    assertThat(read.caps().flags().noExecuteMemorySupported()).isTrue();
    assertThat(read.caps().flags().cacheCoherentMemorySupported()).isFalse();
    assertThat(read.caps().flags().reserved()).isEqualTo(0x5a05);
    assertThat(read.caps().virtualAddressBitCount()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct D3DKMT_SEGMENTGROUPSIZEINFO}, 56 bytes. */
  @Test
  void segmentGroupSizeInfo() {
    SegmentGroupSizeInfo written = new SegmentGroupSizeInfo(
        0x4a3b2c01, // PhysicalAdapterIndex
        new SegmentSizeInfo( // LegacyInfo
            0x7766554433221102L, // LegacyInfo.DedicatedVideoMemorySize
            0x7766554433221103L, // LegacyInfo.DedicatedSystemMemorySize
            0x7766554433221104L), // LegacyInfo.SharedSystemMemorySize
        0x7766554433221105L, // LocalMemory
        0x7766554433221106L, // NonLocalMemory
        0x7766554433221107L); // NonBudgetMemory
    SegmentGroupSizeInfo read = Struct.of(written, 56)
        .has(0, 4, "PhysicalAdapterIndex", 0x4a3b2c01) //
        .has(8, 8, "LegacyInfo.DedicatedVideoMemorySize", 0x7766554433221102L) //
        .has(16, 8, "LegacyInfo.DedicatedSystemMemorySize", 0x7766554433221103L) //
        .has(24, 8, "LegacyInfo.SharedSystemMemorySize", 0x7766554433221104L) //
        .has(32, 8, "LocalMemory", 0x7766554433221105L) //
        .has(40, 8, "NonLocalMemory", 0x7766554433221106L) //
        .has(48, 8, "NonBudgetMemory", 0x7766554433221107L) //
        .reread();
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c01);
    assertThat(read.legacyInfo().dedicatedVideoMemorySize()).isEqualTo(0x7766554433221102L);
    assertThat(read.legacyInfo().dedicatedSystemMemorySize()).isEqualTo(0x7766554433221103L);
    assertThat(read.legacyInfo().sharedSystemMemorySize()).isEqualTo(0x7766554433221104L);
    assertThat(read.localMemory()).isEqualTo(0x7766554433221105L);
    assertThat(read.nonLocalMemory()).isEqualTo(0x7766554433221106L);
    assertThat(read.nonBudgetMemory()).isEqualTo(0x7766554433221107L);
  }

  /** {@code struct D3DKMT_SEGMENTSIZEINFO}, 24 bytes. */
  @Test
  void segmentSizeInfo() {
    SegmentSizeInfo written = new SegmentSizeInfo(
        0x7766554433221101L, // DedicatedVideoMemorySize
        0x7766554433221102L, // DedicatedSystemMemorySize
        0x7766554433221103L); // SharedSystemMemorySize
    SegmentSizeInfo read = Struct.of(written, 24)
        .has(0, 8, "DedicatedVideoMemorySize", 0x7766554433221101L) //
        .has(8, 8, "DedicatedSystemMemorySize", 0x7766554433221102L) //
        .has(16, 8, "SharedSystemMemorySize", 0x7766554433221103L) //
        .reread();
    assertThat(read.dedicatedVideoMemorySize()).isEqualTo(0x7766554433221101L);
    assertThat(read.dedicatedSystemMemorySize()).isEqualTo(0x7766554433221102L);
    assertThat(read.sharedSystemMemorySize()).isEqualTo(0x7766554433221103L);
  }

  /** {@code struct D3DKMT_UMD_DRIVER_VERSION}, 8 bytes. */
  @Test
  void umdDriverVersion() {
    UmdDriverVersion written = new UmdDriverVersion(
        new LargeInteger( // DriverVersion
            0x7766554433221101L)); // DriverVersion.u
    UmdDriverVersion read = Struct.of(written, 8)
        .has(0, 8, "DriverVersion.u", 0x7766554433221101L) //
        .reread();
    assertThat(read.driverVersion().quadPart()).isEqualTo(0x7766554433221101L);
  }

  /** {@code struct D3DKMT_VIRTUALADDRESSINFO}, 4 bytes. */
  @Test
  void virtualAddressInfo() {
    VirtualAddressInfo written = new VirtualAddressInfo(
        new VirtualAddressInfo.VirtualAddressFlags( // VirtualAddressFlags
            true, // VirtualAddressFlags.VirtualAddressSupported
            0x5a02)); // VirtualAddressFlags.Reserved
    VirtualAddressInfo read = Struct.of(written, 4)
        .bits(0, 4, 0, 0, "VirtualAddressFlags.VirtualAddressSupported", 1) //
        .bits(0, 4, 1, 31, "VirtualAddressFlags.Reserved", 0x5a02) //
        .reread();
    assertThat(read.virtualAddressFlags().virtualAddressSupported()).isTrue();
    assertThat(read.virtualAddressFlags().reserved()).isEqualTo(0x5a02);
  }
}
