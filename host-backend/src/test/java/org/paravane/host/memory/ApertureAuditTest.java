package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.linux.LinuxException;

/** What a guest dirties in its aperture outside of its allocations, in a real memory file. */
@Timeout(30)
class ApertureAuditTest {
  private static final long PAGE = 4096;
  private static final long CAPACITY = 64 << 20;

  private final MemfdStore store = create();
  private final ApertureAllocator aperture = new ApertureAllocator(store);

  private static MemfdStore create() {
    try {
      return MemfdStore.create("aperture", CAPACITY);
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void dirty(long offset, long bytes) {
    store.hostView().asSlice(offset, bytes).fill((byte) 0x5a);
  }

  private boolean isAll(long offset, long bytes, int value) {
    MemorySegment expected = MemorySegment.ofArray(new byte[(int) bytes]).fill((byte) value);
    return store.hostView().asSlice(offset, bytes).mismatch(expected) == -1;
  }

  private long resident() {
    return ok(store.residentBytes());
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    assertThat(aperture.audit()).isZero();
    long offset = ok(aperture.allocate(8 * PAGE, PAGE));
    dirty(offset, 8 * PAGE);
    assertThat(aperture.audit()).isZero();
    assertThat(isAll(offset, 8 * PAGE, 0x5a)).isTrue();
  }

  @Test
  void whatIsOutsideIsTakenBackAndAllocationsKeepTheirContent() {
    long first = ok(aperture.allocate(4 * PAGE, PAGE));
    long second = ok(aperture.allocate(4 * PAGE, PAGE));
    ok(aperture.free(first, 4 * PAGE));
    dirty(second, 4 * PAGE);
    dirty(first, 4 * PAGE);
    dirty(0, PAGE);
    dirty(40 << 20, 1 << 20);

    assertThat(aperture.audit()).isEqualTo(5 * PAGE + (1 << 20));
    assertThat(resident()).isEqualTo(4 * PAGE);
    assertThat(aperture.audit()).isZero();
    assertThat(isAll(second, 4 * PAGE, 0x5a)).isTrue();
    assertThat(isAll(first, 4 * PAGE, 0)).isTrue();
    assertThat(isAll(40 << 20, 1 << 20, 0)).isTrue();
    // Looking at a page that is not there makes one, for us as for a guest.
    assertThat(aperture.audit()).isEqualTo(4 * PAGE + (1 << 20));
  }

  @Test
  void theLastPageOfTheApertureCounts() {
    dirty(CAPACITY - PAGE, PAGE);
    assertThat(aperture.audit()).isEqualTo(PAGE);
    assertThat(resident()).isZero();
  }

  @Test
  void memoryIsNeverMoreThanWhatIsChargedAfterAnAudit() {
    long seed = System.nanoTime();
    System.out.println("ApertureAuditTest: seed=" + seed);
    Random random = new Random(seed);
    record Held(long offset, long bytes, byte value) {
    }
    List<Held> held = new ArrayList<>();
    for (int round = 0; round < 300; round++) {
      if (random.nextInt(3) > 0 || held.isEmpty()) {
        long bytes = PAGE * (1 + random.nextInt(64));
        Held made = new Held(ok(aperture.allocate(bytes, PAGE)), bytes, (byte) (1 + random.nextInt(100)));
        store.hostView().asSlice(made.offset(), bytes).fill(made.value());
        held.add(made);
      } else {
        Held freed = held.remove(random.nextInt(held.size()));
        ok(aperture.free(freed.offset(), freed.bytes()));
      }
      for (int i = 0; i < 4; i++) {
        long page = random.nextLong(CAPACITY / PAGE) * PAGE;
        boolean inside = held.stream()
            .anyMatch(each -> page >= each.offset() && page < each.offset() + each.bytes());
        if (!inside) {
          dirty(page, PAGE);
        }
      }
      aperture.audit();
      assertThat(resident()).isLessThanOrEqualTo(aperture.usedBytes());
      held.forEach(each -> assertThat(isAll(each.offset(), each.bytes(), each.value())).isTrue());
    }
  }

  @Test
  void anAuditNeverTakesWhatIsHandedOutMeanwhile() throws Exception {
    CompletableFuture<Long> worker = CompletableFuture.supplyAsync(() -> {
      Random random = new Random(1);
      for (int i = 0; i < 3000; i++) {
        long bytes = PAGE * (1 + random.nextInt(16));
        long offset = ok(aperture.allocate(bytes, PAGE));
        assertThat(isAll(offset, bytes, 0)).isTrue();
        dirty(offset, bytes);
        assertThat(isAll(offset, bytes, 0x5a)).isTrue();
        ok(aperture.free(offset, bytes));
      }
      return 0L;
    });
    while (!worker.isDone()) {
      dirty(48 << 20, PAGE);
      aperture.audit();
    }
    assertThat(worker.get(10, TimeUnit.SECONDS)).isZero();
  }
}
