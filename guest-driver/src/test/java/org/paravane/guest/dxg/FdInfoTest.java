package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryUsageCommand;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

/** Usage of an open file in the keys of DRM fdinfo. */
class FdInfoTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private String text() {
    String path = client.file().file().node().path() + "/clients/" + client.file().file().id() + "/fdinfo";
    return switch (fixture.registry().tree().read(path)) {
      case Result.Ok<String>(String value) -> value;
      case Result.Failed<String> failed -> throw new AssertionError(failed);
    };
  }

  private Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    text().lines().forEach(line -> {
      String[] parts = line.split(":\t", 2);
      assertThat(parts).as(line).hasSize(2);
      assertThat(lines.put(parts[0], parts[1])).as("twice: " + line).isNull();
    });
    return lines;
  }

  @Test
  void keysAndUnitsAreThoseOfDrm() {
    Map<String, String> lines = lines();
    assertThat(lines).containsEntry("drm-driver", "dxg")
        .containsEntry("drm-client-id", String.valueOf(client.file().file().id()))
        .containsEntry("drm-pdev", FakeHost.instanceOf(0).toString())
        .containsEntry("drm-engine-compute", "5000 ns").containsEntry("drm-engine-copy", "70 ns")
        .containsEntry("drm-total-local", "200").containsEntry("drm-resident-local", "200")
        .containsEntry("drm-total-memory", "200").containsEntry("drm-resident-memory", "200")
        .containsEntry("paravane-pid", String.valueOf(ProcessHandle.current().pid()))
        .containsEntry("paravane-aperture-excess", "8192").containsEntry("paravane-objects", "0")
        .containsEntry("paravane-pending-events", "0").containsKey("paravane-comm");
    assertThat(lines.keySet()).noneMatch(key -> key.startsWith("drm-engine-capacity"));
    assertThat(lines.keySet()).first().isEqualTo("drm-driver");
    assertThat(text()).endsWith("\n").doesNotContain("\n\n");
  }

  @Test
  void theHostIsAskedForThisProcess() {
    client.createDevice();
    host.forget();
    assertThat(lines()).containsEntry("paravane-objects", "1");
    assertThat(host.last(Message.QUERYUSAGE, QueryUsageCommand.class).hdr().process())
        .isEqualTo(client.file().file().data(DxgProcess.class).hostHandle());
  }

  @Test
  void nodesOfAKindAreOneEngineWithACapacity() {
    host.reply(Message.QUERYUSAGE, new QueryUsageReply(NtStatus.SUCCESS, 3, 0, U64Array.of(1, 2, 3)));
    assertThat(lines()).containsEntry("drm-engine-compute", "1 ns").containsEntry("drm-engine-copy", "2 ns");
    assertThat(FdInfo.engineOf("other compute0")).isEqualTo("compute");
    assertThat(FdInfo.engineOf("copy copy12")).isEqualTo("copy");
    assertThat(FdInfo.engineOf("7")).isEqualTo("7");
    assertThat(FdInfo.engineOf("other Odd:Name\t3")).isEqualTo("odd_name_");
  }

  @Test
  void whatTheHostDoesNotTellIsLeftOut() {
    host.fail(Message.QUERYUSAGE, NtStatus.NOT_SUPPORTED, "never heard of it");
    host.fail(Message.QUERYVIDEOMEMORYINFO, NtStatus.NOT_SUPPORTED, "nor of that");
    assertThat(lines().keySet()).containsExactly("drm-driver", "drm-client-id", "drm-pdev", "paravane-pid",
        "paravane-comm", "paravane-objects", "paravane-pending-events");
  }
}
