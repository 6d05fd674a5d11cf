package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/** One operation of {@link UpdateGpuVirtualAddress}, 64 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_updategpuvirtualaddress_operation", size = 64)
public record UpdateGpuVirtualAddressOperation(
    @Win("OperationType") @Enumerated(UpdateGpuVirtualAddressOperationType.class) int operation,
    @Union({
        @Member(name = "map", type = Map.class),
        @Member(name = "map_protect", type = MapProtect.class),
        @Member(name = "unmap", type = Unmap.class),
        @Member(name = "copy", type = Copy.class)}) Bytes body) {
  /** The bytes of the union as {@code map}. */
  public Map map() {
    return body.as(Map.class);
  }

  /** The same with {@code map} in the union and zeros behind it. */
  public UpdateGpuVirtualAddressOperation withMap(Map map) {
    return new UpdateGpuVirtualAddressOperation(operation, Bytes.of(map, 56));
  }

  /** The bytes of the union as {@code map_protect}. */
  public MapProtect mapProtect() {
    return body.as(MapProtect.class);
  }

  /** The same with {@code map_protect} in the union and zeros behind it. */
  public UpdateGpuVirtualAddressOperation withMapProtect(MapProtect mapProtect) {
    return new UpdateGpuVirtualAddressOperation(operation, Bytes.of(mapProtect, 56));
  }

  /** The bytes of the union as {@code unmap}. */
  public Unmap unmap() {
    return body.as(Unmap.class);
  }

  /** The same with {@code unmap} in the union and zeros behind it. */
  public UpdateGpuVirtualAddressOperation withUnmap(Unmap unmap) {
    return new UpdateGpuVirtualAddressOperation(operation, Bytes.of(unmap, 56));
  }

  /** The bytes of the union as {@code copy}. */
  public Copy copy() {
    return body.as(Copy.class);
  }

  /** The same with {@code copy} in the union and zeros behind it. */
  public UpdateGpuVirtualAddressOperation withCopy(Copy copy) {
    return new UpdateGpuVirtualAddressOperation(operation, Bytes.of(copy, 56));
  }

  /** View {@code map}, 40 bytes. */
  @CStruct(size = 40)
  public record Map(
      long baseAddress,
      @Win("SizeInBytes") long size,
      Handle allocation,
      @Win("AllocationOffsetInBytes") long allocationOffset,
      @Win("AllocationSizeInBytes") long allocationSize) {
  }

  /** View {@code map_protect}, 56 bytes. */
  @CStruct(size = 56)
  public record MapProtect(
      long baseAddress,
      @Win("SizeInBytes") long size,
      Handle allocation,
      @Win("AllocationOffsetInBytes") long allocationOffset,
      @Win("AllocationSizeInBytes") long allocationSize,
      GpuVaProtectionType protection,
      long driverProtection) {
  }

  /** View {@code unmap}, 24 bytes. */
  @CStruct(size = 24)
  public record Unmap(
      long baseAddress,
      @Win("SizeInBytes") long size,
      GpuVaProtectionType protection) {
  }

  /** View {@code copy}, 24 bytes. */
  @CStruct(size = 24)
  public record Copy(
      long sourceAddress,
      @Win("SizeInBytes") long size,
      long destAddress) {
  }
}
