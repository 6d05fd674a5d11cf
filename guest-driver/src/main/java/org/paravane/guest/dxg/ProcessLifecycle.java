package org.paravane.guest.dxg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.Utf16;
import org.paravane.abi.wire.CreateProcessCommand;
import org.paravane.abi.wire.CreateProcessReply;
import org.paravane.abi.wire.DestroyProcessCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.VmToHostHeader;
import org.paravane.device.io.Caller;
import org.paravane.guest.dxg.host.GlobalChannel;
import org.paravane.guest.dxg.ioctl.AdapterUse;
import org.paravane.guest.dxg.object.Aperture;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.dxg.object.ProcessAdapter;
import org.paravane.guest.dxg.object.Sight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends processes, one for each open file of a node, and their use of adapters. */
final class ProcessLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessLifecycle.class);
  private static final int NAME_LENGTH = 15;

  private final GlobalChannel global;

  ProcessLifecycle(GlobalChannel global) {
    this.global = global;
  }

  /**
   * Makes a process on the host and gives it an aperture. Nothing stays behind on failure: ENODEV when the host is gone,
   * ENOMEM when there is no room for an aperture, ENOTRECOVERABLE when the host refuses without a reason.
   */
  Result<DxgProcess> begin(Caller caller, Sight sight) {
    long id = global.nextProcessId();
    return sight.requireUsable().flatMap(usable -> createOnHost(id, caller))
        .flatMap(hostHandle -> equip(id, caller, hostHandle, sight));
  }

  private Result<Handle> createOnHost(long id, Caller caller) {
    CreateProcessCommand command = new CreateProcessCommand(VmToHostHeader.of(Message.CREATEPROCESS, Handle.NONE), id,
        caller.threadGroupId(), Utf16.of(nameOf(caller.threadGroupId()), DxgLimits.PROCESS_NAME_LENGTH + 1), false,
        false, false, true, 0);
    return global.port().call(command, CreateProcessReply.class)
        .flatMap(reply -> reply.hprocess().isNone()
            ? Result.failed(Errno.ENOTRECOVERABLE, "host makes no process: caller=" + caller.threadGroupId())
            : Result.ok(reply.hprocess()));
  }

  /** What the process is called, for people on the host's side. */
  static String nameOf(int threadGroupId) {
    try {
      String name = Files.readString(Path.of("/proc/" + threadGroupId + "/comm")).strip().replaceAll("\\p{Cntrl}", "?");
      return name.substring(0, Math.min(name.length(), NAME_LENGTH));
    } catch (IOException e) {
      return Integer.toString(threadGroupId);
    }
  }

  /** On failure the process is destroyed on the host again. */
  private Result<DxgProcess> equip(long id, Caller caller, Handle hostHandle, Sight sight) {
    if (!sight.extensions()) {
      return Result.ok(new DxgProcess(id, caller.threadGroupId(), hostHandle, sight, null));
    }
    Result<Aperture> made = Aperture.create(global.connection(), global.window(),
        "paravane-" + caller.threadGroupId() + "-" + id);
    if (made instanceof Result.Failed<Aperture>) {
      destroyOnHost(hostHandle);
    }
    return made.flatMap(aperture -> announce(hostHandle, aperture))
        .map(aperture -> new DxgProcess(id, caller.threadGroupId(), hostHandle, sight, aperture));
  }

  /** Tells the host of the aperture. On failure the process ends first: the host may have taken the memory although it says otherwise. */
  private Result<Aperture> announce(Handle hostHandle, Aperture aperture) {
    Result<Integer> told = global.port()
        .status(new SetProcessApertureCommand(VmToHostHeader.of(Message.SETPROCESSAPERTURE, hostHandle),
            aperture.gpa(), aperture.length()));
    if (told instanceof Result.Failed<Integer> failed) {
      destroyOnHost(hostHandle);
      aperture.close();
      return failed.as();
    }
    return Result.ok(aperture);
  }

  /** An adapter is gone: what a process has on it ends. A process whose file shows no other adapter ends as a whole. */
  void leave(DxgProcess process, DxgAdapter adapter) {
    switch (process.sight()) {
      case Sight.One one -> end(process);
      case Sight.All all -> AdapterUse.end(new ProcessAdapter(process, adapter));
    }
  }

  /**
   * Ends a process: its devices, then the process on the host, which then loses the aperture. Works without a host as well.
   * Ending again does nothing.
   */
  void end(DxgProcess process) {
    if (!process.end()) {
      return;
    }
    process.adapters().forEach(AdapterUse::end);
    destroyOnHost(process.hostHandle());
    process.aperture().map(aperture -> {
      aperture.withdraw();
      return aperture;
    });
  }

  /** The file is closed: nobody can map the aperture any more. */
  void release(DxgProcess process) {
    end(process);
    if (process.aperture() instanceof Result.Ok<Aperture>(Aperture aperture)) {
      aperture.close();
    }
  }

  private void destroyOnHost(Handle hostHandle) {
    if (global.isUsable() && global.port().status(
        new DestroyProcessCommand(
            VmToHostHeader.of(Message.DESTROYPROCESS, hostHandle))) instanceof Result.Failed<Integer> failed) {
      LOG.debug("host did not end the process: process={}, why={}", hostHandle, failed.reason());
    }
  }
}
