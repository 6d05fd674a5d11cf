package org.paravane.guest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.observe.TreeState;

class DoctorTest {
  private static final Path ROOT = Path.of("/tree");
  private static final Path FUSE = Path.of("/dev/fuse");
  private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path NODE = Path.of("/tree/dev/accel/accel0");

  private final FakeSystem system = new FakeSystem();

  private List<Finding> examine() {
    return Doctor.of(ROOT, Optional.of(Path.of("/run/host"))).examine(system);
  }

  private Finding finding(String subject) {
    return examine().stream().filter(each -> each.subject().equals(subject)).findFirst().orElseThrow();
  }

  @Test
  void allIsWellForRoot() {
    assertThat(examine()).allMatch(finding -> finding.verdict() == Verdict.OK).hasSize(9);
    assertThat(examine()).allMatch(finding -> finding.repair().isEmpty() && !finding.detail().isEmpty());
  }

  @Test
  void withoutAHostToTryNoneIsTried() {
    assertThat(Doctor.of(ROOT, Optional.empty()).examine(system)).noneMatch(each -> each.subject().equals("host"));
  }

  @Test
  void everythingThatIsWrongHasARepair() {
    system.ordinaryUser().programs.clear();
    system.release = "4.4.0";
    system.openErrors.put(FUSE, 13);
    system.texts.put(Path.of("/proc/self/limits"), "Max open files  1024  4096 files\n");
    system.host = new HostAnswer.Refused();
    system.nodes.put(NODE, Result.failed(Errno.EACCES, "open"));
    List<Finding> findings = examine();
    assertThat(findings).allMatch(finding -> finding.verdict() != Verdict.OK || finding.subject().equals("tree"));
    assertThat(findings).filteredOn(finding -> finding.verdict() != Verdict.OK)
        .allMatch(finding -> !finding.repair().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"6.18.5-generic, OK, OK", "6.9.0, OK, OK", "6.8.12, OK, UNSUPPORTED", "5.6, OK, UNSUPPORTED",
      "5.5.19, UNSUPPORTED, UNSUPPORTED", "10.0-rc1, OK, OK", "strange, UNSUPPORTED, UNSUPPORTED"})
  void kernelsAreJudgedByTheirRelease(String release, Verdict kernel, Verdict mapping) {
    system.release = release;
    assertThat(finding("kernel").verdict()).isEqualTo(kernel);
    assertThat(finding("mmap of nodes").verdict()).isEqualTo(mapping);
    assertThat(finding("mmap of nodes").isBearable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "1, FORBIDDEN", "13, FORBIDDEN", "19, ABSENT", "5, BROKEN"})
  void theFuseDeviceIsTried(int errno, Verdict verdict) {
    system.openErrors.put(FUSE, errno);
    assertThat(finding("/dev/fuse").verdict()).isEqualTo(verdict);
    assertThat(finding("/dev/fuse").isBearable()).isEqualTo(errno == 0);
  }

  @Test
  void aMachineWithoutTheFuseDevice() {
    system.openErrors.clear();
    assertThat(finding("/dev/fuse").verdict()).isEqualTo(Verdict.ABSENT);
    assertThat(finding("/dev/fuse").repair()).contains("modprobe fuse");
  }

  @Test
  void anOrdinaryUserMountsThroughFusermount() {
    system.ordinaryUser();
    assertThat(finding("fusermount3").verdict()).isEqualTo(Verdict.OK);
    assertThat(finding("allow_other")).satisfies(each -> {
      assertThat(each.verdict()).isEqualTo(Verdict.FORBIDDEN);
      assertThat(each.isBearable()).isTrue();
    });
    assertThat(finding("mmap of nodes").verdict()).isEqualTo(Verdict.FORBIDDEN);

    system.texts.put(Path.of("/etc/fuse.conf"), "# mount_max = 1000\n  user_allow_other  \n");
    assertThat(finding("allow_other").verdict()).isEqualTo(Verdict.OK);
    system.texts.put(Path.of("/etc/fuse.conf"), "#user_allow_other\n");
    assertThat(finding("allow_other").verdict()).as("commented out").isEqualTo(Verdict.FORBIDDEN);
    system.setUserId = false;
    assertThat(finding("fusermount3").verdict()).isEqualTo(Verdict.FORBIDDEN);
    system.programs.clear();
    assertThat(finding("fusermount3").verdict()).isEqualTo(Verdict.ABSENT);
    assertThat(finding("fusermount3").isBearable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, OK, OK", "1, OK, FORBIDDEN", "2, OK, FORBIDDEN", "3, FORBIDDEN, FORBIDDEN"})
  void theScopeOfPtraceDecidesAboutPointers(String scope, Verdict forRoot, Verdict forUser) {
    system.texts.put(SCOPE, scope + "\n");
    assertThat(finding("memory of callers").verdict()).isEqualTo(forRoot);
    system.ordinaryUser();
    assertThat(finding("memory of callers").verdict()).isEqualTo(forUser);
  }

  @Test
  void aKernelWithoutYamaLetsAUserReachHisOwn() {
    system.ordinaryUser().texts.remove(SCOPE);
    assertThat(finding("memory of callers").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void everyAnswerOfAHostIsTold() {
    Map<HostAnswer, Verdict> verdicts = Map.of(new HostAnswer.Speaks(), Verdict.OK, new HostAnswer.Absent(),
        Verdict.ABSENT, new HostAnswer.Forbidden(), Verdict.FORBIDDEN, new HostAnswer.Refused(), Verdict.BROKEN,
        new HostAnswer.Strange("version=9"), Verdict.UNSUPPORTED);
    verdicts.forEach((answer, verdict) -> {
      system.host = answer;
      assertThat(finding("host").verdict()).as("%s", answer).isEqualTo(verdict);
      assertThat(finding("host").detail()).contains("socket=/run/host");
    });
  }

  @ParameterizedTest
  @EnumSource(TreeState.class)
  void everyStateOfATreeIsTold(TreeState state) {
    system.tree = state;
    Verdict verdict = switch (state) {
      case SERVED -> Verdict.OK;
      case ABSENT -> Verdict.ABSENT;
      case STALE, FOREIGN -> Verdict.BROKEN;
      case FORBIDDEN -> Verdict.FORBIDDEN;
    };
    assertThat(finding("tree").verdict()).isEqualTo(verdict);
    assertThat(examine()).as("nodes are tried in a tree that is served")
        .filteredOn(each -> each.subject().equals("accel0")).hasSize(state == TreeState.SERVED ? 1 : 0);
  }

  @Test
  void anotherFileSystemInPlaceOfTheTreeIsTold() {
    system.texts.put(MOUNTS, """
        22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        40 22 0:33 / /tree rw,nosuid shared:4 master:2 - tmpfs tmpfs rw
        """);
    assertThat(finding("tree").verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding("tree").detail()).contains("mounted=tmpfs");
    system.texts.merge(MOUNTS, "41 40 0:34 / /tree rw - fuse.paravane paravane rw\n", String::concat);
    assertThat(finding("tree").verdict()).as("ours is mounted over it").isEqualTo(Verdict.OK);
  }

  @Test
  void mountPointsWithOddNamesAreFound() {
    MountTable table = new MountTable("40 22 0:33 / /a\\040b\\134c rw - fuse.paravane paravane rw\n\nbad line\n");
    assertThat(table.typeAt(Path.of("/a b\\c"))).contains("fuse.paravane");
    assertThat(table.typeAt(Path.of("/a"))).isEmpty();
  }

  @Test
  void aTreeWithoutDevicesIsNotEnough() {
    system.nodes.clear();
    assertThat(finding("nodes").verdict()).isEqualTo(Verdict.ABSENT);
  }

  @ParameterizedTest
  @CsvSource({"EACCES, FORBIDDEN, false", "EBUSY, OK, true", "ENODEV, ABSENT, false", "ENOTTY, UNSUPPORTED, false",
      "EIO, BROKEN, false"})
  void nodesThatDoNotOpenAreTold(Errno errno, Verdict verdict, boolean bearable) {
    system.nodes.put(NODE, Result.failed(errno, "open"));
    assertThat(finding("accel0").verdict()).isEqualTo(verdict);
    assertThat(finding("accel0").isBearable()).isEqualTo(bearable);
  }

  @Test
  void aNodeThatCannotBeMappedWorksAllTheSame() {
    system.nodes.put(NODE, Result.ok(new NodeVersion(1, false)));
    assertThat(finding("accel0").verdict()).isEqualTo(Verdict.UNSUPPORTED);
    assertThat(finding("accel0").isBearable()).isTrue();
  }
}
