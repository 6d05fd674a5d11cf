package org.paravane.host.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;

class ObjectBudgetTest {
  private final ObjectBudget budget = new ObjectBudget(new PartitionPolicy(0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1));

  @Test
  void eachKindHasItsLimit() {
    int[] limits = {1, 2, 3, 4, 4, 5, 5, 6};
    int next = 0;
    for (ObjectKind kind : ObjectKind.values()) {
      int limit = limits[next++];
      assertThat(ok(budget.acquire(kind, limit))).isEqualTo(limit);
      assertThat(errno(budget.acquire(kind, 1))).as(kind.label()).isEqualTo(Errno.ENOMEM);
      assertThat(budget.counts().of(kind)).isEqualTo(limit);
      budget.release(kind, limit);
    }
    assertThat(budget.counts()).isEqualTo(ObjectCounts.none());
  }

  @Test
  void severalAreTakenAllOrNone() {
    ok(budget.acquire(ObjectKind.ALLOCATION, 3));

    assertThat(reason(budget.acquire(ObjectKind.ALLOCATION, 3))).contains("kind=allocation", "live=3", "asked=3",
        "limit=5");
    assertThat(errno(budget.acquire(ObjectKind.ALLOCATION, Integer.MAX_VALUE))).isEqualTo(Errno.ENOMEM);
    assertThat(budget.counts().of(ObjectKind.ALLOCATION)).isEqualTo(3);
  }

  @Test
  void givingBackTooMuchIsABug() {
    assertThatThrownBy(() -> budget.release(ObjectKind.DEVICE, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void countsAddUp() {
    ok(budget.acquire(ObjectKind.HW_QUEUE, 2));
    ok(budget.acquire(ObjectKind.SYNC_OBJECT, 3));
    ObjectCounts counts = budget.counts();

    assertThat(counts.total()).isEqualTo(5);
    assertThat(counts.plus(counts).of(ObjectKind.SYNC_OBJECT)).isEqualTo(6);
    assertThat(ObjectKind.HW_QUEUE.label()).isEqualTo("hw-queue");
  }
}
