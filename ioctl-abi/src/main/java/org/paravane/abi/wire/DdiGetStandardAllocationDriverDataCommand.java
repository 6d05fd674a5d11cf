package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.ShadowSurfaceData;
import org.paravane.abi.ioctl.SharedPrimarySurfaceData;
import org.paravane.abi.ioctl.StagingSurfaceData;
import org.paravane.abi.ioctl.StandardSurfaceType;

/**
 * Message {@code DDIGETSTANDARDALLOCATIONDRIVERDATA}, 64 bytes. Sent twice: with both sizes 0 to learn them, then with
 * them. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_getstandardallocprivdata", size = 64)
public record DdiGetStandardAllocationDriverDataCommand(
    VgpuToHostHeader hdr,
    @Enumerated(StandardSurfaceType.class) int allocType,
    int privDriverDataSize,
    int privDriverResourceSize,
    int physicalAdapterIndex,
    @Union({
        @Member(name = "primary", type = SharedPrimarySurfaceData.class),
        @Member(name = "shadow", type = ShadowSurfaceData.class),
        @Member(name = "staging", type = StagingSurfaceData.class),
        @Member(name = "gdi_surface", type = GdiSurfaceData.class)}) Bytes surface) {
  /** The bytes of the union as {@code primary}. */
  public SharedPrimarySurfaceData primary() {
    return surface.as(SharedPrimarySurfaceData.class);
  }

  /** The same with {@code primary} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataCommand withPrimary(SharedPrimarySurfaceData primary) {
    return new DdiGetStandardAllocationDriverDataCommand(hdr, allocType, privDriverDataSize, privDriverResourceSize,
        physicalAdapterIndex, Bytes.of(primary, 24));
  }

  /** The bytes of the union as {@code shadow}. */
  public ShadowSurfaceData shadow() {
    return surface.as(ShadowSurfaceData.class);
  }

  /** The same with {@code shadow} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataCommand withShadow(ShadowSurfaceData shadow) {
    return new DdiGetStandardAllocationDriverDataCommand(hdr, allocType, privDriverDataSize, privDriverResourceSize,
        physicalAdapterIndex, Bytes.of(shadow, 24));
  }

  /** The bytes of the union as {@code staging}. */
  public StagingSurfaceData staging() {
    return surface.as(StagingSurfaceData.class);
  }

  /** The same with {@code staging} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataCommand withStaging(StagingSurfaceData staging) {
    return new DdiGetStandardAllocationDriverDataCommand(hdr, allocType, privDriverDataSize, privDriverResourceSize,
        physicalAdapterIndex, Bytes.of(staging, 24));
  }

  /** The bytes of the union as {@code gdi_surface}. */
  public GdiSurfaceData gdiSurface() {
    return surface.as(GdiSurfaceData.class);
  }

  /** The same with {@code gdi_surface} in the union and zeros behind it. */
  public DdiGetStandardAllocationDriverDataCommand withGdiSurface(GdiSurfaceData gdiSurface) {
    return new DdiGetStandardAllocationDriverDataCommand(hdr, allocType, privDriverDataSize, privDriverResourceSize,
        physicalAdapterIndex, Bytes.of(gdiSurface, 24));
  }
}
