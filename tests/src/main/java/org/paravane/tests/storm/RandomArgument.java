package org.paravane.tests.storm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.paravane.abi.CField;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.DxgIoctl;

/** Fills the argument of a request by the types of its fields: handles that exist, pointers that mostly work, sizes at limits. */
final class RandomArgument {
  private static final int[] EDGES = {0, 1, 2, 3, 4, 8, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 4096, 10240, 10241,
      65535, 131071, 131072, 131073, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};

  private final SplittableRandom random;
  private final HandlePool handles;
  private final CallerBuffer buffer;

  RandomArgument(SplittableRandom random, HandlePool handles, CallerBuffer buffer) {
    this.random = random;
    this.handles = handles;
    this.buffer = buffer;
  }

  /** A plausible argument of a known request. */
  void typed(DxgIoctl ioctl, MemorySegment argument) {
    argument.fill((byte) 0);
    for (CField field : fields(ioctl)) {
      if (field.bits() != null) {
        if (random.nextInt(40) == 0) {
          scalar(argument, field.offset(), field.size(), 1L << random.nextInt(8 * field.size()));
        }
      } else if (field.type().equals("handle")) {
        argument.set(ValueLayout.JAVA_INT_UNALIGNED, field.offset(), handles.any(random, field.name()));
      } else if (field.type().startsWith("ptr")) {
        argument.set(ValueLayout.JAVA_LONG_UNALIGNED, field.offset(), buffer.pointer(random));
      } else if (!field.type().startsWith("struct") && !field.type().contains("[") && random.nextInt(4) != 0) {
        scalar(argument, field.offset(), field.size(), number());
      }
    }
  }

  /** Bytes without any sense, often mostly zero. */
  void raw(MemorySegment argument) {
    argument.fill((byte) 0);
    int density = 1 + random.nextInt(8);
    for (long i = 0; i < argument.byteSize(); i++) {
      if (random.nextInt(density) == 0) {
        argument.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
      }
    }
  }

  /** Remembers the handles that an answer holds. */
  void harvest(DxgIoctl ioctl, MemorySegment argument) {
    for (CField field : fields(ioctl)) {
      if (field.type().equals("handle")) {
        handles.add(field.name(), argument.get(ValueLayout.JAVA_INT_UNALIGNED, field.offset()));
      }
    }
  }

  private static List<CField> fields(DxgIoctl ioctl) {
    return StructCodec.of(ioctl.argument()).layout().fields();
  }

  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextLong();
      case 2 -> 4096L * random.nextInt(64);
      default -> random.nextInt(6);
    };
  }

  private static void scalar(MemorySegment argument, long offset, int size, long value) {
    switch (size) {
      case 1 -> argument.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case 2 -> argument.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) value);
      case 4 -> argument.set(ValueLayout.JAVA_INT_UNALIGNED, offset, (int) value);
      case 8 -> argument.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
      default -> {
        // A union or an array: its members are fields of their own.
      }
    }
  }
}
