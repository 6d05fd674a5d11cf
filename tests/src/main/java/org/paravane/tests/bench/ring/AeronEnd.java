package org.paravane.tests.bench.ring;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An Aeron client of the driver whose directory lies in the shared folder; each direction is a stream of the IPC channel. */
final class AeronEnd implements End, FragmentHandler {
  private static final String CHANNEL = "aeron:ipc";
  private static final int PING_STREAM = 1001;
  private static final int PONG_STREAM = 1002;

  private final Aeron aeron;
  private final Publication out;
  private final Subscription in;
  private final UnsafeBuffer payload = new UnsafeBuffer(new byte[4096]);
  private long number;

  private AeronEnd(Aeron aeron, Publication out, Subscription in) {
    this.aeron = aeron;
    this.out = out;
    this.in = in;
  }

  static AeronEnd open(Path folder, Contender.Role role) throws IOException {
    Path directory = AeronDriver.directory(folder);
    SharedFile.await(directory.resolve("cnc.dat"));
    Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory.toString()));
    boolean ping = role == Contender.Role.PING;
    Subscription in = aeron.addSubscription(CHANNEL, ping ? PONG_STREAM : PING_STREAM);
    Publication out = aeron.addExclusivePublication(CHANNEL, ping ? PING_STREAM : PONG_STREAM);
    while (!in.isConnected() || !out.isConnected()) {
      Thread.onSpinWait();
    }
    return new AeronEnd(aeron, out, in);
  }

  @Override
  public void send(long toSend, int bytes) {
    payload.putLong(0, toSend);
    while (out.offer(payload, 0, bytes) < 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void flush() {
    // Each message is visible as soon as it is offered.
  }

  @Override
  public int poll(int most) {
    return in.poll(this, most);
  }

  @Override
  public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
    // A message longer than the MTU comes in pieces, of which only the first begins with the number; see AeronDriver.
    number = buffer.getLong(offset);
  }

  @Override
  public long lastNumber() {
    return number;
  }

  @Override
  public void close() {
    aeron.close();
  }
}
