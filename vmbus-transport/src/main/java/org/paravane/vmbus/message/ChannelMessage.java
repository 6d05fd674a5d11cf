package org.paravane.vmbus.message;

/** Opening, closing and retargeting of channels. Source: vmbus-channels.md sections 2, 6 and 7. */
public sealed interface ChannelMessage extends ControlMessage {
  /** Target processor of a channel that wants no interrupts. */
  int NO_INTERRUPTS = 0xffffffff;

  /**
   * The client opens an offered channel.
   *
   * @param openId               any number, echoed by the result
   * @param downstreamPageOffset page of the ring GPADL where the ring towards the client starts
   */
  record OpenChannel(int channelId, int openId, int ringGpadlId, int targetVp, int downstreamPageOffset,
      UserData userData) implements ChannelMessage {
  }

  /** The long form of {@link OpenChannel}; bit 0 of the flags = redirect interrupt. */
  record OpenChannelExtended(int channelId, int openId, int ringGpadlId, int targetVp, int downstreamPageOffset,
      UserData userData, int connectionId, @Field(bytes = 2) int eventFlag,
      @Field(bytes = 2) int flags) implements ChannelMessage {
  }

  record OpenResult(int channelId, int openId, int status) implements ChannelMessage {
  }

  /** Has no answer. */
  record CloseChannel(int channelId) implements ChannelMessage {
  }

  record ModifyChannel(int channelId, int targetVp) implements ChannelMessage {
  }

  record ModifyChannelResponse(int channelId, int status) implements ChannelMessage {
  }

  record OpenReservedChannel(int channelId, int targetVp, int targetSint, int ringGpadlId,
      int downstreamPageOffset) implements ChannelMessage {
  }

  record CloseReservedChannel(int channelId, int targetVp, int targetSint) implements ChannelMessage {
  }

  record CloseReservedResponse(int channelId) implements ChannelMessage {
  }
}
