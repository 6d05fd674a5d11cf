package org.paravane.abi.wire;

import static org.paravane.abi.EnumTable.row;
import static org.paravane.abi.EnumTable.unknown;

import org.junit.jupiter.api.Test;

/** The constants of the C enums%s by number and by name; an unknown number is none of them. */
class EnumRowsTest {
  /** {@code enum dxgadapter_state}. */
  @Test
  void adapterState() {
    row(AdapterState.ACTIVE, 0, "DXGADAPTER_STATE_ACTIVE");
    row(AdapterState.STOPPED, 1, "DXGADAPTER_STATE_STOPPED");
    row(AdapterState.WAITING_VMBUS, 2, "DXGADAPTER_STATE_WAITING_VMBUS");
    unknown(AdapterState.class, 3, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgkvmb_commandchanneltype}. */
  @Test
  void commandChannelType() {
    row(CommandChannelType.VGPU_TO_HOST, 0, "DXGKVMB_VGPU_TO_HOST");
    row(CommandChannelType.VM_TO_HOST, 1, "DXGKVMB_VM_TO_HOST");
    row(CommandChannelType.HOST_TO_VM, 2, "DXGKVMB_HOST_TO_VM");
    unknown(CommandChannelType.class, 3, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgdevice_flushschedulerreason}. */
  @Test
  void flushSchedulerReason() {
    row(FlushSchedulerReason.DEVICE_TERMINATE, 4, "DXGDEVICE_FLUSHSCHEDULER_DEVICE_TERMINATE");
    unknown(FlushSchedulerReason.class, 1, -2, 1, 0x7fffffff, 0x80000001);
  }

  /** {@code enum hmgrentry_type}. */
  @Test
  void handleType() {
    row(HandleType.FREE, 0, "HMGRENTRY_TYPE_FREE");
    row(HandleType.DXGADAPTER, 1, "HMGRENTRY_TYPE_DXGADAPTER");
    row(HandleType.DXGSHAREDRESOURCE, 2, "HMGRENTRY_TYPE_DXGSHAREDRESOURCE");
    row(HandleType.DXGDEVICE, 3, "HMGRENTRY_TYPE_DXGDEVICE");
    row(HandleType.DXGRESOURCE, 4, "HMGRENTRY_TYPE_DXGRESOURCE");
    row(HandleType.DXGALLOCATION, 5, "HMGRENTRY_TYPE_DXGALLOCATION");
    row(HandleType.DXGOVERLAY, 6, "HMGRENTRY_TYPE_DXGOVERLAY");
    row(HandleType.DXGCONTEXT, 7, "HMGRENTRY_TYPE_DXGCONTEXT");
    row(HandleType.DXGSYNCOBJECT, 8, "HMGRENTRY_TYPE_DXGSYNCOBJECT");
    row(HandleType.DXGKEYEDMUTEX, 9, "HMGRENTRY_TYPE_DXGKEYEDMUTEX");
    row(HandleType.DXGPAGINGQUEUE, 10, "HMGRENTRY_TYPE_DXGPAGINGQUEUE");
    row(HandleType.DXGDEVICESYNCOBJECT, 11, "HMGRENTRY_TYPE_DXGDEVICESYNCOBJECT");
    row(HandleType.DXGPROCESS, 12, "HMGRENTRY_TYPE_DXGPROCESS");
    row(HandleType.DXGSHAREDVMOBJECT, 13, "HMGRENTRY_TYPE_DXGSHAREDVMOBJECT");
    row(HandleType.DXGPROTECTEDSESSION, 14, "HMGRENTRY_TYPE_DXGPROTECTEDSESSION");
    row(HandleType.DXGHWQUEUE, 15, "HMGRENTRY_TYPE_DXGHWQUEUE");
    row(HandleType.DXGREMOTEBUNDLEOBJECT, 16, "HMGRENTRY_TYPE_DXGREMOTEBUNDLEOBJECT");
    row(HandleType.DXGCOMPOSITIONSURFACEOBJECT, 17, "HMGRENTRY_TYPE_DXGCOMPOSITIONSURFACEOBJECT");
    row(HandleType.DXGCOMPOSITIONSURFACEPROXY, 18, "HMGRENTRY_TYPE_DXGCOMPOSITIONSURFACEPROXY");
    row(HandleType.DXGTRACKEDWORKLOAD, 19, "HMGRENTRY_TYPE_DXGTRACKEDWORKLOAD");
    row(HandleType.LIMIT, 31, "HMGRENTRY_TYPE_LIMIT");
    row(HandleType.MONITOREDFENCE, 32, "HMGRENTRY_TYPE_MONITOREDFENCE");
    unknown(HandleType.class, 22, -2, 20, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxghosteventtype}. */
  @Test
  void hostEventType() {
    row(HostEventType.CPU_EVENT, 1, "dxghostevent_cpu_event");
    row(HostEventType.DMA_FENCE, 2, "dxghostevent_dma_fence");
    unknown(HostEventType.class, 2, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgobjectstate}. */
  @Test
  void objectState() {
    row(ObjectState.CREATED, 0, "DXGOBJECTSTATE_CREATED");
    row(ObjectState.ACTIVE, 1, "DXGOBJECTSTATE_ACTIVE");
    row(ObjectState.STOPPED, 2, "DXGOBJECTSTATE_STOPPED");
    row(ObjectState.DESTROYED, 3, "DXGOBJECTSTATE_DESTROYED");
    unknown(ObjectState.class, 4, -2, 4, 0x7fffffff, 0x80000001);
  }

  /** {@code enum set_guestdata_type}. */
  @Test
  void setGuestDataType() {
    row(SetGuestDataType.DWORD, 0, "SETGUESTDATA_DATATYPE_DWORD");
    row(SetGuestDataType.UINT64, 1, "SETGUESTDATA_DATATYPE_UINT64");
    unknown(SetGuestDataType.class, 2, -2, 2, 0x7fffffff, 0x80000001);
  }
}
