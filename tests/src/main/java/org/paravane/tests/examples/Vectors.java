package org.paravane.tests.examples;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;

/** Examples of one dimension. */
final class Vectors {
  private static final int COUNT = 65536;

  private Vectors() {
  }

  /** y = alpha * x + y. */
  static Outcome saxpy(ExampleRun run) {
    float alpha = 1.5f;
    float[] x = Inputs.floats(COUNT, 1);
    float[] expected = Inputs.floats(COUNT, 2);
    Kernel saxpy = run.kernel("saxpy.cl", "saxpy");
    Buffer y = run.of(expected);
    run.run(saxpy, Grid.of(COUNT), saxpy.arguments().buffer(run.of(x)).buffer(y).f32(alpha).u32(COUNT));
    for (int i = 0; i < COUNT; i++) {
      expected[i] = alpha * x[i] + expected[i];
    }
    return Outcome.of(Outcome.close(y.memory(), expected, 1e-6f), y.memory());
  }

  /** A sum: each work-group adds up its part in local memory. */
  static Outcome reduction(ExampleRun run) {
    int group = 64;
    int groups = 16;
    float[] values = Inputs.floats(COUNT, 5);
    Kernel reduce = run.kernel("reduction.cl", "reduce_sum");
    Buffer sums = run.zeros(groups);
    run.run(reduce, Grid.of(group * groups).inGroupsOf(group, 1, 1),
        reduce.arguments().buffer(run.of(values)).buffer(sums).local(4L * group).u32(COUNT));
    double expected = 0;
    for (float value : values) {
      expected += value;
    }
    double got = 0;
    for (int i = 0; i < groups; i++) {
      got += sums.memory().getAtIndex(JAVA_FLOAT, i);
    }
    return Outcome.of(Math.abs(got - expected) <= 1e-5 * expected, sums.memory());
  }

  /** How often each byte is there, counted with atomics. */
  static Outcome histogram(ExampleRun run) {
    byte[] bytes = Inputs.bytes(COUNT, 7);
    Kernel histogram = run.kernel("histogram.cl", "histogram");
    Buffer bins = run.zeros(256);
    run.run(histogram, Grid.of(1024), histogram.arguments().buffer(run.of(bytes)).buffer(bins).u32(COUNT));
    int[] expected = new int[256];
    for (byte each : bytes) {
      expected[each & 0xff]++;
    }
    return Outcome.of(Arrays.equals(bins.memory().toArray(JAVA_INT), expected), bins.memory());
  }

  /** SHA-256 of many messages. */
  static Outcome sha256(ExampleRun run) {
    int messages = 256;
    int messageBytes = 100;
    byte[] content = Inputs.bytes(messages * messageBytes, 8);
    Kernel sha256 = run.kernel("sha256.cl", "sha256");
    Buffer digests = run.zeros(8 * messages);
    run.run(sha256, Grid.of(messages), sha256.arguments().buffer(run.of(content)).buffer(digests).at("message_bytes")
        .u32(messageBytes).at("count").u32(messages));
    int[] expected = new int[8 * messages];
    for (int i = 0; i < messages; i++) {
      MessageDigest digest = sha256();
      digest.update(content, i * messageBytes, messageBytes);
      ByteBuffer.wrap(digest.digest()).order(ByteOrder.BIG_ENDIAN).asIntBuffer().get(expected, 8 * i, 8);
    }
    return Outcome.of(digests.memory().mismatch(MemorySegment.ofArray(expected)) == -1, digests.memory());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
