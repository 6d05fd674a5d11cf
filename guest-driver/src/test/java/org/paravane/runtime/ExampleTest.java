package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.runtime.fake.FakeNode;

/** The example of the documentation, as it stands there. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ExampleTest {

  @Test
  void saxpyInFifteenLines() {
    FakeNode node = new FakeNode();
    int n = 1000;

    try (Accelerator accelerator = Accelerator.open(node);
        Buffer x = accelerator.createBuffer(4L * n);
        Buffer y = accelerator.createBuffer(4L * n);
        Queue queue = accelerator.createQueue()) {
      for (int i = 0; i < n; i++) {
        x.memory().setAtIndex(JAVA_FLOAT, i, i);
        y.memory().setAtIndex(JAVA_FLOAT, i, 1);
      }
      Kernel saxpy = accelerator.kernel("saxpy");
      queue.dispatch(saxpy, Grid.of(n), saxpy.arguments().buffer(x).buffer(y).u64(n).f32(2));
      queue.finish();
      for (int i = 0; i < n; i++) {
        assertThat(y.memory().getAtIndex(JAVA_FLOAT, i)).isEqualTo(2f * i + 1);
      }
    }

    assertThat(node.alive()).isEmpty();
  }
}
