package org.paravane.guest.dxg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.dxg.host.IoWindow.Slice;

class IoWindowTest {
  private static final long BASE = 0xf_0000_0000L;
  private static final long SLICE = 1L << 34;

  private final IoWindow window = new IoWindow(BASE, SLICE, 4);

  private Slice take() {
    return switch (window.take()) {
      case Result.Ok<Slice>(Slice slice) -> slice;
      case Result.Failed<Slice> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void slicesLieSideBySideAndFillTheWindow() {
    List<Slice> all = List.of(take(), take(), take(), take());
    for (int i = 0; i < 4; i++) {
      assertThat(all.get(i)).isEqualTo(new Slice(i, BASE + i * SLICE, SLICE));
    }
    assertThat(all.getLast().gpa() + all.getLast().bytes()).isEqualTo(window.gpa() + window.bytes());
    assertThat(window.inUse()).isEqualTo(4);
  }

  @Test
  void aFullWindowIsEnomemUntilASliceComesBack() {
    take();
    Slice second = take();
    take();
    take();
    assertThat(window.take()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOMEM));
    window.giveBack(second);
    assertThat(take()).isEqualTo(second);
    assertThat(window.take()).isInstanceOf(Result.Failed.class);
  }

  @Test
  void aSliceThatCameBackIsTheLastToBeTakenAgain() {
    Slice first = take();
    window.giveBack(first);
    assertThat(List.of(take().index(), take().index(), take().index(), take().index())).containsExactly(1, 2, 3, 0);
  }

  @Test
  void aSliceGivenBackTwiceCountsOnce() {
    Slice first = take();
    take();
    window.giveBack(first);
    window.giveBack(first);
    assertThat(window.inUse()).isEqualTo(1);
  }

  @Test
  void noTwoHoldersShareASlice() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Slice> held = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean() && !held.isEmpty()) {
        window.giveBack(held.remove(random.nextInt(held.size())));
      } else if (held.size() < 4) {
        Slice slice = take();
        assertThat(held).as("seed=%d", seed).doesNotContain(slice);
        held.add(slice);
      } else {
        assertThat(window.take()).as("seed=%d", seed).isInstanceOf(Result.Failed.class);
      }
      assertThat(window.inUse()).as("seed=%d", seed).isEqualTo(held.size());
    }
  }

  @Test
  void aWindowTellsWhereItIs() {
    assertThat(window).hasToString("0xf00000000+0x1000000000, slices=4");
  }
}
