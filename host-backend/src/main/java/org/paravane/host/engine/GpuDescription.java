package org.paravane.host.engine;

import java.util.Set;

/**
 * Identity and abilities of an adapter.
 *
 * @param name for people, e.g. {@code Paravane simulated GPU}
 * @param pciVendor PCI vendor id that the adapter shows, 16 bits
 * @param pciDevice PCI device id, 16 bits
 * @param pciSubsystem subsystem id (device in the high half, vendor in the low half)
 * @param pciRevision revision id
 * @param localBytes size of the local segment
 * @param lowestAddress first GPU virtual address that may be used, a multiple of the page size
 * @param addressLimit first GPU virtual address that may not be used any more, a multiple of the page size
 * @param timestampFrequencyHz ticks per second of {@link GpuClock#nanos} based timestamps
 * @param capabilities what it can do
 */
public record GpuDescription(String name, int pciVendor, int pciDevice, int pciSubsystem, int pciRevision,
    long localBytes,
    long lowestAddress, long addressLimit, long timestampFrequencyHz, Set<GpuCapability> capabilities) {
  public GpuDescription {
    capabilities = Set.copyOf(capabilities);
    if (lowestAddress < 0 || addressLimit <= lowestAddress) {
      throw new IllegalArgumentException("bad address limits: lowest=" + lowestAddress + ", limit=" + addressLimit);
    }
  }
}
