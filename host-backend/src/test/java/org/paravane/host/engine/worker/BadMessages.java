package org.paravane.host.engine.worker;

import org.paravane.host.worker.EchoEngine;
import org.paravane.vmbus.ring.RingLayout;

/** What no correct worker sends. */
public final class BadMessages {
  private BadMessages() {
  }

  /** Sends one by name. */
  public static void send(WorkerPort port, String name) {
    MessageOutlet outlet = port.outlet();
    switch (name) {
      case "garbage" -> {
        // Over the control page of the ring of replies: the write index.
        port.memory().hostRing().asSlice(RingLayout.WRITE_INDEX, 8).fill((byte) 0xa5);
        port.memory().hostEvent().ring();
        return;
      }
      case "unknown message" -> outlet.begin(99).u32(0);
      case "negative message" -> outlet.begin(-1).u32(0);
      case "short" -> outlet.begin(ReplyKind.ENDED.number()).u32(1);
      case "ready twice" -> {
        port.ready(EchoEngine.echoFacts());
        return;
      }
      case "queue zero" -> ended(outlet, 0, 1, 1, 2, 0);
      case "unknown outcome" -> ended(outlet, 1, 77, 1, 2, 0);
      case "time runs back" -> ended(outlet, 1, 1, 5, 2, 0);
      case "text longer than message" -> ended(outlet, 1, 3, 1, 2, 5000);
      case "text longer than allowed" -> outlet.begin(ReplyKind.FAILED.number()).text("x".repeat(20_000), 20_000);
      case "no utf-8" -> outlet.begin(ReplyKind.FAILED.number()).u32(2).u32(0xfefefefe);
      case "code too long" -> outlet.begin(ReplyKind.WANTS_PROGRAM.number()).u32(1).u64(1).u32(1)
          .u32(ProgramSource.MAX_CODE_BYTES + 1).u32(0);
      case "image of negative length" -> outlet.begin(ReplyKind.BUILT.number()).u32(0).u64(1).u64(-1);
      case "copied less than nothing" -> outlet.begin(ReplyKind.COPIED.number()).u32(1).u64(-5);
      default -> throw new IllegalArgumentException(name);
    }
    outlet.send();
  }

  private static void ended(MessageOutlet outlet, int queue, int outcome, long start, long end, int textBytes) {
    outlet.begin(ReplyKind.ENDED.number()).u32(queue).u64(1).u32(outcome).u32(1).u32(0).u64(start).u64(end).u64(0)
        .u32(textBytes);
  }
}
