package org.paravane.abi.wire;

import static org.paravane.abi.wire.Direction.HOST_TO_VM;
import static org.paravane.abi.wire.Direction.VGPU_TO_HOST;
import static org.paravane.abi.wire.Direction.VM_TO_HOST;
import static org.paravane.abi.wire.Message.Mode.NOTIFICATION;
import static org.paravane.abi.wire.Message.Mode.SYNC;
import static org.paravane.abi.wire.Message.Mode.SYNC_OR_ASYNC;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.ioctl.DxgIoctl;

/**
 * The table of all messages: number, direction, how it is sent, record of command and reply, and the ioctls that send it. A
 * message without a record is known by number only. Source: dxg-vmbus-protocol.md section 6; numbers from
 * {@link #FIRST_EXTENSION} are our own.
 */
public enum Message {
  CREATEPROCESS(1000, VM_TO_HOST, SYNC, CreateProcessCommand.class, CreateProcessReply.class), //
  DESTROYPROCESS(1001, VM_TO_HOST, SYNC, DestroyProcessCommand.class, StatusReply.class), //
  OPENSYNCOBJECT(1002, VM_TO_HOST, SYNC, OpenSyncObjectCommand.class, OpenSyncObjectReply.class, 0x40, 0x46, 0x47), //
  DESTROYSYNCOBJECT(1003, VM_TO_HOST, SYNC, DestroySyncObjectCommand.class, StatusReply.class, 0x1d, 0x10, 0x40, 0x46), //
  CREATENTSHAREDOBJECT(1004, VM_TO_HOST, SYNC, CreateNtSharedObjectCommand.class, CreateNtSharedObjectReply.class, 0x3f,
      0x45), //
  DESTROYNTSHAREDOBJECT(1005, VM_TO_HOST, SYNC, DestroyNtSharedObjectCommand.class, StatusReply.class), //
  SIGNALFENCE(1006, VM_TO_HOST), //
  NOTIFYPROCESSFREEZE(1007, VM_TO_HOST), //
  NOTIFYPROCESSTHAW(1008, VM_TO_HOST), //
  QUERYETWSESSION(1009, VM_TO_HOST), //
  SETIOSPACEREGION(1010, VM_TO_HOST, SYNC, SetIoSpaceRegionCommand.class, StatusReply.class), //
  COMPLETETRANSACTION(1011, VM_TO_HOST), //
  SHAREOBJECTWITHHOST(1021, VM_TO_HOST, SYNC, ShareObjectWithHostCommand.class, ShareObjectWithHostReply.class, 0x44), //
  ISFEATUREENABLED_GLOBAL(1022, VM_TO_HOST, SYNC, IsFeatureEnabledGlobalCommand.class, IsFeatureEnabledReply.class), //
  CREATEDEVICE(0, VGPU_TO_HOST, SYNC, CreateDeviceCommand.class, CreateDeviceReply.class, 0x02), //
  DESTROYDEVICE(1, VGPU_TO_HOST, SYNC, DestroyDeviceCommand.class, StatusReply.class, 0x19), //
  QUERYADAPTERINFO(2, VGPU_TO_HOST, SYNC, QueryAdapterInfoCommand.class, QueryAdapterInfoReply.class, 0x09), //
  DDIQUERYADAPTERINFO(3, VGPU_TO_HOST), //
  CREATEALLOCATION(4, VGPU_TO_HOST, SYNC, CreateAllocationCommand.class, CreateAllocationReply.class, 0x06), //
  DESTROYALLOCATION(5, VGPU_TO_HOST, SYNC, DestroyAllocationCommand.class, StatusReply.class, 0x13, 0x06, 0x42), //
  CREATECONTEXTVIRTUAL(6, VGPU_TO_HOST, SYNC, CreateContextVirtualCommand.class, CreateContextVirtualCommand.class,
      0x04), //
  DESTROYCONTEXT(7, VGPU_TO_HOST, SYNC, DestroyContextCommand.class, StatusReply.class, 0x05), //
  CREATESYNCOBJECT(8, VGPU_TO_HOST, SYNC, CreateSyncObjectCommand.class, CreateSyncObjectReply.class, 0x10), //
  CREATEPAGINGQUEUE(9, VGPU_TO_HOST, SYNC, CreatePagingQueueCommand.class, CreatePagingQueueReply.class, 0x07), //
  DESTROYPAGINGQUEUE(10, VGPU_TO_HOST, SYNC, DestroyPagingQueueCommand.class, null, 0x1c), //
  MAKERESIDENT(11, VGPU_TO_HOST, SYNC, MakeResidentCommand.class, MakeResidentReply.class, 0x0b), //
  EVICT(12, VGPU_TO_HOST, SYNC, EvictCommand.class, EvictReply.class, 0x1e), //
  ESCAPE(13, VGPU_TO_HOST, SYNC, EscapeCommand.class, EscapeReply.class, 0x0d), //
  OPENADAPTER(14, VGPU_TO_HOST, SYNC, OpenAdapterCommand.class, OpenAdapterReply.class), //
  CLOSEADAPTER(15, VGPU_TO_HOST, SYNC, CloseAdapterCommand.class, null), //
  FREEGPUVIRTUALADDRESS(16, VGPU_TO_HOST, SYNC, FreeGpuVirtualAddressCommand.class, StatusReply.class, 0x20), //
  MAPGPUVIRTUALADDRESS(17, VGPU_TO_HOST, SYNC, MapGpuVirtualAddressCommand.class, MapGpuVirtualAddressReply.class,
      0x0c), //
  RESERVEGPUVIRTUALADDRESS(18, VGPU_TO_HOST, SYNC, ReserveGpuVirtualAddressCommand.class,
      ReserveGpuVirtualAddressReply.class, 0x08), //
  UPDATEGPUVIRTUALADDRESS(19, VGPU_TO_HOST, SYNC, UpdateGpuVirtualAddressCommand.class, StatusReply.class, 0x39), //
  SUBMITCOMMAND(20, VGPU_TO_HOST, SYNC_OR_ASYNC, SubmitCommandCommand.class, StatusReply.class, 0x0f), //
  QUERYVIDEOMEMORYINFO(21, VGPU_TO_HOST, SYNC, QueryVideoMemoryInfoCommand.class, QueryVideoMemoryInfoReply.class,
      0x0a), //
  WAITFORSYNCOBJECTFROMCPU(22, VGPU_TO_HOST, SYNC, WaitForSyncObjectFromCpuCommand.class, StatusReply.class, 0x3a,
      0x45), //
  LOCK2(23, VGPU_TO_HOST, SYNC, Lock2Command.class, Lock2Reply.class, 0x25), //
  UNLOCK2(24, VGPU_TO_HOST, SYNC, Unlock2Command.class, StatusReply.class, 0x37), //
  WAITFORSYNCOBJECTFROMGPU(25, VGPU_TO_HOST, SYNC_OR_ASYNC, WaitForSyncObjectFromGpuCommand.class, StatusReply.class,
      0x12, 0x3b, 0x36, 0x46), //
  SIGNALSYNCOBJECT(26, VGPU_TO_HOST, SYNC_OR_ASYNC, SignalSyncObjectCommand.class, StatusReply.class, 0x11, 0x31, 0x32,
      0x33, 0x35), //
  SIGNALFENCENTSHAREDBYREF(27, VGPU_TO_HOST), //
  GETDEVICESTATE(28, VGPU_TO_HOST, SYNC, GetDeviceStateCommand.class, GetDeviceStateReply.class, 0x0e), //
  MARKDEVICEASERROR(29, VGPU_TO_HOST, SYNC, MarkDeviceAsErrorCommand.class, StatusReply.class, 0x26), //
  ADAPTERSTOP(30, VGPU_TO_HOST), //
  SETQUEUEDLIMIT(31, VGPU_TO_HOST), //
  OPENRESOURCE(32, VGPU_TO_HOST, SYNC, OpenResourceCommand.class, OpenResourceReply.class, 0x42), //
  SETCONTEXTSCHEDULINGPRIORITY(33, VGPU_TO_HOST, SYNC, SetContextSchedulingPriorityCommand.class, StatusReply.class,
      0x2f, 0x30), //
  PRESENTHISTORYTOKEN(34, VGPU_TO_HOST), //
  SETREDIRECTEDFLIPFENCEVALUE(35, VGPU_TO_HOST), //
  GETINTERNALADAPTERINFO(36, VGPU_TO_HOST, SYNC, GetInternalAdapterInfoCommand.class,
      GetInternalAdapterInfoReply.class), //
  FLUSHHEAPTRANSITIONS(37, VGPU_TO_HOST, SYNC, FlushHeapTransitionsCommand.class, StatusReply.class, 0x1f), //
  BLT(38, VGPU_TO_HOST), //
  DDIGETSTANDARDALLOCATIONDRIVERDATA(39, VGPU_TO_HOST, SYNC, DdiGetStandardAllocationDriverDataCommand.class,
      DdiGetStandardAllocationDriverDataReply.class, 0x06), //
  CDDGDICOMMAND(40, VGPU_TO_HOST), //
  QUERYALLOCATIONRESIDENCY(41, VGPU_TO_HOST, SYNC, QueryAllocationResidencyCommand.class,
      QueryAllocationResidencyReply.class, 0x2a), //
  FLUSHDEVICE(42, VGPU_TO_HOST, SYNC, FlushDeviceCommand.class, StatusReply.class), //
  FLUSHADAPTER(43, VGPU_TO_HOST), //
  DDIGETNODEMETADATA(44, VGPU_TO_HOST), //
  SETEXISTINGSYSMEMSTORE(45, VGPU_TO_HOST, SYNC, SetExistingSysmemStoreCommand.class, StatusReply.class, 0x06), //
  ISSYNCOBJECTSIGNALED(46, VGPU_TO_HOST), //
  CDDSYNCGPUACCESS(47, VGPU_TO_HOST), //
  QUERYSTATISTICS(48, VGPU_TO_HOST, SYNC, QueryStatisticsCommand.class, QueryStatisticsReply.class, 0x43), //
  CHANGEVIDEOMEMORYRESERVATION(49, VGPU_TO_HOST, SYNC, ChangeVideoMemoryReservationCommand.class, StatusReply.class,
      0x16), //
  CREATEHWQUEUE(50, VGPU_TO_HOST, SYNC, CreateHwQueueCommand.class, CreateHwQueueCommand.class, 0x18), //
  DESTROYHWQUEUE(51, VGPU_TO_HOST, SYNC, DestroyHwQueueCommand.class, StatusReply.class, 0x1b), //
  SUBMITCOMMANDTOHWQUEUE(52, VGPU_TO_HOST, SYNC_OR_ASYNC, SubmitCommandToHwQueueCommand.class, StatusReply.class, 0x34), //
  GETDRIVERSTOREFILE(53, VGPU_TO_HOST), //
  READDRIVERSTOREFILE(54, VGPU_TO_HOST), //
  GETNEXTHARDLINK(55, VGPU_TO_HOST), //
  UPDATEALLOCATIONPROPERTY(56, VGPU_TO_HOST, SYNC, UpdateAllocationPropertyCommand.class,
      UpdateAllocationPropertyReply.class, 0x38), //
  OFFERALLOCATIONS(57, VGPU_TO_HOST, SYNC, OfferAllocationsCommand.class, StatusReply.class, 0x27), //
  RECLAIMALLOCATIONS(58, VGPU_TO_HOST, SYNC, ReclaimAllocationsCommand.class, ReclaimAllocationsReply.class, 0x2c), //
  SETALLOCATIONPRIORITY(59, VGPU_TO_HOST, SYNC, SetAllocationPriorityCommand.class, StatusReply.class, 0x2e), //
  GETALLOCATIONPRIORITY(60, VGPU_TO_HOST, SYNC, GetAllocationPriorityCommand.class, GetAllocationPriorityReply.class,
      0x3c), //
  GETCONTEXTSCHEDULINGPRIORITY(61, VGPU_TO_HOST, SYNC, GetContextSchedulingPriorityCommand.class,
      GetContextSchedulingPriorityReply.class, 0x21, 0x22), //
  QUERYCLOCKCALIBRATION(62, VGPU_TO_HOST, SYNC, QueryClockCalibrationCommand.class, QueryClockCalibrationReply.class,
      0x3d), //
  QUERYRESOURCEINFO(64, VGPU_TO_HOST), //
  LOGEVENT(65, VGPU_TO_HOST), //
  SETEXISTINGSYSMEMPAGES(66, VGPU_TO_HOST, SYNC, SetExistingSysmemPagesCommand.class, StatusReply.class, 0x06), //
  INVALIDATECACHE(67, VGPU_TO_HOST, SYNC, InvalidateCacheCommand.class, StatusReply.class, 0x24), //
  ISFEATUREENABLED(68, VGPU_TO_HOST, SYNC, IsFeatureEnabledCommand.class, IsFeatureEnabledReply.class, 0x49), //
  SETPROCESSAPERTURE(2000, VM_TO_HOST, SYNC, SetProcessApertureCommand.class, StatusReply.class), //
  QUERYUSAGE(2001, VGPU_TO_HOST, SYNC, QueryUsageCommand.class, QueryUsageReply.class), //
  QUERYSENSORS(2002, VGPU_TO_HOST, SYNC, QuerySensorsCommand.class, QuerySensorsReply.class), //
  SIGNALGUESTEVENT(0, HOST_TO_VM, NOTIFICATION, SignalGuestEventCommand.class, null), //
  PROPAGATEPRESENTHISTORYTOKEN(1, HOST_TO_VM), //
  SETGUESTDATA(2, HOST_TO_VM, NOTIFICATION, SetGuestDataCommand.class, null), //
  SIGNALGUESTEVENTPASSIVE(3, HOST_TO_VM, NOTIFICATION, SignalGuestEventCommand.class, null), //
  SENDWNFNOTIFICATION(4, HOST_TO_VM);

  /** Whether the sender waits. */
  public enum Mode {
    /** Waits for a completion. */
    SYNC,
    /** Waits for a completion or, with the async bit in the header, does not. */
    SYNC_OR_ASYNC,
    /** Does not wait. */
    NOTIFICATION,
    /** Known by number, not sent. */
    UNUSED
  }

  /** A number that C names although no message has it: the first of a range or the end of one. */
  public record Marker(Direction direction, String cName, int number) {
  }

  /** First number of our own messages. */
  public static final int FIRST_EXTENSION = 2000;

  private static final List<Message> ALL = List.of(values());

  private static final List<Marker> MARKERS = List.of(
      new Marker(VM_TO_HOST, "DXGK_VMBCOMMAND_VM_TO_HOST_FIRST", 1000),
      new Marker(VM_TO_HOST, "DXGK_VMBCOMMAND_INVALID_VM_TO_HOST", 1023),
      new Marker(VGPU_TO_HOST, "DXGK_VMBCOMMAND_INVALID", 69),
      new Marker(HOST_TO_VM, "DXGK_VMBCOMMAND_INVALID_HOST_TO_VM", 5));

  private final int number;
  private final Direction direction;
  private final Mode mode;
  private final @Nullable Class<? extends Record> command;
  private final @Nullable Class<? extends Record> reply;
  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<Integer> triggers;

  Message(int number, Direction direction) {
    this(number, direction, Mode.UNUSED, null, null);
  }

  Message(int number, Direction direction, Mode mode, @Nullable Class<? extends Record> command,
      @Nullable Class<? extends Record> reply, int... triggers) {
    this.number = number;
    this.direction = direction;
    this.mode = mode;
    this.command = command;
    this.reply = reply;
    this.triggers = Arrays.stream(triggers).boxed().toList();
  }

  /** The message with a number in a direction. */
  public static Optional<Message> of(Direction direction, int number) {
    for (Message message : ALL) {
      if (message.number == number && message.direction == direction) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  public static List<Marker> markers() {
    return MARKERS;
  }

  public int number() {
    return number;
  }

  public Direction direction() {
    return direction;
  }

  public Mode mode() {
    return mode;
  }

  /** Record of the command; empty when the message is not used. */
  public Optional<Class<? extends Record>> command() {
    return Optional.ofNullable(command);
  }

  /** Record of the reply; empty when the completion carries nothing or there is none. */
  public Optional<Class<? extends Record>> reply() {
    return Optional.ofNullable(reply);
  }

  public boolean isUsed() {
    return mode != Mode.UNUSED;
  }

  /** Whether the reply is the command itself, filled in. */
  public boolean repliesWithEcho() {
    return reply != null && reply == command;
  }

  /** Whether it is one of our own. */
  public boolean isExtension() {
    return number >= FIRST_EXTENSION;
  }

  /** The ioctls that send it. */
  public List<DxgIoctl> triggers() {
    return triggers.stream().map(trigger -> DxgIoctl.ofNumber(trigger).orElseThrow()).toList();
  }

  /** C name of the number. */
  public String cName() {
    if (this == QUERYVIDEOMEMORYINFO) {
      return "dxgk_vmbcommand_" + name().toLowerCase(Locale.ROOT); // the header's own spelling
    }
    return direction.numberType().getAnnotation(CEnum.Spelling.class).prefix() + name();
  }
}
