package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/** A signed 64-bit number that Windows also splits in two. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "LARGE_INTEGER", size = 8, windowsUnion = true)
public record LargeInteger(
    @Union({
        @Member(type = Parts.class, win = "u"), @Member(signed = true, win = "QuadPart")}) long quadPart) {

  /** The two halves. */
  @CStruct(size = 8)
  public record Parts(@Win("LowPart") int low, @Win("HighPart") int high) {
  }
}
