package org.paravane.host.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.paravane.host.engine.worker.BadMessages;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.linux.LinuxException;

/** A worker process that does, when it is told a cancel, what the reason names. */
public final class BadWorkerMain {
  private BadWorkerMain() {
  }

  public static void main(String[] arguments) throws LinuxException {
    WorkerMain.run(arguments, new EventLoop((port, settings) -> new BadEngine(port)));
  }

  private static final class BadEngine extends EchoEngine {
    private final WorkerPort port;

    BadEngine(WorkerPort port) {
      super(port);
      this.port = port;
    }

    @Override
    public void cancel(int queue, String reason) {
      switch (reason) {
        case "crash" -> MemorySegment.ofAddress(8).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 1);
        case "exit" -> Runtime.getRuntime().halt(7);
        case "throw" -> throw new IllegalStateException("as asked");
        case "hang" -> hang();
        case "write" -> System.out.println("x".repeat(100_000));
        default -> BadMessages.send(port, reason);
      }
    }

    private static void hang() {
      while (true) {
        Objects.requireNonNull(Thread.currentThread());
      }
    }
  }
}
