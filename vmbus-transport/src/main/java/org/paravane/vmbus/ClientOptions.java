package org.paravane.vmbus;

import java.time.Duration;

/**
 * How a guest connects.
 *
 * @param name           for thread names and log lines
 * @param connectTimeout for socket, hand-shake and version together
 * @param requestTimeout for each answer of the host to a control message, and for the unload at close
 * @param spin           how callers wait for completions
 * @param limits         what the host may make this end hold
 * @param beforePark     run on a caller's thread each time before it sleeps for an answer, so that its duties can be handed on
 */
public record ClientOptions(String name, Duration connectTimeout, Duration requestTimeout, SpinThenPark spin,
    TransportLimits limits, Runnable beforePark) {
  public static ClientOptions defaults() {
    return new ClientOptions("guest", Duration.ofSeconds(5), Duration.ofSeconds(15), SpinThenPark.defaults(),
        TransportLimits.defaults(), () -> {
        });
  }

  public ClientOptions withName(String newName) {
    return new ClientOptions(newName, connectTimeout, requestTimeout, spin, limits, beforePark);
  }

  public ClientOptions withTimeouts(Duration connect, Duration request) {
    return new ClientOptions(name, connect, request, spin, limits, beforePark);
  }

  public ClientOptions withSpin(SpinThenPark newSpin) {
    return new ClientOptions(name, connectTimeout, requestTimeout, newSpin, limits, beforePark);
  }

  public ClientOptions withLimits(TransportLimits newLimits) {
    return new ClientOptions(name, connectTimeout, requestTimeout, spin, newLimits, beforePark);
  }

  public ClientOptions withBeforePark(Runnable action) {
    return new ClientOptions(name, connectTimeout, requestTimeout, spin, limits, action);
  }
}
