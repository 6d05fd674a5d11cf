package org.paravane.abi.extension;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.paravane.abi.CEnum;
import org.paravane.abi.StructCodec;

/**
 * The table of our own ioctls. All are read and write; structs are naturally aligned, reserved fields must be 0. New requests
 * get new numbers, and a feature bit in {@link GetVersion} where a program has to ask first.
 */
public enum ParavaneIoctl {
  GETVERSION(0x00, GetVersion.class, "version of this table and what the open file can do"), //
  GETRANGE(0x01, GetRange.class, "where to map an allocation or a fence page in the open file"), //
  COPY(0x02, CopyBytes.class, "copies between memory of the caller and an allocation or a fence page"), //
  LEND(0x03, LendMemory.class, "the memory file that the caller has mapped at an address range"), //
  UNLEND(0x04, UnlendMemory.class, "the caller takes back what no allocation uses");

  /** Type byte of all request codes: ASCII P. */
  public static final int TYPE = 0x50;
  /** Highest number that was ever given. */
  public static final int LAST_NUMBER = 0x04;
  /** What {@link GetVersion} answers. */
  public static final int VERSION = 1;

  private final int number;
  private final Class<? extends Record> argument;
  private final String meaning;

  ParavaneIoctl(int number, Class<? extends Record> argument, String meaning) {
    this.number = number;
    this.argument = argument;
    this.meaning = meaning;
  }

  /** The ioctl whose whole request code this is; any other size, direction or type is none. */
  public static Optional<ParavaneIoctl> ofRequest(int requestCode) {
    return Stream.of(values()).filter(ioctl -> ioctl.requestCode() == requestCode).findFirst();
  }

  /** The type byte in a request code. */
  public static int typeOf(int requestCode) {
    return (requestCode >>> 8) & 0xff;
  }

  public int number() {
    return number;
  }

  public Class<? extends Record> argument() {
    return argument;
  }

  public int argumentSizeBytes() {
    return StructCodec.of(argument).size();
  }

  public int requestCode() {
    return 3 << 30 | argumentSizeBytes() << 16 | TYPE << 8 | number;
  }

  /** C name of the request code. */
  public String cName() {
    return "PARAVANE_IOCTL_" + name();
  }

  /** What it is for, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** The arguments. */
  public static List<Class<? extends Record>> structs() {
    return Stream.of(values()).<Class<? extends Record>>map(ParavaneIoctl::argument).toList();
  }

  /** The enums that they use. */
  public static List<Class<? extends CEnum>> enums() {
    return List.of(RangeKind.class, CopyDirection.class);
  }

  /** Numbers that they use, by their C names. */
  public static SortedMap<String, Integer> constants() {
    SortedMap<String, Integer> constants = new TreeMap<>();
    constants.put("PARAVANE_IOCTL_VERSION", VERSION);
    for (Feature feature : Feature.values()) {
      constants.put("PARAVANE_FEATURE_" + feature.name(), (int) feature.bit());
    }
    constants.put("PARAVANE_RANGE_WRITABLE", GetRange.WRITABLE);
    constants.put("PARAVANE_RANGE_READABLE", GetRange.READABLE);
    constants.put("PARAVANE_COPY_MAX_BYTES", CopyBytes.MAX_BYTES);
    return constants;
  }
}
