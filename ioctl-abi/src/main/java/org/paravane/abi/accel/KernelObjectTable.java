package org.paravane.abi.accel;

import java.util.List;
import java.util.OptionalLong;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Length;
import org.paravane.abi.Trailing;

/**
 * What QUERYADAPTERINFO of type UMDRIVERPRIVATE (0) answers with: the kernels of an adapter, as many as fit into the caller's
 * buffer. A caller sends magic and version.
 *
 * @param total how many kernels the adapter has
 * @param count how many of them follow
 */
@CStruct(name = "paravane_kernel_object_table", size = 16)
public record KernelObjectTable(
    int magic,
    int version,
    int total,
    int count,
    @Trailing(count = "count") List<Entry> entries) {
  /** The bytes {@code PVKT}. */
  public static final int MAGIC = 0x544b5650;
  public static final int VERSION = 1;
  /** Size of the table without entries. */
  public static final int HEADER_BYTES = 16;
  /** Size of an entry. */
  public static final int ENTRY_BYTES = 64;

  /** A kernel: what a dispatch names it by, and how long its arguments are. */
  @CStruct(name = "paravane_kernel_object", size = 64)
  public record Entry(
      long kernelObject,
      int kernargSizeBytes,
      int reserved,
      @CharType @Length(48) Bytes name) {
    public static Entry of(long kernelObject, int kernargSizeBytes, String name) {
      return new Entry(kernelObject, kernargSizeBytes, 0, Bytes.text(name, 48));
    }
  }

  /** What a caller sends. */
  public static KernelObjectTable request() {
    return new KernelObjectTable(MAGIC, VERSION, 0, 0, List.of());
  }

  /** An answer with as many kernels as fit into a buffer of a size. */
  public static KernelObjectTable of(List<Entry> all, long bufferBytes) {
    int fitting = Math.clamp((bufferBytes - HEADER_BYTES) / ENTRY_BYTES, 0, all.size());
    return new KernelObjectTable(MAGIC, VERSION, all.size(), fitting, List.copyOf(all.subList(0, fitting)));
  }

  public boolean isValid() {
    return magic == MAGIC && version == VERSION;
  }

  /** The object of a kernel by its name. */
  public OptionalLong find(String name) {
    return entries.stream().filter(entry -> entry.name().text().equals(name)).mapToLong(Entry::kernelObject)
        .findFirst();
  }
}
