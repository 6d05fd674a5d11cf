package org.paravane.tests.storm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.guest.node.LocalFile;

/**
 * Makes a few real objects on a file and puts their handles into the pool, so that random requests get past the first
 * checks. Whatever a request refuses is left out: this is a beginning, not a test.
 */
final class Seeds {
  private static final int ARRAY = CallerBuffer.SIZE / 2;

  private final LocalFile file;
  private final HandlePool handles;
  private final MemorySegment memory;

  private Seeds(LocalFile file, HandlePool handles, CallerBuffer buffer) {
    this.file = file;
    this.handles = handles;
    this.memory = buffer.bytes();
  }

  /** Plants one adapter, device, context, hardware queue, paging queue, allocation, and some sync objects. */
  static void plant(LocalFile file, HandlePool handles, CallerBuffer buffer) {
    new Seeds(file, handles, buffer).plant();
  }

  private void plant() {
    int adapter = adapter();
    int device = make(DxgIoctl.CREATEDEVICE, "device", "adapter", adapter);
    int context = make(DxgIoctl.CREATECONTEXTVIRTUAL, "context", "device", device);
    int queued = makeForQueues(device);
    make(DxgIoctl.CREATEHWQUEUE, "queue", "context", queued);
    make(DxgIoctl.CREATEPAGINGQUEUE, "paging_queue", "device", device);
    allocation(device);
    for (int type = 1; type <= 5; type++) {
      sync(device, type);
    }
    handles.add("context", context);
  }

  private int adapter() {
    memory.fill((byte) 0);
    set(DxgIoctl.ENUMADAPTERS2, "num_adapters", 8);
    setLong(DxgIoctl.ENUMADAPTERS2, "adapters", memory.address() + ARRAY);
    call(DxgIoctl.ENUMADAPTERS2);
    int adapter = StructCodec.of(AdapterInfo.class).read(memory, ARRAY).adapterHandle().value();
    handles.add("adapter", adapter);
    return adapter;
  }

  private int make(DxgIoctl ioctl, String made, String parentField, int parent) {
    memory.asSlice(0, ARRAY).fill((byte) 0);
    set(ioctl, parentField, parent);
    call(ioctl);
    int handle = get(ioctl, made);
    handles.add(made, handle);
    return handle;
  }

  private int makeForQueues(int device) {
    memory.asSlice(0, ARRAY).fill((byte) 0);
    set(DxgIoctl.CREATECONTEXTVIRTUAL, "device", device);
    var flag = StructCodec.of(DxgIoctl.CREATECONTEXTVIRTUAL.argument()).layout().field("flags.hw_queue_supported");
    var bits = flag.bits();
    memory.set(ValueLayout.JAVA_INT, flag.offset(), bits == null ? 1 : 1 << bits.first());
    call(DxgIoctl.CREATECONTEXTVIRTUAL);
    int handle = get(DxgIoctl.CREATECONTEXTVIRTUAL, "context");
    handles.add("context", handle);
    return handle;
  }

  private void allocation(int device) {
    memory.fill((byte) 0);
    int description = ARRAY + 4096;
    StructCodec<AllocationDescription> codec = StructCodec.of(AllocationDescription.class);
    codec.write(AllocationDescription.of(65_536, true), memory, description);
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, ARRAY + 8, memory.address() + description);
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, ARRAY + 16, codec.size());
    set(DxgIoctl.CREATEALLOCATION, "device", device);
    set(DxgIoctl.CREATEALLOCATION, "alloc_count", 1);
    setLong(DxgIoctl.CREATEALLOCATION, "allocation_info", memory.address() + ARRAY);
    call(DxgIoctl.CREATEALLOCATION);
    handles.add("allocation", memory.get(ValueLayout.JAVA_INT_UNALIGNED, ARRAY));
  }

  private void sync(int device, int type) {
    memory.asSlice(0, ARRAY).fill((byte) 0);
    set(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, "device", device);
    set(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, "info.type", type);
    call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT);
    handles.add("sync_object", get(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, "sync_object"));
  }

  private void call(DxgIoctl ioctl) {
    file.ioctl(ioctl.requestCode(), memory.address());
  }

  private static int offset(DxgIoctl ioctl, String field) {
    return StructCodec.of(ioctl.argument()).layout().field(field).offset();
  }

  private void set(DxgIoctl ioctl, String field, int value) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, offset(ioctl, field), value);
  }

  private void setLong(DxgIoctl ioctl, String field, long value) {
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset(ioctl, field), value);
  }

  private int get(DxgIoctl ioctl, String field) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset(ioctl, field));
  }
}
