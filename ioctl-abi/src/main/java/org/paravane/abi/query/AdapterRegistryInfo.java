package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Utf16;

/** Queries 8 and 54: names of the adapter's parts, 2080 bytes. Source: d3dkmt-abi.md section 5.1. */
@CStruct(name = "paravane_query_adapterregistryinfo", size = 2080)
public record AdapterRegistryInfo(
    @Length(260) Utf16 adapterString,
    @Length(260) Utf16 biosString,
    @Length(260) Utf16 dacType,
    @Length(260) Utf16 chipType) {
  /** The four names. */
  public static AdapterRegistryInfo of(String adapter, String bios, String dac, String chip) {
    return new AdapterRegistryInfo(Utf16.of(adapter, 260), Utf16.of(bios, 260), Utf16.of(dac, 260),
        Utf16.of(chip, 260));
  }
}
