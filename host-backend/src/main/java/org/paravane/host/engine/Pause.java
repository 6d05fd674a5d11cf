package org.paravane.host.engine;

/** Why a command buffer stopped by itself between two packets. */
public enum Pause {
  /** It did not: it was asked to. */
  NONE("asked to yield"),
  /** A barrier is not satisfied yet. */
  BARRIER("waiting at a barrier"),
  /** A program is being built, outside of the engine node. */
  BUILD("waiting for a build"),
  /** The engine's worker starts. */
  START("waiting for its worker to start");

  private final String words;

  Pause(String words) {
    this.words = words;
  }

  /** For reasons. */
  public String words() {
    return words;
  }
}
