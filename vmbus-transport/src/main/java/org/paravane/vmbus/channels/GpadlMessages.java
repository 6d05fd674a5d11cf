package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.List;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.message.GpadlMessage;
import org.paravane.vmbus.ring.PageRange;

/** Cuts the description of memory into control messages: one header, then bodies. Source: vmbus-channels.md section 5. */
final class GpadlMessages {
  /** The size field counts bytes in 16 bits. */
  private static final int MOST_VALUES = 0xffff / Long.BYTES;
  /** Pages that one GPADL of one range can name. */
  static final int MOST_PAGES = MOST_VALUES - 1;

  private GpadlMessages() {
  }

  static List<GpadlMessage> of(ChannelId channel, GpadlId gpadl, PageRange range) {
    List<Long> values = new ArrayList<>(range.pageCount() + 1);
    values.add((long) range.byteOffset() << Integer.SIZE | range.byteCount());
    for (int i = 0; i < range.pageCount(); i++) {
      values.add(range.page(i));
    }
    List<GpadlMessage> messages = new ArrayList<>();
    int first = Math.min(values.size(), GpadlMessage.HEADER_VALUES);
    messages.add(new GpadlMessage.GpadlHeader(channel.value(), gpadl.value(), values.size() * Long.BYTES, 1,
        values.subList(0, first)));
    for (int at = first; at < values.size(); at += GpadlMessage.BODY_VALUES) {
      int end = Math.min(values.size(), at + GpadlMessage.BODY_VALUES);
      messages.add(new GpadlMessage.GpadlBody(messages.size(), gpadl.value(), values.subList(at, end)));
    }
    return messages;
  }
}
