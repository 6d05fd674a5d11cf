package org.paravane.vmbus.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Processes;
import org.paravane.vmbus.PeerCredentials;
import org.paravane.vmbus.VmbusException;

@Timeout(20)
class LocalServerTest {
  private static final LocalServerSettings SETTINGS = new LocalServerSettings("test", 4, Duration.ofSeconds(5), 16);
  private static final LocalServerSettings HASTY = new LocalServerSettings("test", 4, Duration.ofMillis(300), 16);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir
  Path directory;
  private final Accepting accepting = new Accepting();
  private final Heard heard = new Heard();
  private Path socket = Path.of("none");
  private Memfd pages;

  LocalServerTest() throws LinuxException {
    pages = Memfd.create("pages", 4096);
  }

  /** Takes every guest in, or none. */
  private static final class Accepting implements LinkAcceptor {
    final BlockingQueue<HostLink> links = new LinkedBlockingQueue<>();
    final BlockingQueue<Memfd> pages = new LinkedBlockingQueue<>();
    final Heard heard = new Heard();
    boolean refuse;

    @Override
    public Result<LinkListener> accept(HostLink link, Memfd eventPages) {
      if (refuse) {
        eventPages.close();
        return Result.failed(Errno.EBUSY, "full house");
      }
      links.add(link);
      pages.add(eventPages);
      return Result.ok(heard);
    }
  }

  private static final class Heard implements LinkListener {
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @Override
    public void received(Frame frame) {
      frames.add(frame);
    }

    @Override
    public void closed(String detail) {
      closed.add(detail);
    }
  }

  @BeforeEach
  void name() {
    socket = directory.resolve("socket");
  }

  @AfterEach
  void close() {
    pages.close();
    accepting.pages.forEach(Memfd::close);
  }

  private LocalServer listen() throws VmbusException {
    return LocalServer.listen(socket, SETTINGS, accepting);
  }

  private GuestSocketLink connect() throws VmbusException {
    return GuestSocketLink.connect(socket, "guest", TIMEOUT, pages, heard);
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(5, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }

  @Test
  void framesAndDescriptorsTravelInOrder() throws Exception {
    try (LocalServer _ = listen()) {
      GuestSocketLink guest = connect();
      HostLink host = take(accepting.links);
      assertThat(host.peer().pid()).isEqualTo(Processes.pid());
      assertThat(take(accepting.pages).inode()).isEqualTo(pages.inode());
      for (int i = 0; i < 200; i++) {
        try (Memfd file = Memfd.create("f" + i, 4096L * (i + 1))) {
          guest.sendDescriptor(file.fd());
        }
        guest.send(new Frame.ShareRegion(i, i, i));
        assertThat(take(accepting.heard.frames)).isEqualTo(new Frame.ShareRegion(i, i, i));
        try (Memfd file = Memfd.adopt(host.takeDescriptor().orElseThrow())) {
          assertThat(file.sizeBytes()).isEqualTo(4096L * (i + 1));
        }
        host.send(new Frame.RegionAnswer(i, 0, ""));
        assertThat(take(heard.frames)).isEqualTo(new Frame.RegionAnswer(i, 0, ""));
      }
      assertThat(host.takeDescriptor()).isEmpty();
      guest.close();
      assertThat(take(accepting.heard.closed)).isNotEmpty();
      assertThat(heard.closed).isEmpty();
      host.close();
    }
  }

  @Test
  void aHostThatClosesIsHeard() throws Exception {
    try (LocalServer _ = listen()) {
      GuestSocketLink guest = connect();
      take(accepting.links).close();
      assertThat(take(heard.closed)).isNotEmpty();
      assertThat(accepting.heard.closed).isEmpty();
      guest.close();
    }
  }

  @Test
  void aGuestThatIsTurnedAwayHearsWhy() throws Exception {
    accepting.refuse = true;
    try (LocalServer _ = listen()) {
      GuestSocketLink guest = connect();
      assertThat(take(heard.frames)).isEqualTo(new Frame.TurnedAway("full house"));
      assertThat(take(heard.closed)).isNotEmpty();
      guest.close();
    }
  }

  @Test
  void eventPagesWithoutADescriptorAreTurnedAway() throws Exception {
    try (LocalServer _ = listen(); SocketChannel control = open(); SocketChannel descriptors = open()) {
      String token = greet(control, Hello.NO_TOKEN, Hello.Role.CONTROL);
      assertThat(greet(descriptors, token, Hello.Role.DESCRIPTORS)).isEqualTo(token);
      // The event pages need a real descriptor; without one the host turns us away.
      write(control, FrameCodec.encode(new Frame.EventPages()));
      assertThat(FrameCodec.decode(read(control))).hasValueSatisfying(
          frame -> assertThat(frame).isInstanceOf(Frame.TurnedAway.class));
      assertThat(read(control)).isEmpty();
    }
    assertThat(accepting.links).isEmpty();
  }

  @Test
  void tooManyFramesThatNobodyTakesEndTheLink() throws Exception {
    try (LocalServer _ = listen()) {
      GuestSocketLink guest = connect();
      HostLink host = take(accepting.links);
      for (int i = 0; i < 2_000_000 && accepting.heard.closed.isEmpty(); i++) {
        host.send(new Frame.TurnedAway("x".repeat(500)));
      }
      assertThat(take(accepting.heard.closed)).contains("does not take");
      host.close();
      guest.close();
    }
  }

  @Test
  void strangersAreDroppedAndDisturbNobody() throws Exception {
    try (LocalServer _ = listen()) {
      byte[][] greetings = {new byte[0], {0}, {1, 2, 3, 4}, new byte[1_000], new byte[100_000],
          new Hello(Hello.Role.DESCRIPTORS, "ab".repeat(16)).encode(), FrameCodec.encode(new Frame.EventPages())};
      for (byte[] greeting : greetings) {
        try (SocketChannel stranger = open()) {
          write(stranger, greeting);
          assertThat(read(stranger)).as("greeting of %d bytes", greeting.length).isEmpty();
        }
      }
      try (SocketChannel stranger = open()) {
        stranger.write(ByteBuffer.wrap(new byte[]{0x7f, 0, 0, 0, 1}));
        assertThat(read(stranger)).isEmpty();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
      GuestSocketLink guest = connect();
      take(accepting.links).close();
      guest.close();
    }
  }

  @Test
  void aTokenWorksOnce() throws Exception {
    try (LocalServer _ = listen();
        SocketChannel control = open();
        SocketChannel first = open();
        SocketChannel second = open()) {
      String token = greet(control, Hello.NO_TOKEN, Hello.Role.CONTROL);
      assertThat(greet(first, token, Hello.Role.DESCRIPTORS)).isEqualTo(token);
      write(second, new Hello(Hello.Role.DESCRIPTORS, token).encode());
      assertThat(read(second)).isEmpty();
    }
  }

  @Test
  void whoDoesNotGoOnIsDroppedInTime() throws Exception {
    try (LocalServer _ = LocalServer.listen(socket, HASTY, accepting);
        SocketChannel silent = open();
        SocketChannel half = open()) {
      greet(half, Hello.NO_TOKEN, Hello.Role.CONTROL);
      assertThat(read(silent)).isEmpty();
      assertThat(read(half)).isEmpty();
    }
  }

  @Test
  void newcomersBeyondTheLimitAreDroppedUntilOthersLeave() throws Exception {
    try (LocalServer _ = LocalServer.listen(socket, HASTY, accepting)) {
      SocketChannel[] silent = new SocketChannel[5];
      for (int i = 0; i < silent.length; i++) {
        silent[i] = open();
      }
      assertThat(read(silent[4])).isEmpty();
      assertThat(read(silent[0])).isEmpty();
      for (SocketChannel channel : silent) {
        channel.close();
      }
      try (SocketChannel next = open()) {
        assertThat(greet(next, Hello.NO_TOKEN, Hello.Role.CONTROL)).isNotEqualTo(Hello.NO_TOKEN);
      }
    }
  }

  @Test
  void theSocketIsOursAloneAndGoneAfterwards() throws Exception {
    try (LocalServer _ = listen()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
      try (var files = Files.list(directory)) {
        assertThat(files).containsExactly(socket);
      }
    }
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theFileOfADeadServerIsReplacedAndThatOfALiveOneIsNot() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (LocalServer _ = listen()) {
      assertThatThrownBy(this::listen).isInstanceOf(VmbusException.class).hasMessageContaining("listening there");
      GuestSocketLink guest = connect();
      take(accepting.links).close();
      guest.close();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void anotherKindOfFileIsLeftAlone() throws Exception {
    Files.writeString(socket, "precious");
    assertThatThrownBy(this::listen).isInstanceOf(VmbusException.class).hasMessageContaining("another kind of file");
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aSocketThatSomebodyElseMadeMeanwhileIsNotRemoved() throws Exception {
    LocalServer server = listen();
    Files.delete(socket);
    Files.writeString(socket, "theirs");
    server.close();
    assertThat(socket).hasContent("theirs");
  }

  @Test
  void impossiblePlacesAreSaidSo() {
    Path far = directory.resolve("x".repeat(120));
    assertThatThrownBy(() -> LocalServer.listen(far, SETTINGS, accepting)).isInstanceOf(VmbusException.class)
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> LocalServer.listen(directory.resolve("no/such"), SETTINGS, accepting))
        .isInstanceOf(VmbusException.class).hasMessageContaining("cannot listen");
    assertThatThrownBy(() -> GuestSocketLink.connect(directory.resolve("absent"), "g", TIMEOUT, pages, heard))
        .isInstanceOf(VmbusException.class).hasMessageContaining("nobody listens");
  }

  @Test
  void aHostThatSaysNothingOrNonsenseIsGivenUp() throws Exception {
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> GuestSocketLink.connect(socket, "g", Duration.ofMillis(100), pages, heard))
          .isInstanceOf(VmbusException.class).hasMessageContaining("timed out");
      Thread liar = Thread.ofPlatform().start(() -> {
        try (SocketChannel first = mute.accept(); SocketChannel second = mute.accept()) {
          write(second, new byte[]{1, 2, 3});
          read(second);
          read(first);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThatThrownBy(() -> GuestSocketLink.connect(socket, "g", TIMEOUT, pages, heard))
          .isInstanceOf(VmbusException.class).hasMessageContaining("not a host of ours");
      liar.join();
    }
  }

  @Test
  void withinAProcessTheSameHolds() throws Exception {
    GuestLink guest = InProcessLink.connect(accepting, pages, heard);
    HostLink host = take(accepting.links);
    assertThat(host.peer()).isEqualTo(new PeerCredentials(Processes.pid(), host.peer().uid()));
    assertThat(take(accepting.pages).inode()).isEqualTo(pages.inode());
    guest.sendDescriptor(pages.fd());
    guest.send(new Frame.WithdrawRegion(1, 2));
    assertThat(take(accepting.heard.frames)).isEqualTo(new Frame.WithdrawRegion(1, 2));
    host.takeDescriptor().orElseThrow().close();
    assertThat(host.takeDescriptor()).isEmpty();
    guest.sendDescriptor(pages.fd());
    guest.close();
    guest.close();
    assertThat(accepting.heard.closed).hasSize(1);
    assertThatThrownBy(() -> guest.sendDescriptor(pages.fd())).isInstanceOf(VmbusException.class);
    host.send(new Frame.TurnedAway("late"));
    host.close();
    assertThat(heard.frames).isEmpty();
    assertThat(heard.closed).isEmpty();
    accepting.refuse = true;
    assertThatThrownBy(() -> InProcessLink.connect(accepting, pages, heard)).isInstanceOf(VmbusException.class)
        .hasMessageContaining("full house");
  }

  // A client by hand.

  private SocketChannel open() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static void write(SocketChannel channel, byte[] frame) throws IOException {
    channel.write(ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).flip());
  }

  /** The next frame; empty at the end of the stream. */
  private static byte[] read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    try {
      while (channel.read(one.clear()) > 0) {
        bytes.write(one.flip().get());
        byte[] all = bytes.toByteArray();
        if (all.length >= 4 && all.length == 4 + ByteBuffer.wrap(all).getInt()) {
          return Arrays.copyOfRange(all, 4, all.length);
        }
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return new byte[0];
  }

  private static String greet(SocketChannel channel, String token, Hello.Role role) throws IOException {
    write(channel, new Hello(role, token).encode());
    return Hello.decode(read(channel)).orElseThrow().token();
  }
}
