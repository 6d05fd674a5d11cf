package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Utf16;

/** Queries 65 and 66: description of the driver, 8192 bytes. Source: d3dkmt-abi.md section 5.1. */
@CStruct(name = "paravane_query_driverdescription", size = 8192)
public record DriverDescription(@Length(4096) Utf16 description) {
  public static DriverDescription of(String description) {
    return new DriverDescription(Utf16.of(description, 4096));
  }
}
