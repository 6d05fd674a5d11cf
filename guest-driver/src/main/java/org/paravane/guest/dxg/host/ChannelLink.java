package org.paravane.guest.dxg.host;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.CallInterruptedException;
import org.paravane.vmbus.CallTimeoutException;
import org.paravane.vmbus.ChannelClosedException;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.RingFullException;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;

/** A {@link HostLink} over a VMBus channel. */
public final class ChannelLink implements HostLink {
  private final VmbusChannel channel;
  private final Duration timeout;

  /** A link over an open channel whose calls take at most that long. */
  public ChannelLink(VmbusChannel channel, Duration timeout) {
    this.channel = channel;
    this.timeout = timeout;
  }

  @Override
  public Result<byte[]> call(MemorySegment message) {
    try {
      return Result.ok(channel.call(message, timeout));
    } catch (VmbusException e) {
      return failed(e);
    }
  }

  @Override
  public Result<Long> post(MemorySegment message) {
    try {
      channel.post(message);
      return Result.ok(message.byteSize());
    } catch (VmbusException e) {
      return failed(e);
    }
  }

  private <T> Result<T> failed(VmbusException e) {
    return switch (e) {
      case ChannelClosedException closed -> Result.failed(Errno.ENODEV,
          "host is gone: channel=" + channel.id() + ", why=" + closed.getMessage());
      case RingFullException full -> Result.failed(Errno.EAGAIN,
          "host makes no room: channel=" + channel.id() + ", why=" + full.getMessage());
      case CallTimeoutException late -> Result.failed(Errno.ETIMEDOUT,
          "host does not answer: channel=" + channel.id() + ", timeout=" + timeout);
      case CallInterruptedException unsent -> Result.failed(Errno.EINTR,
          "interrupted, nothing was sent: channel=" + channel.id() + ", why=" + unsent.getMessage());
      default -> Result.failed(channel.isOpen() ? Errno.EIO : Errno.ENODEV,
          "channel failed: channel=" + channel.id() + ", why=" + e.getMessage());
    };
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    channel.close(new CloseReason.Local("driver is done with it"));
  }
}
