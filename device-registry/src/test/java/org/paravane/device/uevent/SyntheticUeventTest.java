package org.paravane.device.uevent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

class SyntheticUeventTest {
  private static final String ID = "fe4d7c9d-b8c6-4a70-9ef1-3d8a58d18eed";

  private static SyntheticUevent parsed(String text) {
    return switch (SyntheticUevent.parse(text)) {
      case Result.Ok<SyntheticUevent>(SyntheticUevent request) -> request;
      case Result.Failed<SyntheticUevent> failed -> throw new AssertionError(failed.reason());
    };
  }

  @Test
  void anActionAloneHasNoId() {
    SyntheticUevent request = parsed("change");

    assertThat(request.action()).isEqualTo(UeventAction.CHANGE);
    assertThat(request.variables()).containsExactlyEntriesOf(java.util.Map.of("SYNTH_UUID", "0"));
  }

  @Test
  void idAndArgumentsAreCarriedWithTheirPrefixes() {
    SyntheticUevent request = parsed("add " + ID + " A=1 B2=abc");

    assertThat(request.action()).isEqualTo(UeventAction.ADD);
    assertThat(request.variables()).containsEntry("SYNTH_UUID", ID).containsEntry("SYNTH_ARG_A", "1")
        .containsEntry("SYNTH_ARG_B2", "abc");
  }

  @Test
  void everyActionCanBeAskedFor() {
    for (UeventAction action : UeventAction.values()) {
      assertThat(parsed(action.text()).action()).isEqualTo(action);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "ADD", "add A=1", "add " + ID + "0", "add " + ID + " A=", "add " + ID + " =1",
      "add " + ID + " A=b-c", "add " + ID + " A.B=c", "add " + ID + " A", "add " + ID + " " + ID})
  void nonsenseIsRefused(String text) {
    assertThat(SyntheticUevent.parse(text)).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.EINVAL));
  }
}
