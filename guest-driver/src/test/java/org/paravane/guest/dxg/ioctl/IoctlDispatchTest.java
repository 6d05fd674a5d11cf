package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.Message;
import org.paravane.device.OpenFile;
import org.paravane.device.io.Caller;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

class IoctlDispatchTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment argument = arena.allocate(4096, 8);

  IoctlDispatchTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    arena.close();
    client.close();
    fixture.close();
  }

  private int ioctl(int request) {
    return client.file().ioctl(request, argument.address()).value();
  }

  @ParameterizedTest
  @EnumSource(DxgIoctl.class)
  void theWholeRequestCodeMustBeRight(DxgIoctl ioctl) {
    int code = ioctl.requestCode();
    for (int wrong : new int[]{code + (1 << 16), code - (1 << 16), code ^ 1 << 30, code ^ 1 << 31, code ^ 1 << 8,
        code & 0xffff}) {
      assertThat(ioctl(wrong)).isEqualTo(-Errno.ENOTTY.number());
    }
    if (!ioctl.isSupported()) {
      assertThat(ioctl(code)).isEqualTo(-Errno.ENOTTY.number());
    }
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void everyNumberWithoutHandlerIsEnotty() {
    for (int number = 0; number < 256; number++) {
      if (DxgIoctl.ofNumber(number).filter(DxgIoctl::isSupported).isEmpty()) {
        for (int size : new int[]{0, 4, 64, 96, 40, 24, 368}) {
          assertThat(ioctl(DxgIoctl.requestCode(number, size))).isEqualTo(-Errno.ENOTTY.number());
        }
      }
    }
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void anyOtherNumberSizeOrDirectionOfOurOwnTypeIsEnotty() {
    for (ParavaneIoctl own : ParavaneIoctl.values()) {
      for (int bit = 0; bit < 32; bit++) {
        int other = own.requestCode() ^ (1 << bit);
        if (ParavaneIoctl.ofRequest(other).isEmpty()) {
          assertThat(ioctl(other)).isEqualTo(-Errno.ENOTTY.number());
        }
      }
    }
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void anArgumentThatCannotBeReadOrWrittenIsEfaultBeforeAnythingHappens() {
    int code = DxgIoctl.CREATEDEVICE.requestCode();
    assertThat(client.file().ioctl(code, Client.BAD).value()).isEqualTo(-Errno.EFAULT.number());
    assertThat(client.file().ioctl(code, 0).value()).isEqualTo(-Errno.EFAULT.number());
    assertThat(client.file().ioctl(code, ReadOnlyMemory.address()).value()).isEqualTo(-Errno.EFAULT.number());
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void onlyWhatAnIoctlWritesChanges() {
    argument.fill((byte) 0xee);
    argument.set(ValueLayout.JAVA_INT, 0, FakeHost.luidOf(0).low());
    argument.set(ValueLayout.JAVA_INT, 4, FakeHost.luidOf(0).high());
    assertThat(ioctl(DxgIoctl.OPENADAPTERFROMLUID.requestCode())).isZero();
    assertThat(argument.get(ValueLayout.JAVA_INT, 8)).isEqualTo(0x40000000);
    assertThat(argument.get(ValueLayout.JAVA_INT, 12)).isEqualTo(0xeeeeeeee);
  }

  @Test
  void aForkedChildGetsEnottyAndNothingIsSent() {
    OpenFile file = client.file().file();
    Caller opener = file.caller();
    Caller child = new Caller(opener.threadGroupId() + 1, opener.threadGroupId() + 1, 0, 0, opener.memory());
    Caller thread = new Caller(opener.threadGroupId(), opener.threadId() + 5, 0, 0, opener.memory());
    int code = DxgIoctl.CLOSEADAPTER.requestCode();

    assertThat(file.forCaller(child).ioctl(code, argument).value()).isEqualTo(-Errno.ENOTTY.number());
    assertThat(file.forCaller(thread).ioctl(code, argument).value()).isZero();
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void failuresAreCountedByErrno() {
    client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(new Handle(3))).failed(Errno.EINVAL);
    ioctl(0x12345678);
    String path = client.file().file().node().path() + "/errors/";
    assertThat(fixture.registry().tree().read(path + "einval")).hasToString("Ok[value=1\n]");
    assertThat(fixture.registry().tree().read(path + "enotty")).hasToString("Ok[value=1\n]");
    assertThat(fixture.registry().tree().read(path + "total")).hasToString("Ok[value=2\n]");
  }

  @Test
  void theTableHasAHandlerForEachSupportedIoctlAndNoOther() {
    IoctlDispatch.Builder builder = new IoctlDispatch.Builder();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    builder.onFile(DxgIoctl.CLOSEADAPTER, CloseAdapter.class, (call, args) -> Answer.ok());
    assertThatThrownBy(() -> builder.onFile(DxgIoctl.CLOSEADAPTER, CloseAdapter.class, (call, args) -> Answer.ok()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Any bytes in any argument: no exception escapes, every answer is a status or a known errno, nothing is left over. */
  @Test
  @Timeout(60)
  void randomArgumentsAreAnswered() {
    long seed = System.nanoTime();
    System.out.println("IoctlDispatchTest seed=" + seed);
    Random random = new Random(seed);
    Handle device = client.createDevice();
    Handle context = client.createContext(device);
    Handle queue = client.createHwQueue(context).queue();
    Handle[] handles = {client.openAdapter(), device, context, queue, client.createFence(device),
        client.createPagingQueue(device).pagingQueue(), client.createAllocation(device, 4096), Handle.NONE,
        new Handle(0x1234)};
    Set<Integer> answers = new HashSet<>();
    List<DxgIoctl> ioctls = List.of(DxgIoctl.values());
    List<ParavaneIoctl> ownIoctls = List.of(ParavaneIoctl.values());
    for (int i = 0; i < 40_000; i++) {
      DxgIoctl ioctl = ioctls.get(random.nextInt(ioctls.size()));
      if (ioctl == DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU) {
        continue;
      }
      fill(random, ioctl.argumentSizeBytes(), handles);
      answers.add(ioctl(ioctl.requestCode()));
      ParavaneIoctl own = ownIoctls.get(random.nextInt(ownIoctls.size()));
      if (own != ParavaneIoctl.COPY) { // in one process it could write anywhere
        fill(random, own.argumentSizeBytes(), handles);
        answers.add(ioctl(own.requestCode()));
      }
    }
    Set<Integer> known = new HashSet<>(Set.of(0, 258, 259));
    for (Errno errno : Errno.values()) {
      known.add(-errno.number());
    }
    assertThat(known).containsAll(answers);
    assertThat(answers).doesNotContain(-Errno.EIO.number());
    client.file().close();
    assertThat(fixture.connection().memory().regionCount()).isZero();
    assertThat(host.messages()).endsWith(Message.DESTROYPROCESS);
  }

  private void fill(Random random, int size, Handle[] handles) {
    for (int at = 0; at + 4 <= size; at += 4) {
      int value = switch (random.nextInt(6)) {
        case 0 -> random.nextInt();
        case 1 -> random.nextInt(4);
        case 2, 3 -> handles[random.nextInt(handles.length)].value();
        case 4 -> 1 << random.nextInt(32);
        default -> 0;
      };
      argument.set(ValueLayout.JAVA_INT, at, value);
    }
    for (int at = 0; at + 8 <= size; at += 8) {
      if (random.nextInt(5) == 0) {
        argument.set(ValueLayout.JAVA_LONG, at, argument.address() + 512);
      }
    }
  }

  @Test
  void twoOpensAreTwoProcesses() {
    try (Client other = Client.of(fixture)) {
      Handle device = client.createDevice();
      other.call(DxgIoctl.CREATECONTEXTVIRTUAL, other.contextArgs(device, 0, 0)).failed(Errno.EINVAL);
      DxgProcess mine = client.file().file().data(DxgProcess.class);
      DxgProcess theirs = other.file().file().data(DxgProcess.class);
      assertThat(mine.hostHandle()).isNotEqualTo(theirs.hostHandle());
      assertThat(mine.aperture()).isNotEqualTo(theirs.aperture());
    }
  }
}
