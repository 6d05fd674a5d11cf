package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.fuse.NodeServerOptions;
import org.paravane.guest.fuse.mount.MountOptions;

/** Programs that know a kernel driver behind {@code /dev/dxg} only, with the preload library between them and libc. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class PreloadTest {
  private static final SuiteProgram CLIENT = SuiteProgram.of("preload_client");
  private static final int DEVICES = 2;

  private static Path library;

  @BeforeAll
  static void libraryIsThere() throws Exception {
    assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler in PATH");
    library = NativeProgram.sources().resolve("../../guest-driver/target/native/libparavane-preload.so").normalize();
    assumeTrue(Files.exists(library), "the build made no preload library");
  }

  private static MountedGuest mounted(boolean passthrough) throws Exception {
    MountOptions mount = MountOptions.defaults().withPassthrough(passthrough);
    return MountedGuest.create(DEVICES, GuestOptions.defaults().withLegacyNode(true),
        NodeServerOptions.defaults().withMount(mount));
  }

  private static List<String> preloaded(MountedGuest guest) {
    return List.of("env", "LD_PRELOAD=" + library, "PARAVANE_ROOT=" + guest.root());
  }

  @Test
  void clientsOfAKernelDriverWork() throws Exception {
    try (MountedGuest guest = mounted(true)) {
      assumeTrue(guest.server().figures().session().passthrough(),
          "the kernel or the rights of this process allow no mappings");
      CLIENT.passes(preloaded(guest), "/dev/dxg", Integer.toString(DEVICES), "mapped");
      assertThat(guest.leftovers()).isEmpty();
      assertThat(copiedBytes(guest)).isZero();
    }
  }

  @Test
  void theyWorkWithCopiesWhereNothingCanBeMapped() throws Exception {
    try (MountedGuest guest = mounted(false)) {
      CLIENT.passes(preloaded(guest), "/dev/dxg", Integer.toString(DEVICES), "copied");
      assertThat(guest.leftovers()).isEmpty();
      assertThat(copiedBytes(guest)).isPositive();
    }
  }

  @Test
  void ordinaryUsersAreCallersLikeOthers() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
    try (MountedGuest guest = mounted(true)) {
      List<String> wrapper = new ArrayList<>(
          List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
      wrapper.addAll(preloaded(guest));
      CLIENT.passes(wrapper, "/dev/dxg", Integer.toString(DEVICES), "mapped");
      assertThat(guest.leftovers()).isEmpty();
    }
  }

  @Test
  void theNodeOfOneDeviceWorksTheSameWay() throws Exception {
    try (MountedGuest guest = mounted(true)) {
      CLIENT.passes(preloaded(guest), guest.node(1), "1", "mapped");
      assertThat(guest.leftovers()).isEmpty();
    }
  }

  @Test
  void otherProgramsNoticeNothing() throws Exception {
    try (MountedGuest guest = mounted(true)) {
      List<String> words = List.of("env", "LD_PRELOAD=" + library, "PARAVANE_ROOT=" + guest.root(), "sh", "-c",
          "ls -l \"$PARAVANE_ROOT/dev\" && cat \"$PARAVANE_ROOT\"/sys/class/dxg/dxg/name && find / -maxdepth 1 >&2 && exec 3</dev/null 3<&-");
      ProgramRun run = ProgramRun.of(words, Duration.ofSeconds(20));
      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.output()).contains("dxg", "accel");
      ProgramRun without = ProgramRun.of(List.of("env", "LD_PRELOAD=" + library, "PARAVANE_ROOT=/nowhere",
          CLIENT.compile().executable().toString(), "/dev/dxg", "1", "mapped", "--case",
          "the_whole_way_of_a_client_on_every_adapter"), Duration.ofSeconds(20));
      assertThat(without.output()).contains("ENOENT");
    }
  }

  private static long copiedBytes(MountedGuest guest) throws Exception {
    long sum = 0;
    for (int i = 0; i < DEVICES; i++) {
      sum += Long.parseLong(
          Files.readString(Path.of(guest.root(), "sys/class/accel/accel" + i + "/usage/copied_bytes")).strip());
    }
    return sum;
  }
}
