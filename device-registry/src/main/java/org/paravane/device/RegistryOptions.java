package org.paravane.device;

import org.paravane.device.uevent.UeventSubscription;

/**
 * How a registry is to be.
 *
 * @param debugTree   whether {@code sys/kernel/debug} is shown; its content is unstable
 * @param probeTwice  test mode: each binding is probe, remove, probe, which proves that remove undoes probe
 * @param eventBuffer how many events wait for a reader of the {@code events} file before some are lost to him
 */
public record RegistryOptions(boolean debugTree, boolean probeTwice, int eventBuffer) {

  /** Neither, and the default buffer. */
  public static RegistryOptions defaults() {
    return new RegistryOptions(false, false, UeventSubscription.DEFAULT_CAPACITY);
  }

  /** The same with {@code sys/kernel/debug}. */
  public RegistryOptions withDebugTree() {
    return new RegistryOptions(true, probeTwice, eventBuffer);
  }

  /** The same in test mode. */
  public RegistryOptions withProbeTwice() {
    return new RegistryOptions(debugTree, true, eventBuffer);
  }

  /** The same with another buffer. */
  public RegistryOptions withEventBuffer(int capacity) {
    return new RegistryOptions(debugTree, probeTwice, capacity);
  }
}
