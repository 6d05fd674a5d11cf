package org.paravane.guest.fake;

import org.paravane.abi.Bytes;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataReply;
import org.paravane.abi.wire.Message;

/** What hosts answer to {@link Message#DDIGETSTANDARDALLOCATIONDRIVERDATA}: sizes first, then data where there is room. */
public final class StandardReply {
  private static final int FIXED = 36;

  private StandardReply() {
  }

  /** A host that wants a heap of that size described by our own allocation description. */
  public static FakeHost.Script heap(long bytes) {
    int size = StructCodec.of(AllocationDescription.class).size();
    return script(Bytes.of(AllocationDescription.of(bytes, true), size), size);
  }

  /** A host that tells a size and has no data. */
  public static FakeHost.Script sizes(int size) {
    return script(Bytes.EMPTY, size);
  }

  /** The reply to the first question tells sizes without data, which its record cannot say: bytes by hand. */
  private static FakeHost.Script script(Bytes data, int size) {
    return command -> {
      DdiGetStandardAllocationDriverDataCommand asked = FakeHost.parsed(command,
          DdiGetStandardAllocationDriverDataCommand.class);
      if (asked.privDriverDataSize() == 0) {
        return Bytes.zero(FIXED).withU32(0, NtStatus.SUCCESS.value()).withU32(4, size).toArray();
      }
      return FakeHost.encode(new DdiGetStandardAllocationDriverDataReply(NtStatus.SUCCESS, data.length(), 0,
          asked.surface(), data, Bytes.EMPTY));
    };
  }
}
