package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Length;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.U64Array;
import org.paravane.abi.Union;
import org.paravane.abi.Unnamed;
import org.paravane.abi.Win;

/**
 * What kind of synchronization object; which view of the union is valid follows from the type, 80 bytes.
 * Source: d3dkmt-abi.md section 8.
 */
@CStruct(name = "d3dddi_synchronizationobjectinfo2", size = 80)
public record SynchronizationObjectInfo2(
    @Enumerated(SynchronizationObjectType.class) int type,
    SynchronizationObjectFlags flags,
    @Union({
        @Member(name = "synchronization_mutex", type = SynchronizationMutex.class),
        @Member(name = "semaphore", type = Semaphore.class),
        @Member(name = "fence", type = Fence.class),
        @Member(name = "cpu_notification", type = CpuNotification.class, win = "CPUNotification"),
        @Member(name = "monitored_fence", type = MonitoredFence.class),
        @Member(name = "periodic_monitored_fence", type = PeriodicMonitoredFence.class),
        @Member(name = "reserved", type = Reserved.class)}) Bytes body,
    @Win("SharedHandle") Handle sharedHandle) {
  public SynchronizationObjectInfo2 withSharedHandle(Handle sharedHandle) {
    return new SynchronizationObjectInfo2(type, flags, body, sharedHandle);
  }

  public SynchronizationObjectInfo2 withFlags(SynchronizationObjectFlags flags) {
    return new SynchronizationObjectInfo2(type, flags, body, sharedHandle);
  }

  /** The bytes of the union as {@code synchronization_mutex}. */
  public SynchronizationMutex synchronizationMutex() {
    return body.as(SynchronizationMutex.class);
  }

  /** The same with {@code synchronization_mutex} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withSynchronizationMutex(SynchronizationMutex synchronizationMutex) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(synchronizationMutex, 64), sharedHandle);
  }

  /** The bytes of the union as {@code semaphore}. */
  public Semaphore semaphore() {
    return body.as(Semaphore.class);
  }

  /** The same with {@code semaphore} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withSemaphore(Semaphore semaphore) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(semaphore, 64), sharedHandle);
  }

  /** The bytes of the union as {@code fence}. */
  public Fence fence() {
    return body.as(Fence.class);
  }

  /** The same with {@code fence} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withFence(Fence fence) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(fence, 64), sharedHandle);
  }

  /** The bytes of the union as {@code cpu_notification}. */
  public CpuNotification cpuNotification() {
    return body.as(CpuNotification.class);
  }

  /** The same with {@code cpu_notification} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withCpuNotification(CpuNotification cpuNotification) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(cpuNotification, 64), sharedHandle);
  }

  /** The bytes of the union as {@code monitored_fence}. */
  public MonitoredFence monitoredFence() {
    return body.as(MonitoredFence.class);
  }

  /** The same with {@code monitored_fence} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withMonitoredFence(MonitoredFence monitoredFence) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(monitoredFence, 64), sharedHandle);
  }

  /** The bytes of the union as {@code periodic_monitored_fence}. */
  public PeriodicMonitoredFence periodicMonitoredFence() {
    return body.as(PeriodicMonitoredFence.class);
  }

  /** The same with {@code periodic_monitored_fence} in the union and zeros behind it. */
  public SynchronizationObjectInfo2 withPeriodicMonitoredFence(PeriodicMonitoredFence periodicMonitoredFence) {
    return new SynchronizationObjectInfo2(type, flags, Bytes.of(periodicMonitoredFence, 64), sharedHandle);
  }

  /** View {@code synchronization_mutex}, 4 bytes. */
  @CStruct(size = 4)
  public record SynchronizationMutex(
      int initialState) {
  }

  /** View {@code semaphore}, 8 bytes. */
  @CStruct(size = 8)
  public record Semaphore(
      int maxCount,
      int initialCount) {
  }

  /** View {@code fence}, 8 bytes. */
  @CStruct(size = 8)
  public record Fence(
      long fenceValue) {
  }

  /** View {@code cpu_notification}, 8 bytes. */
  @CStruct(size = 8)
  public record CpuNotification(
      @Win({
          "Event_Align", "ptr<bytes> Event"}) long event) {
  }

  /** View {@code monitored_fence}, 32 bytes. */
  @CStruct(size = 32)
  public record MonitoredFence(
      long initialFenceValue,
      @Win("FenceValueCPUVirtualAddress") @Pointer long fenceCpuVirtualAddress,
      @Win("FenceValueGPUVirtualAddress") long fenceGpuVirtualAddress,
      int engineAffinity,
      @Unnamed @Win("Padding") int padding) {
  }

  /** View {@code periodic_monitored_fence}, 40 bytes. */
  @CStruct(size = 40)
  public record PeriodicMonitoredFence(
      Handle adapter,
      @Win("VidPnTargetId") int vidpnTargetId,
      long time,
      @Win("FenceValueCPUVirtualAddress") @Pointer long fenceCpuVirtualAddress,
      @Win("FenceValueGPUVirtualAddress") long fenceGpuVirtualAddress,
      int engineAffinity,
      @Unnamed @Win("Padding") int padding) {
  }

  /** View {@code reserved}, 64 bytes. */
  @CStruct(size = 64)
  public record Reserved(
      @Length(8) U64Array reserved) {
  }
}
