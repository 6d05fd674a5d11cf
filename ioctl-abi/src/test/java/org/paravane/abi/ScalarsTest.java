package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handles, ids and status codes. */
class ScalarsTest {

  @Nested
  class Handles {
    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "1, 0, 0, 64", "5, 1, 0, 1073742144", "16777215, 3, 63, -1", "16777216, 4, 64, 0"})
    void areMadeOfIndexUniqueAndInstance(int index, int unique, int instance, int value) {
      assertThat(Handle.of(index, unique, instance)).isEqualTo(new Handle(value));
    }

    @Test
    void giveTheirPartsBack() {
      Handle handle = Handle.of(0xabcdef, 2, 0x15);
      assertThat(handle.index()).isEqualTo(0xabcdef);
      assertThat(handle.unique()).isEqualTo(2);
      assertThat(handle.instance()).isEqualTo(0x15);
      assertThat(handle).hasToString("0xaaf37bd5");
    }

    @Test
    void zeroNamesNothing() {
      assertThat(Handle.NONE.isNone()).isTrue();
      assertThat(new Handle(64).isNone()).isFalse();
    }
  }

  @Nested
  class Luids {
    @Test
    void areA64BitNumberWithTheLowPartLow() {
      Luid luid = Luid.of(0x8877665544332211L);
      assertThat(luid).isEqualTo(new Luid(0x44332211, 0x88776655));
      assertThat(luid.toLong()).isEqualTo(0x8877665544332211L);
      assertThat(Luid.of(-1).toLong()).isEqualTo(-1);
      assertThat(luid).hasToString("88776655:44332211");
    }
  }

  @Nested
  class Guids {
    private static final String VGPU = "6e382d18-3336-4f4b-acc4-2b7703d4df4a";

    @Test
    void areReadAndShownAsText() {
      assertThat(Guid.parse(VGPU)).hasToString(VGPU)
          .isEqualTo(new Guid(0x6e382d18, (short) 0x3336, (short) 0x4f4b, 0xacc42b7703d4df4aL));
      assertThat(Guid.parse(VGPU.toUpperCase(Locale.ROOT))).isEqualTo(Guid.parse(VGPU));
      assertThat(Guid.ZERO).hasToString("00000000-0000-0000-0000-000000000000");
    }

    @Test
    void lieInMemoryAsTheProtocolSays() {
      assertThat(StructCodec.of(Guid.class).encode(Guid.parse(VGPU))).asHexString()
          .isEqualTo("182D386E36334B4FACC42B7703D4DF4A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6e382d18", "6e382d18-3336-4f4b-acc4-2b7703d4df4",
        "6e382d18-3336-4f4b-acc4-2b7703d4df4g",
        "{6e382d18-3336-4f4b-acc4-2b7703d4df4a}", "6e382d18-3336-4f4b-acc42b77-03d4df4a"})
    void otherTextIsNone(String text) {
      assertThat(Guid.tryParse(text)).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> Guid.parse(text));
    }

    @Test
    void carryALuidInTheirFirstBytes() {
      Luid luid = new Luid(0x01020304, 0x85868788);
      Guid instance = Guid.parse(VGPU).withLuidPrefix(luid);
      assertThat(instance).hasToString("01020304-8788-8586-acc4-2b7703d4df4a");
      assertThat(instance.luidPrefix()).isEqualTo(luid);
    }
  }

  @Nested
  class Statuses {
    /** Section 10.1. */
    @ParameterizedTest
    @CsvSource({"0x00000000, 0", "0x00000102, 258", "0x00000103, 259", "0x40000000, 1073741824", "0xc0000001, -22",
        "0xc0000002, -1", "0xc0000008, -9", "0xc000000d, -22", "0xc0000017, -12", "0xc000001d, -95", "0xc0000022, -13",
        "0xc0000023, -75", "0xc0000024, -91", "0xc0000033, -2", "0xc0000034, -2", "0xc0000035, -17", "0xc00000bb, -1",
        "0xc00002b6, -19", "0xc01e0102, -115", "0x80000005, -22", "0xffffffff, -22"})
    void becomeTheResultOfAnIoctl(String status, int result) {
      assertThat(new NtStatus(Integer.parseUnsignedInt(status.substring(2), 16)).toIoctlResult()).isEqualTo(result);
    }

    @Test
    void aSuccessHasNoErrno() {
      assertThat(NtStatus.PENDING.isSuccess()).isTrue();
      assertThatIllegalStateException().isThrownBy(NtStatus.PENDING::toErrno);
    }

    @Test
    void areShownByName() {
      assertThat(NtStatus.DEVICE_REMOVED).hasToString("STATUS_DEVICE_REMOVED");
      assertThat(NtStatus.UNSUCCESSFUL).hasToString("STATUS_UNSUCCESSFUL");
      assertThat(new NtStatus(0xc0001234)).hasToString("0xc0001234");
      assertThat(NtStatus.named()).hasSize(17).extracting(NtStatus.Named::status).doesNotHaveDuplicates();
    }

    /** Section 10.3: what survives the way to the caller and back. */
    @ParameterizedTest
    @CsvSource({"STATUS_NOT_IMPLEMENTED, STATUS_NOT_SUPPORTED",
        "STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_INVALID"})
    void twoOfThemChangeOnTheWay(String sent, String arrived) {
      NtStatus status = NtStatus.named().stream().filter(named -> named.name().equals(sent)).findFirst().orElseThrow()
          .status();
      assertThat(status.toErrno().toNtStatus()).hasToString(arrived);
    }

    @Test
    void allOthersSurvive() {
      List<NtStatus> survivors = NtStatus.named().stream().map(NtStatus.Named::status)
          .filter(status -> !status.isSuccess() && !status.equals(NtStatus.NOT_IMPLEMENTED)
              && !status.equals(NtStatus.OBJECT_NAME_NOT_FOUND))
          .toList();
      assertThat(survivors).hasSize(12)
          .allSatisfy(status -> assertThat(status.toErrno().toNtStatus()).isEqualTo(status));
    }
  }

  @Nested
  class Errnos {
    @ParameterizedTest
    @EnumSource(Errno.class)
    void haveDistinctPositiveNumbers(Errno errno) {
      assertThat(errno.number()).isBetween(1, 4095);
      assertThat(Stream.of(Errno.values()).filter(other -> other.number() == errno.number())).hasSize(1);
    }

    @Test
    void ourOwnBecomeUnsuccessful() {
      assertThat(Stream.of(Errno.values()).filter(errno -> !errno.isOfDriver())).hasSize(8)
          .allSatisfy(errno -> assertThat(errno.toNtStatus()).isEqualTo(NtStatus.UNSUCCESSFUL));
    }
  }

  @Nested
  class Results {
    @Test
    void aFailureStaysAFailure() {
      Result<Integer> failed = Result.failed(Errno.EINVAL, "why");
      assertThat(failed.map(value -> value + 1)).isEqualTo(failed);
      assertThat(failed.flatMap(value -> Result.ok(value + 1))).isEqualTo(failed);
    }

    @Test
    void aSuccessGoesOn() {
      assertThat(Result.ok(1).map(value -> value + 1)).isEqualTo(Result.ok(2));
      assertThat(Result.ok(1).flatMap(value -> Result.failed(Errno.EIO, "x" + value)))
          .isEqualTo(Result.failed(Errno.EIO, "x1"));
    }
  }
}
