package org.paravane.device;

/**
 * How a registry is to be.
 *
 * @param debugTree  whether {@code sys/kernel/debug} is shown; its content is unstable
 * @param probeTwice test mode: each binding is probe, remove, probe, which proves that remove undoes probe
 */
public record RegistryOptions(boolean debugTree, boolean probeTwice) {

  /** Neither. */
  public static RegistryOptions defaults() {
    return new RegistryOptions(false, false);
  }

  /** The same with {@code sys/kernel/debug}. */
  public RegistryOptions withDebugTree() {
    return new RegistryOptions(true, probeTwice);
  }

  /** The same in test mode. */
  public RegistryOptions withProbeTwice() {
    return new RegistryOptions(debugTree, true);
  }
}
