package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OperationRingTest {
  @Test
  void keepsOrderWhileItGrowsAndWraps() {
    OperationRing ring = new OperationRing();
    ArrayDeque<Long> model = new ArrayDeque<>();
    Random random = new Random(7);
    for (long i = 0; i < 10_000; i++) {
      if (random.nextInt(5) < 3) {
        Operation operation = ring.append();
        operation.command(i, 64, null, 0);
        model.addLast(i);
      } else if (!model.isEmpty()) {
        assertThat(ring.at(ring.head()).address()).isEqualTo(model.removeFirst());
        ring.removeHead();
      }
      assertThat(ring.size()).isEqualTo(model.size());
      assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
    }
    for (long position = ring.head(); position < ring.tail(); position++) {
      assertThat(ring.at(position).address()).isEqualTo(model.removeFirst());
    }
  }

  @Test
  void aSlotForgetsWhatItReferredTo() {
    OperationRing ring = new OperationRing();
    Operation operation = ring.append();
    operation.notification(() -> {
    });
    ring.removeHead();
    assertThat(operation.action).isNull();
    assertThat(operation.object).isNull();
  }

  @Test
  void theFlightListFindsPacketsByNumber() {
    OperationRing ring = new OperationRing();
    FlightList flight = new FlightList(3);
    for (int i = 0; i < 3; i++) {
      Operation operation = ring.append();
      operation.command(64, 64, null, 0);
      operation.sequence = 10L + i;
      flight.add(i);
    }
    assertThat(flight.isFull()).isTrue();
    assertThat(flight.take(ring, 11)).isEqualTo(1);
    assertThat(flight.take(ring, 11)).isEqualTo(FlightList.NONE);
    assertThat(flight.take(ring, 12)).isEqualTo(2);
    assertThat(flight.take(ring, 10)).isZero();
    assertThat(flight.isEmpty()).isTrue();
  }
}
