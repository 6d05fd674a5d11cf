package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.dxg.host.EventFdSignal;
import org.paravane.guest.dxg.host.PendingEvents;
import org.paravane.guest.dxg.object.DxgSyncObject;

/** An eventfd of the caller that the host may signal under a number. */
final class CallerEvent implements DxgSyncObject.CpuEvent {
  private final PendingEvents events;
  private final long id;

  private CallerEvent(PendingEvents events, long id) {
    this.events = events;
    this.id = id;
  }

  /** For any number of signals, until it is ended. EINVAL for no eventfd, ENOMEM past the limit of the process. */
  static Result<CallerEvent> persistent(Call call, long descriptor) {
    return take(call, descriptor, false)
        .flatMap(signal -> entered(call, call.adapter().events().addPersistent(call.waiter(), signal)));
  }

  /** For one signal, after which the descriptor is let go of. EINVAL for no eventfd, ENOMEM past the limit of the process. */
  static Result<CallerEvent> once(Call call, long descriptor) {
    return take(call, descriptor, true)
        .flatMap(signal -> entered(call, call.adapter().events().addOnce(call.waiter(), signal)));
  }

  private static Result<EventFdSignal> take(Call call, long descriptor, boolean once) {
    if (descriptor < 0 || descriptor > Integer.MAX_VALUE) {
      return Result.failed(Errno.EINVAL, "no descriptor: fd=" + descriptor);
    }
    if (call.adapter().events().count(call.waiter()) >= PendingEvents.MAX_PER_OWNER) {
      return Result.failed(Errno.ENOMEM, "too many events are waited for: limit=" + PendingEvents.MAX_PER_OWNER);
    }
    return switch (call.memory().takeFd((int) descriptor).flatMap(fd -> EventFdSignal.of(fd, once))) {
      case Result.Ok<EventFdSignal> ok -> ok;
      case Result.Failed<EventFdSignal> failed when failed.errno() == Errno.EBADF ->
        Result.failed(Errno.EINVAL, failed.reason());
      case Result.Failed<EventFdSignal> failed -> failed;
    };
  }

  /** An adapter that was lost before the event stood in the list has not told it. */
  private static Result<CallerEvent> entered(Call call, long id) {
    CallerEvent event = new CallerEvent(call.adapter().events(), id);
    return switch (call.adapter().requireActive()) {
      case Result.Ok<?> active -> Result.ok(event);
      case Result.Failed<?> failed -> {
        event.end();
        yield failed.as();
      }
    };
  }

  /** The number that the host gets. */
  long id() {
    return id;
  }

  @Override
  public void end() {
    events.remove(id);
  }
}
