package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Member;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;
import org.paravane.abi.Union;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.ShadowSurfaceData;
import org.paravane.abi.ioctl.SharedPrimarySurfaceData;
import org.paravane.abi.ioctl.StagingSurfaceData;

/**
 * Reply to {@code DDIGETSTANDARDALLOCATIONDRIVERDATA}, 36 bytes and what follows. Source: dxg-vmbus-protocol.md section
 * 7.
 */
@CStruct(name = "dxgkvmb_command_getstandardallocprivdata_return", size = 36)
public record DdiGetStandardAllocationDriverDataReply(
    NtStatus status,
    int privDriverDataSize,
    int privDriverResourceSize,
    @Union({
        @Member(name = "primary", type = SharedPrimarySurfaceData.class),
        @Member(name = "shadow", type = ShadowSurfaceData.class),
        @Member(name = "staging", type = StagingSurfaceData.class),
        @Member(name = "gdi_surface", type = GdiSurfaceData.class)}) Bytes surface,
    @Trailing(count = "privDriverDataSize", tail = Trailing.Tail.ROUNDED) Bytes allocationData,
    @Trailing(count = "privDriverResourceSize") Bytes resourceData) {
  /** The bytes of the union as {@code primary}. */
  public SharedPrimarySurfaceData primary() {
    return surface.as(SharedPrimarySurfaceData.class);
  }

  /** The same with {@code primary} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataReply withPrimary(SharedPrimarySurfaceData primary) {
    return new DdiGetStandardAllocationDriverDataReply(status, privDriverDataSize, privDriverResourceSize,
        Bytes.of(primary, 24), allocationData, resourceData);
  }

  /** The bytes of the union as {@code shadow}. */
  public ShadowSurfaceData shadow() {
    return surface.as(ShadowSurfaceData.class);
  }

  /** The same with {@code shadow} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataReply withShadow(ShadowSurfaceData shadow) {
    return new DdiGetStandardAllocationDriverDataReply(status, privDriverDataSize, privDriverResourceSize,
        Bytes.of(shadow, 24), allocationData, resourceData);
  }

  /** The bytes of the union as {@code staging}. */
  public StagingSurfaceData staging() {
    return surface.as(StagingSurfaceData.class);
  }

  /** The same with {@code staging} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataReply withStaging(StagingSurfaceData staging) {
    return new DdiGetStandardAllocationDriverDataReply(status, privDriverDataSize, privDriverResourceSize,
        Bytes.of(staging, 24), allocationData, resourceData);
  }

  /** The bytes of the union as {@code gdi_surface}. */
  public GdiSurfaceData gdiSurface() {
    return surface.as(GdiSurfaceData.class);
  }

  /** The same with {@code gdi_surface} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataReply withGdiSurface(GdiSurfaceData gdiSurface) {
    return new DdiGetStandardAllocationDriverDataReply(status, privDriverDataSize, privDriverResourceSize,
        Bytes.of(gdiSurface, 24), allocationData, resourceData);
  }
}
