package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Unlock2;

class NodeCallsTest {
  private final List<String> seen = new ArrayList<>();
  private IoctlAnswer next = IoctlAnswer.OK;
  private @Nullable Errno mapFailure;

  /** Notes what is asked and answers what the test says. */
  private final NodeFile file = new NodeFile() {
    @Override
    public IoctlAnswer ioctl(int request, MemorySegment argument) {
      seen.add("ioctl 0x%x of %d".formatted(request & 0xff, argument.byteSize()));
      argument.set(FieldOffset.U32, 0, argument.get(FieldOffset.U32, 0) + 1);
      return next;
    }

    @Override
    public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
      seen.add("mmap " + offset + " " + length);
      return mapFailure != null ? Result.failed(mapFailure, "no") : Result.ok(arena.allocate(length, 4096));
    }

    @Override
    public void close() {
      seen.add("close");
    }
  };
  private final NodeCalls calls = new NodeCalls("accel5", file);

  @Test
  void theArgumentComesBackAsTheNodeLeftIt() {
    NodeCalls.Answered<Unlock2> answered = calls.call(DxgIoctl.UNLOCK2, new Unlock2(new Handle(4), new Handle(9)));

    assertThat(answered.argument()).isEqualTo(new Unlock2(new Handle(5), new Handle(9)));
    assertThat(answered.status()).isZero();
    assertThat(answered.isPending()).isFalse();
    assertThat(seen).containsExactly("ioctl 0x37 of 8");
  }

  @Test
  void aPositiveStatusIsASuccess() {
    next = IoctlAnswer.status(NtStatus.PENDING.value());
    assertThat(calls.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).isPending()).isTrue();
    next = IoctlAnswer.status(NtStatus.TIMEOUT.value());
    assertThat(calls.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).isPending()).isFalse();
  }

  @Test
  void aFailureNamesIoctlErrnoReasonAndNode() {
    next = IoctlAnswer.failed(Errno.EINVAL, "no such handle: handle=0x4");
    assertThatThrownBy(() -> calls.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(new Handle(4))))
        .isInstanceOf(AcceleratorException.class)
        .hasMessage("CLOSEADAPTER: EINVAL: no such handle: handle=0x4, node=accel5");
    next = IoctlAnswer.failed(Errno.EINVAL, null);
    assertThatThrownBy(() -> calls.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(new Handle(4))))
        .hasMessage("CLOSEADAPTER: EINVAL: node=accel5, errno=22");
  }

  @Test
  void whatCannotBeEndedIsNoException() {
    next = IoctlAnswer.failed(Errno.EINVAL, "twice");
    assertThatCode(() -> calls.end(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE))).doesNotThrowAnyException();
    next = IoctlAnswer.failed(Errno.ENODEV, "gone");
    assertThatCode(() -> calls.end(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE))).doesNotThrowAnyException();
  }

  @Test
  void aRangeInsideAPageIsMappedByItsPage() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = calls.map(3 * 4096 + 24, 8, arena);
      assertThat(word.byteSize()).isEqualTo(8);
      assertThat(word.address() % 4096).isEqualTo(24);
    }
    assertThat(seen).containsExactly("mmap 12288 32");
  }

  @Test
  void whatCannotBeMappedSaysWhere() {
    mapFailure = Errno.ENODEV;
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> calls.map(0, 8, arena)).hasMessage("mmap: ENODEV: no, node=accel5");
    }
  }

  @Test
  void noHandleIsNoSuccess() {
    assertThat(calls.require(DxgIoctl.CREATEDEVICE, new Handle(3))).isEqualTo(new Handle(3));
    assertThatThrownBy(() -> calls.require(DxgIoctl.CREATEDEVICE, Handle.NONE)).isInstanceOf(AcceleratorException.class)
        .hasMessageContaining("no handle");
  }

  @Test
  void arraysAreAsCHasThem() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handles = NodeCalls.handles(arena, new Handle(1), new Handle(2));
      assertThat(handles.byteSize()).isEqualTo(8);
      assertThat(handles.get(FieldOffset.U32, 4)).isEqualTo(2);
      MemorySegment values = NodeCalls.values(arena, 5, -1);
      assertThat(values.byteSize()).isEqualTo(16);
      assertThat(values.get(FieldOffset.U64, 8)).isEqualTo(-1);
    }
  }

  @Test
  void aFaultIsNamedEvenIfItsStateIsUnknown() {
    ContextFault known = new ContextFault(DeviceExecutionState.HUNG.value(), 0, "too long");
    assertThat(known.state()).contains(DeviceExecutionState.HUNG);
    assertThat(known.stateText()).isEqualTo("HUNG");
    assertThat(known.isPageFault()).isFalse();
    ContextFault unknown = new ContextFault(99, 0, "");
    assertThat(unknown.state()).isEmpty();
    assertThat(unknown.stateText()).isEqualTo("99");
  }

  @Test
  void aCloseStackUndoesTheNewestFirstAndOnce() {
    List<Integer> undone = new ArrayList<>();
    CloseStack stack = new CloseStack();
    stack.add(() -> undone.add(1));
    stack.add(() -> {
      throw new IllegalStateException("cannot be undone");
    });
    stack.add(() -> undone.add(3));
    stack.close();
    stack.close();
    assertThat(undone).containsExactly(3, 1);
  }
}
