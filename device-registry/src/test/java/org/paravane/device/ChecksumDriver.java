package org.paravane.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.IoctlResult;

/** A checksum engine: write bytes, ask for their CRC-32. Shows how little a driver of any kind has to bring along. */
public record ChecksumDriver(DeviceClass nodes) implements Driver {
  public static final MatchId ID = new MatchId("checksum");
  /** _IOR('C', 1, u64). */
  public static final int SUM = 0x8008_4301;

  @Override
  public String name() {
    return "checksum";
  }

  @Override
  public List<MatchId> ids() {
    return List.of(ID);
  }

  @Override
  public ProbeResult probe(Device device) {
    AtomicLong bytes = new AtomicLong();
    device.setDriverData(bytes);
    return ProbeResult.of(nodes.register(device, NodeOptions.defaults().withMode(0666), new Engine(bytes), List.of(
        AttributeGroup.of(Attribute.constant("algorithm", "crc32"), Attribute.readOnly("bytes_summed", bytes::get)))));
  }

  private record Engine(AtomicLong bytes) implements FileOperations {
    @Override
    public Result<Object> open(OpenFile file) {
      return Result.ok(new CRC32());
    }

    @Override
    public Result<Integer> write(OpenFile file, MemorySegment buffer, long offset) {
      file.data(CRC32.class).update(buffer.asByteBuffer());
      bytes.addAndGet(buffer.byteSize());
      return Result.ok((int) buffer.byteSize());
    }

    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      if (request != SUM) {
        return FileOperations.super.ioctl(file, request, argument);
      }
      argument.set(ValueLayout.JAVA_LONG, 0, file.data(CRC32.class).getValue());
      return IoctlResult.ok();
    }
  }
}
