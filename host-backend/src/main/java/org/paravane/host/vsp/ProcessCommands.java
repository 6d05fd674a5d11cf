package org.paravane.host.vsp;

import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.FeatureId;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;
import org.paravane.abi.wire.CreateProcessCommand;
import org.paravane.abi.wire.CreateProcessReply;
import org.paravane.abi.wire.DestroyProcessCommand;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.FeatureDesc;
import org.paravane.abi.wire.IsFeatureEnabledGlobalCommand;
import org.paravane.abi.wire.IsFeatureEnabledReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.host.memory.PageStore;
import org.paravane.host.object.HostSync;
import org.paravane.host.object.RegionPages;

/** The commands of the global channel: processes, the I/O window, and the destruction of sync objects. */
final class ProcessCommands {
  private static final String NO_SHARING = "sharing between processes is not supported by this host: command=";
  private static final long PAGE_MASK = PageStore.PAGE_BYTES - 1L;

  private final GuestSession guest;
  private long windowStart;
  private long windowEnd;

  ProcessCommands(GuestSession guest) {
    this.guest = guest;
  }

  CommandTable register(CommandTable table) {
    for (Message message : new Message[]{Message.OPENSYNCOBJECT, Message.CREATENTSHAREDOBJECT,
        Message.DESTROYNTSHAREDOBJECT, Message.SHAREOBJECTWITHHOST}) {
      table.refuse(message, NO_SHARING + message);
    }
    return table.on(Message.CREATEPROCESS, CreateProcessCommand.class, this::createProcess)
        .onProcess(Message.DESTROYPROCESS, DestroyProcessCommand.class, this::destroyProcess)
        .on(Message.SETIOSPACEREGION, SetIoSpaceRegionCommand.class, this::setIoSpaceRegion)
        .onProcess(Message.SETPROCESSAPERTURE, SetProcessApertureCommand.class, this::setProcessAperture)
        .onProcess(Message.DESTROYSYNCOBJECT, DestroySyncObjectCommand.class, this::destroySyncObject)
        .on(Message.ISFEATUREENABLED_GLOBAL, IsFeatureEnabledGlobalCommand.class,
            command -> Result.ok(feature(command.featureId())));
  }

  private Result<Reply> createProcess(CreateProcessCommand command) {
    return guest.partition().createProcess(command.processName().text())
        .map(process -> Reply.of(new CreateProcessReply(process.handle())));
  }

  private Result<Reply> destroyProcess(ChannelProcess process, DestroyProcessCommand command) {
    guest.partition().destroy(process.process());
    return Result.ok(Reply.SUCCESS);
  }

  /** The window is a range of numbers: nothing is there before a process has an aperture in it. */
  private Result<Reply> setIoSpaceRegion(SetIoSpaceRegionCommand command) {
    if (!isRange(command.start(), command.length()) || command.sharedPageGpadl() != 0) {
      return Result.failed(Errno.EINVAL,
          "bad i/o window: start=0x%x, length=0x%x".formatted(command.start(), command.length()));
    }
    if (windowEnd != 0) {
      return Result.failed(Errno.EEXIST, "i/o window is set already: start=0x%x".formatted(windowStart));
    }
    windowStart = command.start();
    windowEnd = command.start() + command.length();
    return Result.ok(Reply.SUCCESS);
  }

  private Result<Reply> setProcessAperture(ChannelProcess process, SetProcessApertureCommand command) {
    long start = command.start();
    if (!isRange(start, command.length()) || start < windowStart || start + command.length() > windowEnd) {
      return Result.failed(Errno.EINVAL,
          "aperture outside the i/o window: %s, start=0x%x, length=0x%x".formatted(process,
              start, command.length()));
    }
    return guest.connection().memory().region(start)
        .flatMap(region -> RegionPages.aperture(region, command.length())).flatMap(process.process()::setAperture)
        .map(done -> Reply.SUCCESS);
  }

  private static boolean isRange(long start, long length) {
    return start >= 0 && length > 0 && ((start | length) & PAGE_MASK) == 0 && start <= Long.MAX_VALUE - length;
  }

  private Result<Reply> destroySyncObject(ChannelProcess process, DestroySyncObjectCommand command) {
    return process.find(command.syncObject(), HostSync.class).flatMap(process::destroy).map(done -> Reply.SUCCESS);
  }

  /** No feature is enabled: hardware scheduling is known by name, and this host schedules in software. */
  static Reply feature(int featureId) {
    boolean known = featureId == FeatureId.HWSCH.value();
    FeatureDesc none = new FeatureDesc((short) 0, (short) 0, false, 0, known, false, false, 0);
    IsFeatureEnabledResult disabled = new IsFeatureEnabledResult((short) 0, false, known, false, false, 0);
    return Reply.of(new IsFeatureEnabledReply(NtStatus.SUCCESS, none, disabled));
  }
}
