package org.paravane.device.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

class CallTypesTest {

  @Test
  void anIoctlAnswersStatusOrNegativeErrno() {
    assertThat(IoctlResult.ok().value()).isZero();
    assertThat(IoctlResult.status(3)).isEqualTo(new IoctlResult(3, null));
    assertThat(IoctlResult.status(0)).isSameAs(IoctlResult.ok());
    assertThat(IoctlResult.failed(Errno.ENODEV, "gone")).isEqualTo(new IoctlResult(-19, "gone"));
    assertThat(IoctlResult.failed(Errno.ENODEV, "gone").isOk()).isFalse();
    assertThat(IoctlResult.status(1).isOk()).isTrue();
  }

  @Test
  void anIoctlTakesOverAResult() {
    assertThat(IoctlResult.of(Result.ok("x"))).isEqualTo(IoctlResult.ok());
    assertThat(IoctlResult.of(Result.failed(Errno.EFAULT, "bad pointer")))
        .isEqualTo(new IoctlResult(-14, "bad pointer"));
  }

  @Test
  void pollMasksHaveTheirLinuxValues() {
    assertThat(PollEvents.IN.mask()).isEqualTo(0x001);
    assertThat(PollEvents.PRI.mask()).isEqualTo(0x002);
    assertThat(PollEvents.OUT.mask()).isEqualTo(0x004);
    assertThat(PollEvents.ERR.mask()).isEqualTo(0x008);
    assertThat(PollEvents.HUP.mask()).isEqualTo(0x010);
    assertThat(PollEvents.NVAL.mask()).isEqualTo(0x020);
  }

  @Test
  void pollMasksCombine() {
    PollEvents both = PollEvents.IN.or(PollEvents.HUP);

    assertThat(both.hasAny(PollEvents.GONE)).isTrue();
    assertThat(both.hasAny(PollEvents.OUT)).isFalse();
    assertThat(both.and(PollEvents.GONE)).isEqualTo(PollEvents.HUP);
    assertThat(both.and(PollEvents.OUT).isNone()).isTrue();
  }

  @Test
  void aCallerWithoutMemoryAnswersErrnos() {
    CallerMemory memory = Caller.internal().memory();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(8);
      assertThat(memory.copyIn(0x1000, buffer))
          .isEqualTo(Result.failed(Errno.EFAULT, "caller has no memory: address=4096, bytes=8"));
      assertThat(memory.copyOut(buffer, 0x1000)).isInstanceOf(Result.Failed.class);
    }
    assertThat(memory.adopt(0x1000, 4096))
        .isEqualTo(Result.failed(Errno.EOPNOTSUPP, "caller has no memory to share: address=4096, bytes=4096"));
    assertThat(memory.takeFd(3)).isEqualTo(Result.failed(Errno.EBADF, "caller has no descriptors: fd=3"));
  }

  @Test
  void openFlagsSayTheAccessMode() {
    assertThat(OpenFlags.READ_ONLY.withNonBlocking()).isEqualTo(new OpenFlags(true, false, true));
    assertThat(OpenFlags.WRITE_ONLY).isEqualTo(new OpenFlags(false, true, false));
    assertThat(OpenFlags.READ_WRITE.nonBlocking()).isFalse();
  }

  @Test
  void anInternalCallerIsThisProcess() {
    assertThat(Caller.internal().threadGroupId()).isEqualTo((int) ProcessHandle.current().pid());
  }
}
