package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Guid;
import org.paravane.abi.Length;
import org.paravane.abi.Utf16;

/** Query 60: a GUID as text in braces, 80 bytes. Source: d3dkmt-abi.md section 5.1. */
@CStruct(name = "paravane_query_adapteruniqueguid", size = 80)
public record AdapterUniqueGuid(@Length(40) Utf16 guid) {
  public static AdapterUniqueGuid of(Guid guid) {
    return new AdapterUniqueGuid(Utf16.of("{" + guid + "}", 40));
  }
}
