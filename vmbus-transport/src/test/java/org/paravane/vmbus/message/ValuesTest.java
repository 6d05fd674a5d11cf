package org.paravane.vmbus.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions, features and user data. */
class ValuesTest {

  @ParameterizedTest
  @CsvSource({"V0_13,0x0000000d,0.13", "V1_1,0x00010001,1.1", "V2_4,0x00020004,2.4", "V3_0,0x00030000,3.0",
      "V4_0,0x00040000,4.0", "V4_1,0x00040001,4.1", "V5_0,0x00050000,5.0", "V5_1,0x00050001,5.1",
      "V5_2,0x00050002,5.2", "V5_3,0x00050003,5.3", "V6_0,0x00060000,6.0"})
  void aVersionHasItsNumber(ProtocolVersion version, String number, String text) {
    assertThat(version.number()).isEqualTo((int) Long.decode(number).longValue());
    assertThat(ProtocolVersion.of(version.number())).contains(version);
    assertThat(version).hasToString(text);
  }

  @ParameterizedTest
  @EnumSource
  void versionsAreOrderedAsTheirNumbers(ProtocolVersion version) {
    for (ProtocolVersion other : ProtocolVersion.values()) {
      assertThat(version.atLeast(other)).isEqualTo(version.number() >= other.number());
    }
  }

  @Test
  void nothingElseIsAVersion() {
    long known = 0;
    for (int major = 0; major < 16; major++) {
      for (int minor = 0; minor < 64; minor++) {
        known += ProtocolVersion.of(major << 16 | minor).isPresent() ? 1 : 0;
      }
    }
    assertThat(known).isEqualTo(ProtocolVersion.values().length);
    for (int number : new int[]{-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x0003_0005, 0x0d, 0x0100_0500}) {
      assertThat(ProtocolVersion.of(number).isPresent()).isEqualTo(number == 0x0d);
    }
  }

  @Test
  void featuresAreSets() {
    Random random = new Random(11);
    for (int run = 0; run < 1_000; run++) {
      Features one = new Features(random.nextInt());
      Features other = new Features(random.nextInt());
      assertThat(one.and(other)).isEqualTo(other.and(one)).isEqualTo(new Features(one.bits() & other.bits()));
      assertThat(one.or(other)).isEqualTo(other.or(one)).isEqualTo(new Features(one.bits() | other.bits()));
      assertThat(one.hasAny(other)).isEqualTo(!one.and(other).equals(Features.NONE));
      assertThat(one.and(Features.ALL)).isEqualTo(one);
      assertThat(one.or(Features.NONE)).isEqualTo(one);
      assertThat(one.hasAny(Features.NONE)).isFalse();
    }
    assertThat(Features.ALL).hasToString("0xffffffff");
  }

  @Test
  void everyFeatureHasABitOfItsOwn() {
    Features all = Features.NONE;
    for (Features feature : new Features[]{Features.GUEST_SPECIFIED_SIGNAL, Features.CHANNEL_INTERRUPT_REDIRECTION,
        Features.MODIFY_CONNECTION, Features.CLIENT_ID, Features.CONFIDENTIAL_CHANNELS, Features.PAUSE_RESUME,
        Features.SERVER_MONITOR_PAGES, Features.PINNED_MEMORY}) {
      assertThat(Integer.bitCount(feature.bits())).isOne();
      assertThat(all.hasAny(feature)).isFalse();
      all = all.or(feature);
    }
    assertThat(all.bits()).isEqualTo(0xff);
  }

  @ParameterizedTest
  @EnumSource
  void aLaterVersionKeepsEveryMessage(MessageLayout layout) {
    boolean before = false;
    for (ProtocolVersion version : ProtocolVersion.values()) {
      boolean allowed = layout.allowedIn(new Negotiated(version, Features.ALL));
      assertThat(allowed || !before).as("%s in %s", layout, version).isTrue();
      assertThat(allowed).isEqualTo(version.atLeast(layout.since()));
      before = allowed;
    }
    assertThat(layout.allowedIn(Negotiated.everything())).isTrue();
  }

  @Test
  void userDataIsAValue() {
    byte[] given = {1, 2, 3};
    UserData data = UserData.of(given);
    given[0] = 9;
    data.bytes()[1] = 9;
    assertThat(data.bytes()).hasSize(120).startsWith(1, 2, 3, 0);
    assertThat(data).isEqualTo(UserData.of(new byte[]{1, 2, 3, 0})).hasSameHashCodeAs(UserData.of(new byte[]{1, 2, 3}))
        .isNotEqualTo(UserData.of(new byte[]{1, 2})).isNotEqualTo(UserData.EMPTY);
    assertThat(data.toString()).startsWith("010203").hasSize(240);
    assertThat(UserData.of(new byte[0])).isEqualTo(UserData.EMPTY).hasToString("zeros");
    byte[] full = new byte[120];
    Arrays.fill(full, (byte) -1);
    assertThat(UserData.of(full).bytes()).isEqualTo(full);
    assertThatThrownBy(() -> UserData.of(new byte[121])).isInstanceOf(IllegalArgumentException.class);
  }
}
