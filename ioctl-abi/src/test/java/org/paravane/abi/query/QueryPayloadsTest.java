package org.paravane.abi.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.CEnum;
import org.paravane.abi.Guid;
import org.paravane.abi.StructCodec;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.QueryAdapterInfoType;

/** Payloads of the adapter queries, in the sizes of d3dkmt-abi.md section 5.1 and d3dkmt-libdxg.csv. */
class QueryPayloadsTest {
  private static String hex(Record struct) {
    return HexFormat.of().formatHex(StructCodec.ofValue(struct).encode(struct));
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "1, 524", "8, 2080", "13, 4", "15, 4", "24, 4", "25, 78", "30, 4", "31, 28", "49, 8", "57, 4",
      "60, 80", "65, 8192", "66, 8192", "68, 1", "70, 4", "75, 4", "77, 4"})
  void haveTheirDocumentedSize(int type, int bytes) {
    QueryAdapterInfoType query = CEnum.of(QueryAdapterInfoType.class, type).orElseThrow();
    assertThat(StructCodec.of(QueryPayloads.of(query).orElseThrow()).size()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(QueryAdapterInfoType.class)
  void otherTypesHaveNone(QueryAdapterInfoType type) {
    boolean answered = Set.of(0, 1, 8, 13, 15, 24, 25, 30, 31, 49, 57, 60, 65, 66, 68, 70, 75, 77)
        .contains(type.value());
    assertThat(QueryPayloads.of(type).isPresent()).isEqualTo(answered);
  }

  @Test
  void nodeMetadataHasNoPadding() {
    NodeMetadata node = new NodeMetadata(0x0002_0001, EngineType.COPY.value(), Utf16.of("copy", 32), 0x04030201,
        (byte) 1,
        (byte) 2);
    assertThat(hex(node))
        .isEqualTo("01000200" + "06000000" + "63006f0070007900" + "00".repeat(56) + "01020304" + "01" + "02");
    assertThat(node.nodeOrdinal()).isEqualTo(1);
    assertThat(node.physicalAdapterIndex()).isEqualTo(2);
    assertThat(NodeMetadata.of(3, EngineType.OTHER, "compute")).satisfies(made -> {
      assertThat(made.nodeOrdinal()).isEqualTo(3);
      assertThat(made.friendlyName().text()).isEqualTo("compute");
    });
  }

  @Test
  void namesAre16BitText() {
    assertThat(hex(new UmDriverName(1, Utf16.of("ab", 260)))).isEqualTo("01000000" + "61006200" + "00".repeat(516));
    AdapterRegistryInfo info = AdapterRegistryInfo.of("a", "b", "c", "d");
    assertThat(StructCodec.of(AdapterRegistryInfo.class).layout().field("chip_type").offset()).isEqualTo(1560);
    assertThat(info.chipType().text()).isEqualTo("d");
    assertThat(DriverDescription.of("Paravane").description().text()).isEqualTo("Paravane");
  }

  @Test
  void aUniqueGuidIsTextInBraces() {
    Guid guid = Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a");
    assertThat(AdapterUniqueGuid.of(guid).guid().text()).isEqualTo("{6e382d18-3336-4f4b-acc4-2b7703d4df4a}");
  }

  @Test
  void capabilitiesAreBits() {
    assertThat(hex(new Wddm20Caps(true, false, true, false, false, false, 0))).isEqualTo("05000000");
    assertThat(hex(new Wddm27Caps(true, true, false, false, 0))).isEqualTo("03000000");
    assertThat(hex(new Wddm29Caps(2, true, false, 0))).isEqualTo("06000000");
    assertThat(hex(new Wddm30Caps(1, false, true, 0))).isEqualTo("09000000");
    assertThat(hex(AdapterType.NONE.withRenderSupported().withParavirtualized().withComputeOnly()))
        .isEqualTo("81080000");
  }

  @Test
  void identityOfAnAdapterFollowsItsIndex() {
    assertThat(hex(new QueryDeviceIds(1, new DeviceIds(0x1414, 0x8e, 2, 3, 4, 5))))
        .isEqualTo("01000000" + "14140000" + "8e000000" + "02000000" + "03000000" + "04000000" + "05000000");
    assertThat(hex(new KmdDriverVersion(new LargeInteger(0x0001000200030004L)))).isEqualTo("0400030002000100");
    assertThat(hex(new PhysicalAdapterCount(1))).isEqualTo("01000000");
    assertThat(hex(new Paravirtualization((byte) 1))).isEqualTo("01");
    assertThat(hex(new DriverVersion(DriverVersion.WDDM_3_0))).isEqualTo("b80b0000");
  }

  @ParameterizedTest
  @EnumSource(EngineType.class)
  void engineTypesHaveTheirNamesInC(EngineType type) {
    assertThat(type.cName()).startsWith("DXGK_ENGINE_TYPE_").doesNotContain("ENGINE_3D");
    assertThat(CEnum.of(EngineType.class, type.value())).contains(type);
  }
}
