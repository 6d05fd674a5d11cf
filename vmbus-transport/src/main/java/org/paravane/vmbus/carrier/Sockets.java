package org.paravane.vmbus.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.paravane.vmbus.VmbusException;

/** Unix domain sockets that carry length-prefixed frames. */
final class Sockets {
  private static final int LENGTH_BYTES = 4;
  /** Bytes of a socket path that the kernel takes, without the zero at its end. */
  private static final int MAX_PATH_BYTES = 107;
  private static final long SHUTDOWN_SECONDS = 2;

  /** What a socket is told, on its event loop. */
  interface Receiver {
    void received(byte[] frame);

    void ended(String detail);
  }

  private Sockets() {
  }

  static EventLoopGroup eventLoop(String name) {
    ThreadFactory threads = Thread.ofPlatform().daemon().name(name).factory();
    return new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
  }

  /** Stops an event loop and, unless called on it, waits until its descriptors are closed. */
  static void stop(EventLoopGroup group) {
    var terminated = group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    boolean onLoop = false;
    for (var executor : group) {
      onLoop |= executor.inEventLoop();
    }
    if (!onLoop) {
      terminated.awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }
  }

  static void install(Channel channel, Receiver receiver) {
    channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(FrameCodec.MAX_BYTES + LENGTH_BYTES, 0, LENGTH_BYTES, 0,
        LENGTH_BYTES), new LengthFieldPrepender(LENGTH_BYTES), new Inbound(receiver));
  }

  static void send(Channel channel, byte[] frame) {
    var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(frame));
  }

  /** Sends, and then runs something on the event loop, whether it was sent or not. */
  static void sendThen(Channel channel, byte[] frame, Runnable then) {
    var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(frame)).addListener(_ -> then.run());
  }

  static void close(Channel channel) {
    var _ = channel.close();
  }

  static void checkPath(Path socket) throws VmbusException {
    int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      throw new VmbusException("socket path too long: path=" + socket + ", bytes=" + bytes + ", most=" + MAX_PATH_BYTES
          + ", use=a shorter directory");
    }
  }

  private static final class Inbound extends ChannelInboundHandlerAdapter {
    private final Receiver receiver;
    private String detail = "peer closed the socket";

    Inbound(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      byte[] frame = new byte[buffer.readableBytes()];
      buffer.readBytes(frame);
      buffer.release();
      receiver.received(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      detail = "socket failed: cause=" + cause;
      close(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      receiver.ended(detail);
    }
  }
}
