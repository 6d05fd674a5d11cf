package org.paravane.tests.bench.ring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.paravane.vmbus.ring.RingViolationException;

/** Ways to carry messages between two processes on one machine, that are compared. */
public enum Contender {
  /** Our rings, VMBus-compatible; {@value RingEnd#BURST} messages are published together. */
  PARAVANE("Paravane ring") {
    @Override
    End open(Path folder, Role role) throws IOException {
      try {
        return RingEnd.open(folder, role);
      } catch (RingViolationException e) {
        throw new IOException(e);
      }
    }
  },
  /** Agrona's ring buffer for one writer and one reader. */
  AGRONA("Agrona OneToOneRingBuffer") {
    @Override
    End open(Path folder, Role role) throws IOException {
      return AgronaEnd.open(folder, role);
    }
  },
  /** Aeron over its IPC channel; the media driver is a process of its own with one shared thread. */
  AERON("Aeron IPC") {
    @Override
    End open(Path folder, Role role) throws IOException {
      return AeronEnd.open(folder, role);
    }
  };

  /** Which process this is. */
  enum Role {
    /** Sends first, measures. */
    PING,
    /** Answers. */
    PONG
  }

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** Its name in reports. */
  public String title() {
    return title;
  }

  /** What its JVMs are told, instead of what ours are told about unsafe memory access. */
  List<String> options() {
    return needsPeerLibraries() ? UnsafeAccess.OPTIONS : List.of();
  }

  /** Whether it needs libraries that the product does not have. */
  boolean needsPeerLibraries() {
    return this != PARAVANE;
  }

  abstract End open(Path folder, Role role) throws IOException;

  private static final class UnsafeAccess {
    private static final List<String> OPTIONS = List.of("--sun-misc-unsafe-memory-access=allow", "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED");

    private UnsafeAccess() {
    }
  }
}
