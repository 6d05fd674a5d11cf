package org.paravane.host.engine.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.worker.DeviceSelector;
import org.paravane.host.engine.worker.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a process of its own which OpenCL devices this machine has: drivers may crash or hang, and a host must not. */
public final class DeviceSearch {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceSearch.class);
  private static final String PROGRAM = "org.paravane.host.worker.DeviceList";
  private static final long PATIENCE_SECONDS = 60;
  private static final int FIELDS = 4;

  private DeviceSearch() {
  }

  /** The devices, possibly none; failed with the reason if they cannot be told. */
  public static Result<List<FoundDevice>> search(WorkerCommand command) {
    ProcessBuilder program = new ProcessBuilder(command.withMainClass(PROGRAM).plainCommandLine());
    program.environment().clear();
    WorkerCommand.driverEnvironment().forEach(program.environment()::put);
    program.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = program.start();
      // Killed when it takes too long, which ends the reading below.
      CompletableFuture<Process> ignored = process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .whenComplete((ended, late) -> {
            if (late != null) {
              process.destroyForcibly();
            }
          });
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      LOG.debug("opencl devices looked for: code={}, output={}", code, output);
      return code == 0
          ? Result.ok(output.lines().map(line -> line.split("\t", FIELDS)).filter(fields -> fields.length == FIELDS)
              .map(DeviceSearch::device).toList())
          : Result.failed(Errno.ENODEV, "no OpenCL: the search ended with code=" + code);
    } catch (IOException e) {
      return Result.failed(Errno.EIO, "opencl devices cannot be looked for: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.failed(Errno.EINTR, "interrupted while looking for opencl devices");
    }
  }

  private static FoundDevice device(String[] fields) {
    return new FoundDevice(new DeviceSelector(fields[0], Integer.parseInt(fields[1])), fields[2].equals("cpu"),
        fields[3]);
  }
}
