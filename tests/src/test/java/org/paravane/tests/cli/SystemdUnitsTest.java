package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.guest.cli.GuestCommand;
import org.paravane.host.cli.HostCommand;
import picocli.CommandLine;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SystemdUnitsTest {
  private static final Path UNITS = Path.of("..", "docs", "systemd");
  private static final Pattern START = Pattern.compile("(?m)^ExecStart=(\\S+) (host|guest) (.*)$");

  @TempDir
  private Path directory = Path.of("");

  private static Matcher start(String name) throws IOException {
    Matcher start = START.matcher(Files.readString(UNITS.resolve("paravane-" + name + ".service")));
    assertThat(start.find()).isTrue();
    return start;
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "guest"})
  void unitsGiveOptionsThatTheCommandsHave(String name) throws IOException {
    String[] options = start(name).group(3).replaceAll("\\$\\w+", "").strip().split(" +", -1);
    CommandLine command = new CommandLine(name.equals("host") ? new HostCommand() : new GuestCommand());
    assertThat(command.parseArgs(options).errors()).isEmpty();
    assertThat(Files.readString(UNITS.resolve("paravane-" + name + ".service"))).contains("Type=notify");
  }

  @Test
  void bothUnitsMeanTheSameSocket() throws IOException {
    assertThat(start("host").group(3)).contains("--socket /run/paravane-host/socket");
    assertThat(start("guest").group(3)).contains("--host /run/paravane-host/socket");
  }

  @Test
  void theServiceManagerFindsNothingWrong() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");
    for (String name : new String[]{"host", "guest"}) {
      String unit = Files.readString(UNITS.resolve("paravane-" + name + ".service"));
      // The program need not be installed here.
      Files.writeString(directory.resolve("paravane-" + name + ".service"),
          unit.replace(start(name).group(1), "/bin/true"));
    }
    Process verify = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no",
        directory.resolve("paravane-host.service").toString(), directory.resolve("paravane-guest.service").toString())
        .redirectErrorStream(true).start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verify.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains("paravane-"))).isEmpty();
  }
}
