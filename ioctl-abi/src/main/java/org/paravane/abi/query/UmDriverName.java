package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Utf16;

/**
 * Query 1: file name of the user mode driver, 524 bytes with 16-bit characters. Source: d3dkmt-abi.md section 5.1.
 *
 * @param version which user mode driver is asked for (in)
 */
@CStruct(name = "paravane_query_umdrivername", size = 524)
public record UmDriverName(int version, @Length(260) Utf16 fileName) {
}
