package org.paravane.vmbus.ring.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random vectors from a second description of the ring, which knows nothing of our code: it lays every packet out in one flat
 * buffer and folds that into the ring. Also shows that the format is understood as a whole.
 */
final class RandomVectorsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> TYPES = List.of("inBand", "completion", "gpaDirect", "transferPages");

  private final Random random;

  RandomVectorsTest() {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    System.out.println("seed of RandomVectorsTest: " + seed);
    random = new Random(seed);
  }

  @Test
  void fourHundredRandomBatchesAreWhatTheOtherDescriptionSays() {
    ObjectNode file = JSON.createObjectNode().put("format", 1).put("endianness", "little").put("controlPageBytes",
        4096);
    ArrayNode vectors = file.putArray("writeVectors");
    for (int i = 0; i < 400; i++) {
      vectors.add(randomVector("random-" + i));
    }
    VectorReport report = RingVectors.run(file);
    assertThat(report.failures()).isEmpty();
    assertThat(report.outcomes()).hasSize(400);
  }

  @Test
  void aVectorWithOneWrongByteFails() {
    for (int i = 0; i < 50; i++) {
      ObjectNode file = JSON.createObjectNode().put("format", 1).put("endianness", "little").put("controlPageBytes",
          4096);
      ObjectNode vector = randomVector("wrong");
      file.putArray("writeVectors").add(vector);
      ObjectNode result = (ObjectNode) vector.get("result");
      byte[] data = HexFormat.of().parseHex(result.get("dataHex").stringValue());
      data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
      result.put("dataHex", HexFormat.of().formatHex(data));
      assertThat(RingVectors.run(file).allPassed()).isFalse();
    }
  }

  private ObjectNode randomVector(String name) {
    int size = 4096 * (1 + random.nextInt(4));
    int read = 8 * random.nextInt(size / 8);
    int before = random.nextInt(3) == 0 ? 8 * random.nextInt(20) : 0;
    int write = (read + before) % size;
    int mask = random.nextInt(4) == 0 ? 1 : 0;
    byte fill = (byte) random.nextInt(256);
    byte[] ring = new byte[size];
    Arrays.fill(ring, fill);

    ObjectNode vector = JSON.createObjectNode().put("name", name).put("description", name).put("ringSize", size);
    int pending = random.nextInt(5) == 0 ? 8 * random.nextInt(100) : 0;
    control(vector.putObject("initial"), write, read, mask, pending).put("dataFill", HexFormat.of().toHexDigits(fill));
    ArrayNode packets = vector.putArray("packets");
    ObjectNode result = JSON.createObjectNode();
    ArrayNode pads = result.putArray("padRanges");
    int at = write;
    int touched = 0;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      ObjectNode packet = packets.addObject();
      byte[] bytes = randomPacket(packet, at, size / 6);
      for (int b = 0; b < bytes.length; b++) {
        ring[(at + b) % size] = bytes[b];
      }
      int pad = packet.get("padBytes").intValue();
      int trailerAt = (at + bytes.length - 8) % size;
      packet.put("packetStart", at).put("trailerAt", trailerAt);
      if (pad > 0) {
        pads.addArray().add(Math.floorMod(trailerAt - pad, size)).add(pad);
      }
      at = (at + bytes.length) % size;
      touched += bytes.length;
    }
    control(result, at, read, mask, pending).put("usedBytes", before + touched)
        .put("freeBytes", size - before - touched - 8).put("signalPeer", mask == 0 && before == 0)
        .put("controlFirst72Hex", controlHex(at, read, mask, pending)).put("touchedBytes", touched)
        .put("dataHex", HexFormat.of().formatHex(ring));
    vector.set("result", result);
    return vector;
  }

  private static ObjectNode control(ObjectNode node, int write, int read, int mask, int pending) {
    return node.put("writeIndex", write).put("readIndex", read).put("interruptMask", mask)
        .put("pendingSendSize", pending).put("featureBits", 1);
  }

  private static String controlHex(int write, int read, int mask, int pending) {
    ByteBuffer control = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
    control.putInt(write).putInt(read).putInt(mask).putInt(pending).putInt(64, 1);
    return HexFormat.of().formatHex(control.array());
  }

  /** One packet as flat bytes, trailer included; its description goes into the node. */
  private byte[] randomPacket(ObjectNode node, int start, int longest) {
    String type = TYPES.get(random.nextInt(TYPES.size()));
    int value = switch (type) {
      case "inBand" -> 6;
      case "transferPages" -> 7;
      case "gpaDirect" -> 9;
      default -> 11;
    };
    boolean wanted = value != 11 && random.nextBoolean();
    byte[] payload = new byte[random.nextInt(longest)];
    random.nextBytes(payload);
    long id = random.nextLong();
    node.put("type", type).put("typeValue", value).put("flags", wanted ? 1 : 0)
        .put("transactionId", "0x%016x".formatted(id)).put("payloadHex", HexFormat.of().formatHex(payload));
    byte[] header = switch (value) {
      case 7 -> transferHeader(node);
      case 9 -> gpaHeader(node);
      default -> new byte[0];
    };
    int padded = (payload.length + 7) / 8 * 8;
    int length = 16 + header.length + padded;
    ByteBuffer packet = ByteBuffer.allocate(length + 8).order(ByteOrder.LITTLE_ENDIAN);
    packet.putShort((short) value).putShort((short) ((16 + header.length) / 8)).putShort((short) (length / 8))
        .putShort((short) (wanted ? 1 : 0)).putLong(id).put(header).put(payload);
    packet.putInt(length + 4, start);
    node.put("dataOffset8", (16 + header.length) / 8).put("length8", length / 8).put("payloadBytesSeenByReader", padded)
        .put("padBytes", padded - payload.length).put("totalBytes", length + 8);
    return packet.array();
  }

  private byte[] transferHeader(ObjectNode node) {
    int setId = random.nextInt(0x10000);
    node.put("transferPageSetId", setId);
    ArrayNode ranges = node.putArray("ranges");
    int count = 1 + random.nextInt(3);
    ByteBuffer header = ByteBuffer.allocate(8 + 8 * count).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(setId).putInt(count);
    for (int i = 0; i < count; i++) {
      int bytes = 1 + random.nextInt(100_000);
      int offset = random.nextInt(100_000);
      ranges.addObject().put("byteCount", bytes).put("byteOffset", offset);
      header.putInt(bytes).putInt(offset);
    }
    return header.array();
  }

  private byte[] gpaHeader(ObjectNode node) {
    ArrayNode ranges = node.putArray("ranges");
    List<byte[]> parts = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    parts.add(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putInt(count).array());
    for (int i = 0; i < count; i++) {
      int bytes = 1 + random.nextInt(20_000);
      int offset = random.nextInt(4096);
      int pages = (offset + bytes - 1) / 4096 + 1;
      ObjectNode range = ranges.addObject().put("byteCount", bytes).put("byteOffset", offset);
      ArrayNode pfns = range.putArray("pfns");
      ByteBuffer part = ByteBuffer.allocate(8 + 8 * pages).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes).putInt(offset);
      for (int page = 0; page < pages; page++) {
        long pfn = random.nextLong() >>> 12;
        if (random.nextBoolean()) {
          pfns.add(pfn);
        } else {
          pfns.add("0x" + Long.toHexString(pfn));
        }
        part.putLong(pfn);
      }
      parts.add(part.array());
    }
    ByteBuffer header = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(header::put);
    return header.array();
  }
}
