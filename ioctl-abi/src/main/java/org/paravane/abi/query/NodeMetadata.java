package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Length;
import org.paravane.abi.Utf16;

/**
 * Query 25: what an engine node is, 78 bytes without padding. Source: d3dkmt-abi.md section 5.1.
 *
 * @param nodeOrdinalAndAdapterIndex node in the low half, physical adapter in the high half (in)
 */
@CStruct(name = "paravane_query_nodemetadata", size = 78, pack = 1)
public record NodeMetadata(
    int nodeOrdinalAndAdapterIndex,
    @Enumerated(EngineType.class) int engineType,
    @Length(32) Utf16 friendlyName,
    int flags,
    byte gpuMmuSupported,
    byte ioMmuSupported) {
  /** An engine node with GPU page tables. */
  public static NodeMetadata of(int nodeOrdinal, EngineType type, String name) {
    return new NodeMetadata(nodeOrdinal, type.value(), Utf16.of(name, 32), 0, (byte) 1, (byte) 0);
  }

  public int nodeOrdinal() {
    return nodeOrdinalAndAdapterIndex & 0xffff;
  }

  public int physicalAdapterIndex() {
    return nodeOrdinalAndAdapterIndex >>> 16;
  }
}
