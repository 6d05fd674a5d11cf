package org.paravane.host.worker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.host.engine.worker.WorkerSettings;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Processes;

/**
 * A worker process that tries what a worker must not be able to do, and what it must. Says what came of it as reasons of outcomes: sequence 1
 * for one line per attempt.
 */
public final class SandboxTrialMain {
  private static final MethodHandle SYSCALL = Linker.nativeLinker().downcallHandle(
      Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
      FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
      Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));

  private final int host;
  private final Map<String, String> results = new LinkedHashMap<>();

  private SandboxTrialMain(int host) {
    this.host = host;
  }

  /** An attempt; its answer is what came of it. */
  @FunctionalInterface
  private interface Attempt {
    Object make() throws Exception;
  }

  public static void main(String[] arguments) throws LinuxException {
    WorkerMain.run(arguments, new SandboxTrialMain(Integer.parseInt(arguments[0]))::run);
  }

  private void run(WorkerPort port, WorkerSettings settings) {
    files(settings.directory());
    network();
    processes();
    calls();
    attempt("opencl", OpenClTrial::run);
    port.ready(EchoEngine.echoFacts());
    results.forEach((name, result) -> port.ended(1, 1, new Outcome.Lost(name + ": " + result)));
    port.ended(1, 2, new Outcome.Done(1, 2));
    while (true) {
      port.await(-1);
    }
  }

  private void attempt(String name, Attempt attempt) {
    try {
      results.put(name, String.valueOf(attempt.make()));
    } catch (Exception | LinkageError e) {
      results.put(name, "refused " + e);
    }
  }

  private void files(Path directory) {
    attempt("read shadow", () -> Files.readAllBytes(Path.of("/etc/shadow")).length);
    attempt("read passwd", () -> Files.readAllBytes(Path.of("/etc/passwd")).length);
    attempt("list root", () -> entries(Path.of("/")));
    attempt("list sibling", () -> entries(directory.resolve("..")));
    attempt("list proc", () -> entries(Path.of("/proc")));
    attempt("write tmp", () -> Files.writeString(Path.of("/tmp/paravane-worker-trial"), "x"));
    attempt("write own", () -> Files.readString(Files.writeString(directory.resolve("x"), "fine")));
    attempt("host memory", () -> Files.newByteChannel(Path.of("/proc/" + host + "/mem")).size());
    attempt("host environment", () -> Files.readAllBytes(Path.of("/proc/" + host + "/environ")).length);
    attempt("host descriptors", () -> entries(Path.of("/proc/" + host + "/fd")));
    attempt("run own program", () -> {
      Path program = directory.resolve("program");
      Files.copy(Path.of("/usr/bin/true"), program);
      program.toFile().setExecutable(true);
      return new ProcessBuilder(program.toString()).start().waitFor();
    });
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private void network() {
    attempt("tcp", () -> {
      try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))) {
        return "connected " + channel;
      } catch (ConnectException e) {
        return "reached the network: " + e;
      }
    });
    attempt("unix socket", () -> {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        return "connected " + channel.connect(UnixDomainSocketAddress.of("/run/nothing"));
      } catch (IOException e) {
        return String.valueOf(e.getMessage()).contains("not permitted") ? "refused " + e : "reached: " + e;
      }
    });
  }

  private void processes() {
    attempt("signal host", () -> call(62, host, 0));
    attempt("signal init", () -> call(62, 1, 0));
    attempt("signal group", () -> call(62, 0, 0));
    attempt("trace host", () -> call(101, 16, host));
    attempt("host pidfd", () -> call(434, host, 0));
    attempt("read host", () -> call(310, host, 0));
    attempt("signal self", () -> call(62, Processes.pid(), 0));
  }

  private void calls() {
    attempt("socket", () -> call(41, 1, 1));
    attempt("bpf", () -> call(321, 0, 0));
    attempt("io_uring", () -> call(425, 1, 0));
    attempt("unshare", () -> call(272, 0x10000000, 0));
    attempt("clone user namespace", () -> call(56, 0x10000000 | 17, 0));
    attempt("setuid", () -> call(105, 0, 0));
    attempt("open by handle", () -> call(304, 0, 0));
    attempt("own user", () -> call(107, 0, 0));
    attempt("unknown call", () -> call(461, 0, 0));
  }

  private static String call(long number, long first, long second) {
    try (Arena arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      long result = (long) SYSCALL.invokeExact(state, number, first, second, 0L, 0L, 0L);
      return result >= 0 ? Long.toString(result) : "refused errno=" + state.get(ValueLayout.JAVA_INT, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
