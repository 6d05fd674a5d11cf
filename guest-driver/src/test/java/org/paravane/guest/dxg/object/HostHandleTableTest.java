package org.paravane.guest.dxg.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;

class HostHandleTableTest {
  private final HostHandleTable<Object> table = new HostHandleTable<>(1000);

  @Test
  void aHandleIsFoundByAllItsBitsAndKind() {
    Handle handle = Handle.of(7, 3, 9);
    assertThat(table.assign(handle, "text")).isEqualTo(Result.ok("text"));

    assertThat(table.find(handle)).isEqualTo("text");
    assertThat(table.find(Handle.of(7, 3, 8))).isNull();
    assertThat(table.find(Handle.of(7, 2, 9))).isNull();
    assertThat(table.find(handle, String.class)).isEqualTo("text");
    assertThat(table.find(handle, Integer.class)).isNull();
  }

  @Test
  void freeingByTheWrongKindDoesNothing() {
    Handle handle = Handle.of(7, 1, 0);
    table.assign(handle, "text");

    assertThat(table.free(handle, Integer.class)).isNull();
    assertThat(table.free(handle, String.class)).isEqualTo("text");
    assertThat(table.free(handle, String.class)).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void noneTakenAndOversizedHandlesAreRefused() {
    table.assign(Handle.of(7, 1, 0), "text");

    assertErrno(table.assign(Handle.NONE, "x"), Errno.EINVAL);
    assertErrno(table.assign(Handle.of(7, 2, 0), "x"), Errno.EINVAL);
    assertErrno(table.assign(Handle.of(0xff_ffff, 1, 0), "x"), Errno.EINVAL);
    assertThat(table.assign(Handle.of(0xff_fffe, 1, 0), "x")).isInstanceOf(Result.Ok.class);
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void pastTheLimitIsEnomem() {
    for (int i = 1; i <= 1000; i++) {
      assertThat(table.assign(Handle.of(i, 1, 0), i)).isInstanceOf(Result.Ok.class);
    }
    assertErrno(table.assign(Handle.of(1001, 1, 0), "x"), Errno.ENOMEM);
  }

  @Test
  void behavesLikeAMap() {
    long seed = System.nanoTime();
    System.out.println("HostHandleTableTest seed=" + seed);
    Random random = new Random(seed);
    Map<Integer, Handle> byIndex = new HashMap<>();
    Map<Handle, Object> objects = new HashMap<>();
    List<Handle> known = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      Handle handle = known.isEmpty() || random.nextBoolean()
          ? Handle.of(1 + random.nextInt(500), random.nextInt(4), random.nextInt(64))
          : known.get(random.nextInt(known.size()));
      Object object = random.nextBoolean() ? (Object) step : (Object) (long) step;
      switch (random.nextInt(3)) {
        case 0 -> {
          boolean fits = !handle.isNone() && !byIndex.containsKey(handle.index());
          assertThat(table.assign(handle, object) instanceof Result.Ok).isEqualTo(fits);
          if (fits) {
            byIndex.put(handle.index(), handle);
            objects.put(handle, object);
            known.add(handle);
          }
        }
        case 1 -> assertThat(table.find(handle)).isEqualTo(modelFind(byIndex, objects, handle));
        default -> {
          Object expected = modelFind(byIndex, objects, handle);
          Object freed = table.free(handle, Integer.class);
          assertThat(freed).isEqualTo(expected instanceof Integer ? expected : null);
          if (freed != null) {
            objects.remove(byIndex.remove(handle.index()));
          }
        }
      }
      assertThat(table.size()).isEqualTo(objects.size());
    }
  }

  private static @org.jspecify.annotations.Nullable Object modelFind(Map<Integer, Handle> byIndex,
      Map<Handle, Object> objects, Handle handle) {
    Handle live = byIndex.get(handle.index());
    return handle.equals(live) ? objects.get(live) : null;
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class, f -> assertThat(f.errno()).isEqualTo(errno));
  }
}
