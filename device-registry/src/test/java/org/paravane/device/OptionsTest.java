package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;

/** What is refused before anything is done with it, and the small parts. */
@Timeout(30)
class OptionsTest {

  @Test
  void namesThatAreNoFileNamesAreRefused() {
    assertThatThrownBy(() -> DeviceSpec.named("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DeviceSpec.named("..")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeOptions.defaults().withName("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeOptions.defaults().withById("../x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClassOptions.of("a/b", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClassOptions("a", "b/c", "a", 1, 1, "t")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClassOptions.of("a", 1, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a class needs room for a node: name=a, minors=0");
  }

  @Test
  void aDeviceDescriptionIsACopy() {
    Map<String, String> variables = new LinkedHashMap<>(Map.of("A", "1"));
    DeviceSpec spec = DeviceSpec.named("w", TestBed.ID).withVariables(variables).withData("x")
        .withGroups(AttributeGroup.of(Attribute.constant("a", 1)));
    variables.clear();

    assertThat(spec.variables()).containsEntry("A", "1");
    assertThat(spec.data()).contains("x");
    assertThat(spec.ids()).containsExactly(TestBed.ID);
    assertThat(spec.groups()).hasSize(1);
    assertThat(spec.parent()).isEmpty();
  }

  @Test
  void nodeOptionsChangeOneThingAtATime() {
    NodeOptions options = NodeOptions.defaults().withMode(0640).withOwner(1, 2).withPolicy(OpenPolicy.EXCLUSIVE)
        .withName("n").withById("i").withDebugGroups(AttributeGroup.of(Attribute.constant("a", 1)));

    assertThat(options.mode()).isEqualTo(0640);
    assertThat(options.ownerUid()).isEqualTo(1);
    assertThat(options.ownerGid()).isEqualTo(2);
    assertThat(options.policy().text()).isEqualTo("exclusive");
    assertThat(options.name()).contains("n");
    assertThat(options.byId()).contains("i");
    assertThat(options.debugGroups()).hasSize(1);
    assertThat(NodeOptions.defaults().mode()).isEqualTo(0600);
  }

  @Test
  void aProbeResultTakesOverAResult() {
    assertThat(ProbeResult.of(Result.ok(1))).isEqualTo(ProbeResult.bound());
    assertThat(ProbeResult.of(Result.failed(Errno.ENOSPC, "full")))
        .isEqualTo(new ProbeResult.Failed(Errno.ENOSPC, "full"));
  }

  @Test
  void registryOptionsAreIndependent() {
    assertThat(RegistryOptions.defaults().withDebugTree()).isEqualTo(new RegistryOptions(true, false, 1024));
    assertThat(RegistryOptions.defaults().withProbeTwice()).isEqualTo(new RegistryOptions(false, true, 1024));
  }

  @Test
  void minorsBehaveAsTheModelWhateverTheOrder() {
    long seed = System.nanoTime();
    System.out.println("OptionsTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int limit = 1 + random.nextInt(40);
      Minors minors = new Minors(limit);
      BitSet used = new BitSet();
      int last = -1;
      for (int step = 0; step < 200; step++) {
        if (random.nextInt(5) < 3) {
          OptionalInt given = minors.allocate();
          assertThat(given.isEmpty()).isEqualTo(used.cardinality() == limit);
          if (given.isPresent()) {
            int expected = nextFree(used, last, limit);
            assertThat(given).hasValue(expected);
            used.set(expected);
            last = expected;
          }
        } else if (!used.isEmpty()) {
          int victim = used.stream().skip(random.nextInt(used.cardinality())).findFirst().orElseThrow();
          minors.free(victim);
          used.clear(victim);
        }
        assertThat(minors.inUse()).isEqualTo(used.cardinality());
      }
    }
  }

  /** The next free number after the last one given, wrapping. */
  private static int nextFree(BitSet used, int last, int limit) {
    for (int i = 1; i <= limit; i++) {
      int candidate = (last + i) % limit;
      if (!used.get(candidate)) {
        return candidate;
      }
    }
    throw new AssertionError("full");
  }

  @Test
  void whatIsLeftForLaterIsDoneAfterTheOutermostChange() {
    List<String> order = new ArrayList<>();
    Operations operations = new Operations(() -> order.add("flush"));
    int answer = operations.run(() -> {
      operations.later(() -> {
        order.add("later");
        operations.run(() -> {
          order.add("nested in later");
          operations.later(() -> order.add("even later"));
        });
      });
      operations.run(() -> {
        order.add("inner");
      });
      order.add("outer");
      return 7;
    });

    assertThat(answer).isEqualTo(7);
    assertThat(order).containsExactly("inner", "outer", "later", "nested in later", "even later", "flush");
  }

  @Test
  void aChangeThatThrowsStillSettles() {
    List<String> order = new ArrayList<>();
    Operations operations = new Operations(() -> order.add("flush"));
    assertThatThrownBy(() -> operations.run(() -> {
      operations.later(() -> order.add("later"));
      throw new IllegalStateException("on purpose");
    })).hasMessage("on purpose");
    operations.run(() -> {
      order.add("next");
    });

    assertThat(order).containsExactly("later", "flush", "next", "flush");
  }

  @Test
  void whatTheFlushLeavesIsDoneToo() {
    List<String> order = new ArrayList<>();
    Operations[] self = new Operations[1];
    self[0] = new Operations(() -> {
      order.add("flush");
      if (order.size() < 3) {
        self[0].later(() -> order.add("left by flush"));
      }
    });
    self[0].run(() -> {
    });

    assertThat(order).containsExactly("flush", "left by flush", "flush");
  }
}
