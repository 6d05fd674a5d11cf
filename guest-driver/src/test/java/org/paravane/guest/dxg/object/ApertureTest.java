package org.paravane.guest.dxg.object;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.MappedRange;
import org.paravane.guest.dxg.host.IoWindow;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/** What a process shares with the host, without a driver around it. */
class ApertureTest {
  private static final long PAGE = Aperture.PAGE;
  private static final int PAGES = 8;
  private static final int BACKED = 5;
  private static final long BASE = 1L << 40;

  private final FakeConnection connection = new FakeConnection();
  private final IoWindow window = new IoWindow(BASE, PAGES * PAGE, 2);

  private Aperture create() {
    return switch (Aperture.create(connection, window, "test")) {
      case Result.Ok<Aperture>(Aperture aperture) -> aperture;
      case Result.Failed<Aperture> failed -> throw new AssertionError(failed);
    };
  }

  /** An aperture of eight pages of which the host has made five. */
  private Aperture grown() {
    Aperture aperture = create();
    connection.memory().grow(aperture.gpa(), BACKED * PAGE);
    return aperture;
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(errno));
  }

  @Test
  void anApertureIsOnePageLongInASliceOfTheWindow() {
    try (Aperture aperture = create()) {
      assertThat(aperture.gpa()).isEqualTo(BASE);
      assertThat(aperture.length()).isEqualTo(PAGES * PAGE);
      assertThat(connection.memory().sizeOf(BASE)).isEqualTo(PAGE);
      assertThat(window.inUse()).isEqualTo(1);
    }
    assertThat(window.inUse()).isZero();
    assertThat(connection.memory().regionCount()).isZero();
  }

  @Test
  void aHostThatTakesNoMemoryLeavesNothingTaken() {
    connection.memory().refuse(true);
    assertErrno(Aperture.create(connection, window, "test"), Errno.ENOMEM);
    connection.die();
    assertErrno(Aperture.create(connection, window, "test"), Errno.ENODEV);
    assertThat(window.inUse()).isZero();
  }

  @Test
  void aFullWindowIsEnomemAndNothingIsShared() {
    try (Aperture first = create(); Aperture second = create()) {
      assertThat(second.gpa()).isEqualTo(first.gpa() + first.length());
      assertErrno(Aperture.create(connection, window, "test"), Errno.ENOMEM);
      assertThat(connection.memory().regionCount()).isEqualTo(2);
    }
  }

  /** Every range of half pages in and around the aperture against the rule as the documentation has it. */
  @Test
  void theHostMayNameWholeBackedPagesButTheFirst() {
    long half = PAGE / 2;
    try (Aperture aperture = grown()) {
      for (long start = -2; start <= 2 * PAGES + 2; start++) {
        for (long length = -1; length <= 2 * PAGES + 2; length++) {
          boolean good = start >= 2 && start % 2 == 0 && length > 0 && start + length <= 2 * BACKED;
          Result<Long> offset = aperture.offsetOf(BASE + start * half, length * half);
          if (good) {
            assertThat(offset).as("start=%d, length=%d", start, length).isEqualTo(Result.ok(start * half));
          } else {
            assertErrno(offset, Errno.ENOMEM);
          }
        }
      }
    }
  }

  @Test
  void hugeNumbersOfTheHostDoNotWrapAround() {
    try (Aperture aperture = grown()) {
      for (long gpa : new long[]{Long.MIN_VALUE, -PAGE, 0, BASE + PAGE, Long.MAX_VALUE - 4095, Long.MAX_VALUE}) {
        for (long bytes : new long[]{Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - PAGE, 1L << 62}) {
          assertErrno(aperture.offsetOf(gpa, bytes), Errno.ENOMEM);
        }
      }
    }
  }

  @Test
  void aNeighboursPagesAreOutside() {
    try (Aperture first = grown(); Aperture second = grown()) {
      assertErrno(first.offsetOf(second.gpa() + PAGE, PAGE), Errno.ENOMEM);
      assertErrno(second.offsetOf(first.gpa() + PAGE, PAGE), Errno.ENOMEM);
      assertThat(second.offsetOf(second.gpa() + PAGE, PAGE)).isEqualTo(Result.ok(PAGE));
    }
  }

  @Test
  void whatTheHostBacksLaterCanBeNamedAndMappedFromThenOn() {
    try (Aperture aperture = create()) {
      assertErrno(aperture.offsetOf(BASE + 7 * PAGE, PAGE), Errno.ENOMEM);
      assertErrno(aperture.map(7 * PAGE, PAGE), Errno.EINVAL);
      connection.memory().grow(BASE, PAGES * PAGE);
      assertThat(aperture.offsetOf(BASE + 7 * PAGE, PAGE)).isEqualTo(Result.ok(7 * PAGE));
      assertThat(aperture.map(7 * PAGE, PAGE)).isInstanceOf(Result.Ok.class);
    }
  }

  @Test
  void aCallerMapsOnlyWhatWouldNotBeSigbus() {
    try (Aperture aperture = grown()) {
      assertErrno(aperture.map(PAGE + 1, PAGE), Errno.EINVAL);
      assertErrno(aperture.map(4 * PAGE, 2 * PAGE), Errno.EINVAL);
      assertErrno(aperture.map(4 * PAGE, PAGE + 1), Errno.EINVAL);
      assertErrno(aperture.map(0, PAGES * PAGE + 1), Errno.EINVAL);
      assertErrno(aperture.map(Long.MAX_VALUE - 4095, PAGE), Errno.EINVAL);
      assertThat(aperture.map(4 * PAGE, 100)).isInstanceOf(Result.Ok.class);
    }
  }

  @Test
  void withdrawingTwiceGivesTheSliceBackOnce() {
    Aperture first = create();
    first.withdraw();
    try (Aperture second = create(); Aperture third = create()) {
      assertThat(third.gpa()).isEqualTo(first.gpa());
      first.withdraw();
      first.close();
      assertThat(window.inUse()).isEqualTo(2);
      assertThat(connection.memory().regionCount()).isEqualTo(2);
      assertThat(second.gpa()).isNotEqualTo(third.gpa());
    }
  }

  @Test
  void aMappingKeepsItsPagesWhenTheApertureIsClosed() throws LinuxException {
    Aperture aperture = grown();
    try (SharedMapping hosts = connection.memory().map(BASE, BACKED * PAGE); SharedMapping callers = map(aperture)) {
      aperture.withdraw();
      aperture.close();
      hosts.segment().set(JAVA_LONG, 2 * PAGE, 4711);
      assertThat(callers.segment().get(JAVA_LONG, PAGE)).isEqualTo(4711);
    }
  }

  /** Pages 1 and 2, as a front maps them. */
  private static SharedMapping map(Aperture aperture) throws LinuxException {
    if (!(aperture.map(PAGE, 2 * PAGE) instanceof Result.Ok<MappedRange>(MappedRange range))) {
      throw new AssertionError("cannot be mapped");
    }
    OwnedFd borrowed = OwnedFd.of(range.fd());
    try {
      return SharedMapping.map(borrowed, range.fdOffset(), range.length());
    } finally {
      borrowed.release();
    }
  }
}
