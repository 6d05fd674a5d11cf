package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.extension.LendMemory;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.UnlendMemory;
import org.paravane.device.io.AdoptedRange;
import org.paravane.device.io.CallerFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;

/** Memory that callers have already and share by themselves, for allocations with existing memory. */
final class LendCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.onFile(ParavaneIoctl.LEND, LendMemory.class, this::lend)
        .onFile(ParavaneIoctl.UNLEND, UnlendMemory.class, this::unlend);
  }

  private Answer<LendMemory> lend(FileCall call, LendMemory args) {
    if (args.flags() != 0) {
      return failed(Errno.EINVAL, "no such flags: flags=" + Integer.toUnsignedString(args.flags()));
    }
    return Answer.of(call.process().sight().requireUsable().flatMap(usable -> call.memory().takeFd(args.fd()))
        .flatMap(LendCalls::memoryFile)
        .flatMap(file -> call.process().lentFiles().lend(args.address(), args.bytes(), file)));
  }

  private static Result<Memfd> memoryFile(CallerFd descriptor) {
    OwnedFd borrowed = OwnedFd.of(descriptor.fd());
    try (descriptor) {
      return Result.ok(Memfd.adopt(borrowed.duplicate()));
    } catch (LinuxException e) {
      return Result.failed(Errno.EINVAL, "descriptor is no memory file: why=" + e.getMessage());
    } finally {
      if (borrowed.isOpen()) {
        borrowed.release();
      }
    }
  }

  private Answer<UnlendMemory> unlend(FileCall call, UnlendMemory args) {
    return Answer.of(call.process().lentFiles().unlend(args.address(), args.bytes()));
  }

  /** Memory of the caller for an allocation: what he has lent at this address, otherwise his pages if the front can share them. */
  static Result<AdoptedRange> take(Call call, long address, long bytes) {
    Result<AdoptedRange> lent = call.process().lentFiles().take(address, bytes);
    return lent != null ? lent : call.memory().adopt(address, bytes);
  }
}
