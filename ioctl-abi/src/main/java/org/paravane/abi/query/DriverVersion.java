package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/**
 * Query 13: WDDM version of the driver, 4 bytes.
 *
 * @param version thousands are the major version: 2700 is WDDM 2.7
 */
@CStruct(name = "paravane_query_driverversion", size = 4)
public record DriverVersion(int version) {
  /** WDDM 3.0. */
  public static final int WDDM_3_0 = 3000;
}
