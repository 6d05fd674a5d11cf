package org.paravane.tests.bench.ring;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Two of Agrona's ring buffers, one in each direction, as large as ours. */
final class AgronaEnd implements End, MessageHandler {
  private static final int DATA_BYTES = 1 << 20;
  private static final int TYPE = 1;

  private final MappedByteBuffer memory;
  private final OneToOneRingBuffer out;
  private final OneToOneRingBuffer in;
  private final UnsafeBuffer payload = new UnsafeBuffer(new byte[4096]);
  private long number;

  private AgronaEnd(MappedByteBuffer memory, Contender.Role role) {
    this.memory = memory;
    int half = DATA_BYTES + RingBufferDescriptor.TRAILER_LENGTH;
    OneToOneRingBuffer one = new OneToOneRingBuffer(new UnsafeBuffer(memory, 0, half));
    OneToOneRingBuffer other = new OneToOneRingBuffer(new UnsafeBuffer(memory, half, half));
    boolean ping = role == Contender.Role.PING;
    out = ping ? one : other;
    in = ping ? other : one;
  }

  static AgronaEnd open(Path folder, Contender.Role role) throws IOException {
    Path file = folder.resolve("agrona");
    if (role == Contender.Role.PONG) {
      SharedFile.await(file);
      return new AgronaEnd(IoUtil.mapExistingFile(file.toFile(), "rings"), role);
    }
    Path aside = folder.resolve("agrona.new");
    MappedByteBuffer memory = IoUtil.mapNewFile(aside.toFile(),
        2L * (DATA_BYTES + RingBufferDescriptor.TRAILER_LENGTH));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    return new AgronaEnd(memory, role);
  }

  @Override
  public void send(long toSend, int bytes) {
    payload.putLong(0, toSend);
    while (!out.write(TYPE, payload, 0, bytes)) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void flush() {
    // Each message is visible as soon as it is written.
  }

  @Override
  public int poll(int most) {
    return in.read(this, most);
  }

  @Override
  public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
    number = buffer.getLong(index);
  }

  @Override
  public long lastNumber() {
    return number;
  }

  @Override
  public void close() {
    IoUtil.unmap(memory);
  }
}
