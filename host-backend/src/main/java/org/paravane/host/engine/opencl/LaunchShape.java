package org.paravane.host.engine.opencl;

import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.packet.FetchedPacket;
import org.paravane.host.engine.packet.PacketFault;

/** Dimensions, grid and work-group of one launch, where OpenCL can read them. Reused. */
final class LaunchShape implements AutoCloseable {
  private static final int DIMENSIONS = 3;

  private final Native sizes = new Native(2L * 8 * DIMENSIONS);
  private int dimensions;

  int dimensions() {
    return dimensions;
  }

  /** Address of the grid, in work items. */
  long gridAddress() {
    return sizes.address(0);
  }

  /** Address of the work-group's size. */
  long groupAddress() {
    return sizes.address(8L * DIMENSIONS);
  }

  long workItems() {
    long items = 1;
    for (int i = 0; i < dimensions; i++) {
      items *= sizes.getLong(8L * i);
    }
    return items;
  }

  /** A grid in one dimension, a multiple of the work-group. */
  void setLine(long grid, long group) {
    dimensions = 1;
    set(0, grid, group);
  }

  /** A grid in two dimensions, multiples of the work-group. */
  void setPlane(long gridX, long groupX, long gridY, long groupY) {
    dimensions = 2;
    set(0, gridX, groupX);
    set(1, gridY, groupY);
  }

  /**
   * Takes the shape from a packet, if kernel and device can do it. A dimension in which the grid is smaller than the work-group is one
   * partial work-group: as large as the grid. Other partial work-groups are not possible in OpenCL 1.2.
   */
  void take(FetchedPacket packet, ProgramResult.Kernel kernel, DeviceInfo device) throws PacketFault {
    dimensions = packet.checkedDimensions();
    long items = 1;
    for (int i = 0; i < dimensions; i++) {
      long grid = packet.gridSize(i);
      long group = Math.min(packet.workgroupSize(i), grid);
      if (grid % group != 0) {
        throw packet.bad("grid is no multiple of the work-group: dimension=%d, grid=%d, work-group=%d".formatted(i,
            grid, group));
      } else if (group > limit(device, i)) {
        throw packet.bad("work-group too large: dimension=%d, size=%d, limit=%d".formatted(i, group,
            limit(device, i)));
      }
      items *= group;
      set(i, grid, group);
    }
    long most = Math.min(kernel.maxWorkgroupSize(), device.maxWorkgroupSize());
    if (items > most) {
      throw packet.bad(
          "work-group too large: kernel=%s, size=%d, limit=%d".formatted(kernel.name().text(), items, most));
    }
    checkRequired(packet, kernel);
  }

  @Override
  public void close() {
    sizes.close();
  }

  private void checkRequired(FetchedPacket packet, ProgramResult.Kernel kernel) throws PacketFault {
    if (kernel.requiredWorkgroupX() != 0 && (group(0) != kernel.requiredWorkgroupX()
        || group(1) != kernel.requiredWorkgroupY() || group(2) != kernel.requiredWorkgroupZ())) {
      throw packet.bad("not the required work-group: kernel=%s, size=%dx%dx%d, required=%dx%dx%d".formatted(
          kernel.name().text(), group(0), group(1), group(2), kernel.requiredWorkgroupX(),
          kernel.requiredWorkgroupY(), kernel.requiredWorkgroupZ()));
    }
  }

  private long group(int dimension) {
    return dimension < dimensions ? sizes.getLong(8L * (DIMENSIONS + dimension)) : 1;
  }

  private void set(int dimension, long grid, long group) {
    sizes.setLong(8L * dimension, grid);
    sizes.setLong(8L * (DIMENSIONS + dimension), group);
  }

  private static int limit(DeviceInfo device, int dimension) {
    return switch (dimension) {
      case 0 -> device.maxWorkItemsX();
      case 1 -> device.maxWorkItemsY();
      default -> device.maxWorkItemsZ();
    };
  }
}
