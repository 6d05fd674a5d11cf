package org.paravane.guest.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import org.paravane.guest.observe.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paravane stats}. */
@Command(name = "stats", description = {"Shows what devices and their clients use, without opening one.",
    "Shares and rates are of the time since the look before, so the first look has none."})
public final class StatsCommand extends TreeCommand {
  @Parameters(arity = "0..*", paramLabel = "DEV", description = "as for 'info'; all devices when none is named")
  private List<String> named = new ArrayList<>();

  @Option(names = {"-l",
      "--loop"}, paramLabel = "SECONDS", description = "look again and again, so long after each other")
  private @Nullable Double loopSeconds;

  @Option(names = {"-n",
      "--count"}, paramLabel = "COUNT", description = "end after so many looks (default: 1, without end with -l)")
  private @Nullable Long count;

  private Duration pause = Duration.ZERO;
  private long looks = 1;

  @Override
  void checkArguments() {
    if (loopSeconds != null) {
      pause = seconds("--loop", loopSeconds);
      looks = Long.MAX_VALUE;
    }
    if (count != null) {
      if (count < 1) {
        throw usage("Invalid value for option '--count': " + count + " is not positive");
      }
      looks = count;
    }
    if (looks > 1 && pause.isZero()) {
      throw usage("--loop has to be positive where there is more than one look");
    }
  }

  @Override
  int call(MountedTree tree) throws InterruptedException {
    Map<String, Sample> before = new LinkedHashMap<>();
    for (long look = 0; look < looks; look++) {
      if (look > 0) {
        Thread.sleep(pause);
      }
      // Devices come and go: what was named has to be there at the first look only.
      List<Sample> now = (look == 0 ? devices(tree, named) : present(tree)).stream()
          .map(device -> Sample.of(device, System.nanoTime())).toList();
      show(now, before);
      before.clear();
      now.forEach(sample -> before.put(sample.device(), sample));
    }
    return ExitCode.OK;
  }

  private List<ObservedDevice> present(MountedTree tree) {
    return named.isEmpty() ? tree.devices() : named.stream().flatMap(name -> tree.find(name).stream()).toList();
  }

  private void show(List<Sample> now, Map<String, Sample> before) {
    if (isJson()) {
      Instant time = Instant.now();
      now.forEach(sample -> print(StatsText.row(sample, before.get(sample.device()), time)));
      return;
    }
    StatsText.devices(now, before).lines().forEach(this::print);
    if (now.stream().anyMatch(sample -> !sample.clients().isEmpty())) {
      print("");
      StatsText.clients(now, before).lines().forEach(this::print);
    }
    if (looks > 1) {
      print("");
    }
  }
}
