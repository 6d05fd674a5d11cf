package org.paravane.vmbus.channels;

import java.util.Comparator;
import org.paravane.abi.Guid;
import org.paravane.vmbus.OfferSpec;

/** What tells offers apart. Source: vmbus-channels.md section 4. */
public record OfferKey(Guid interfaceId, Guid instanceId, int subChannelIndex) {
  /** The order in which offers are sent, so that ids are the same each time; sub-channels follow their primary. */
  static final Comparator<OfferKey> ORDER = Comparator.comparing((OfferKey key) -> key.interfaceId.toString())
      .thenComparing(key -> key.instanceId.toString()).thenComparingInt(OfferKey::subChannelIndex);

  public static OfferKey of(OfferSpec spec) {
    return new OfferKey(spec.interfaceId(), spec.instanceId(), spec.subChannelIndex());
  }
}
