package org.paravane.guest.fuse.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.caller.CallerDirectory;
import org.paravane.guest.fuse.protocol.Answer;
import org.paravane.guest.fuse.protocol.Layout;
import org.paravane.guest.fuse.protocol.Opcode;
import org.paravane.guest.fuse.protocol.RequestMaker;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;
import org.paravane.linux.OwnedFd;

/** Requests that no kernel would send: each is answered in form or not at all, and what is taken back is taken back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServiceFuzzTest {
  private static final int REQUESTS = 100_000;
  private static final int MOST_ARGUMENT = 256;

  private final OwnedFd nothing = openNothing();
  private final RequestMaker maker = new RequestMaker();
  private final MemorySegment answers = Arena.ofAuto().allocate(Layout.ANSWER_ROOM, 8);
  private final Parts parts = new Parts(nothing);
  private final Calling calling = new Calling(parts.callers);
  private final Service service = new Service(parts, maker.request(), new Answer(answers), calling);

  private static OwnedFd openNothing() {
    try {
      return Mounting.openDevice("/dev/null");
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    parts.callers.close();
    nothing.close();
  }

  @Test
  void whateverComesIsAnsweredInForm() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Opcode[] opcodes = Opcode.values();
    for (int i = 0; i < REQUESTS; i++) {
      int opcode = random.nextInt(8) == 0 ? random.nextInt() : opcodes[random.nextInt(opcodes.length)].number();
      makeArgument(random, opcode, i + 1);
      if (Opcode.of(opcode) == Opcode.IOCTL && isBlocking(maker.request().ioctlRequest())) {
        continue;
      }
      calling.begin(maker.request());
      int bytes = service.serve();
      calling.end();
      assertInForm(bytes, i + 1, "seed=" + seed + ", request=" + i + ", opcode=" + opcode);
    }
    assertThat(parts.handles.count()).isNotNegative();
  }

  private void makeArgument(Random random, int opcode, long unique) {
    byte[] argument = new byte[random.nextInt(MOST_ARGUMENT)];
    random.nextBytes(argument);
    long node = random.nextBoolean() ? random.nextInt(6) : random.nextLong();
    maker.begin(opcode, unique, node, argument.length).from(random.nextInt(3), 0, 0).putBytes(0, argument);
    if (argument.length >= 32 && random.nextBoolean()) {
      // Values that are nearly right lead further.
      maker.putLong(0, random.nextInt(20)).putLong(8, random.nextInt(100)).putLong(16, random.nextInt(300))
          .putLong(24, random.nextInt(64) | (long) random.nextInt(64) << 32);
    }
    assertThat(maker.accept()).isTrue();
  }

  private static boolean isBlocking(int request) {
    return request == Toy.WAIT.code() || request == Toy.WAIT_UNANNOUNCED.code();
  }

  private void assertInForm(int bytes, long unique, String which) {
    if (bytes != Service.SILENCE) {
      assertThat(bytes).as(which).isBetween(16, Layout.ANSWER_ROOM);
      assertThat(answers.get(JAVA_INT, 0)).as(which).isEqualTo(bytes);
      assertThat(answers.get(JAVA_INT, 4)).as(which).isBetween(-511, 0);
      assertThat(answers.get(JAVA_LONG, 8)).as(which).isEqualTo(unique);
    }
  }

  @Test
  void anAnswerThatDoesNotArriveIsTakenBack() {
    lookUp("node");
    assertThat(parts.toy.lookups.get()).isEqualTo(1);
    service.undo();
    assertThat(parts.toy.lookups.get()).isZero();
    maker.begin(Opcode.OPEN.number(), 2, 2, 8).accept();
    service.serve();
    assertThat(parts.handles.count()).isEqualTo(1);
    service.undo();
    service.undo();
    assertThat(parts.toy.releases.get()).isEqualTo(1);
    maker.begin(Opcode.OPENDIR.number(), 3, 1, 8).accept();
    service.serve();
    service.undo();
    assertThat(parts.toy.releases.get()).isEqualTo(2);
    assertThat(parts.handles.count()).isZero();
  }

  private void lookUp(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    maker.begin(Opcode.LOOKUP.number(), 1, FileSystem.ROOT, bytes.length + 1).putBytes(0, bytes).accept();
    service.serve();
  }

  @Test
  void aFileIsReleasedOnceHoweverOftenTheKernelSaysSo() {
    maker.begin(Opcode.OPEN.number(), 1, 2, 8).accept();
    service.serve();
    long handle = answers.get(JAVA_LONG, 16);
    for (int i = 0; i < 3; i++) {
      maker.begin(Opcode.RELEASE.number(), 2, 2, 24).putLong(0, handle).accept();
      service.serve();
    }
    assertThat(parts.toy.releases.get()).isEqualTo(1);
  }

  @Test
  void a32BitProgramGetsEnotty() {
    maker.begin(Opcode.IOCTL.number(), 1, 2, 32 + Toy.BYTES).putInt(8, 1).putInt(12, Toy.ADD.code())
        .putInt(24, Toy.BYTES).putInt(28, Toy.BYTES).accept();
    service.serve();
    assertThat(answers.get(JAVA_INT, 4)).isEqualTo(-25);
  }

  @Test
  void anInterruptOfARequestThatIsNotServedIsToBeSentAgain() {
    maker.begin(Opcode.INTERRUPT.number(), 5, 0, 8).putLong(0, 4).accept();
    assertThat(service.serve()).isEqualTo(16);
    assertThat(answers.get(JAVA_INT, 4)).isEqualTo(-11);
  }

  /** A session without kernel and threads. */
  private static final class Parts implements SessionParts {
    final Device device;
    final ToyFileSystem toy;
    final OpenHandles handles;
    final CallerDirectory callers = new CallerDirectory();
    private final Counters counters = new Counters();
    private final Sleepers sleepers = new Sleepers(8);
    private final Crew crew;
    private final Watch watch = new Watch(this);

    Parts(OwnedFd nothing) {
      device = new Device(nothing, false);
      toy = new ToyFileSystem(device);
      handles = new OpenHandles(device);
      crew = new Crew(8, name -> new ServingThread(this, name));
    }

    @Override
    public Device device() {
      return device;
    }

    @Override
    public FileSystem fileSystem() {
      return toy;
    }

    @Override
    public Crew crew() {
      return crew;
    }

    @Override
    public Watch watch() {
      return watch;
    }

    @Override
    public Sleepers sleepers() {
      return sleepers;
    }

    @Override
    public CallerDirectory callers() {
      return callers;
    }

    @Override
    public OpenHandles handles() {
      return handles;
    }

    @Override
    public Pruning pruning() {
      return new Pruning(device, toy, 0);
    }

    @Override
    public Counters counters() {
      return counters;
    }

    @Override
    public void connectionEnded() {
      throw new AssertionError("nothing ends here");
    }
  }
}
