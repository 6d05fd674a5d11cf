package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Length;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXWAITFORSYNCHRONIZATIONOBJECT} (0x12), 200 bytes. Source: d3dkmt-abi.md section 7.
 */
@CStruct(name = "d3dkmt_waitforsynchronizationobject2", size = 200)
public record WaitForSynchronizationObject(
    Handle context, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Length(32) HandleArray objectArray, // in
    @Union({
        @Member(name = "fence", type = Fence.class),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  /** The bytes of the union as {@code fence}. */
  public Fence fence() {
    return payload.as(Fence.class);
  }

  /** The same with {@code fence} in the union and zeros behind it. */
  public WaitForSynchronizationObject withFence(Fence fence) {
    return new WaitForSynchronizationObject(context, objectCount, objectArray, Bytes.of(fence, 64));
  }

  /** View {@code fence}, 8 bytes. */
  @CStruct(size = 8)
  public record Fence(
      long fenceValue) {
  }
}
