package org.paravane.vmbus.message;

import org.paravane.abi.Guid;

/** Contact, version, unload, pause. Source: vmbus-channels.md sections 2 and 3. */
public sealed interface ConnectionMessage extends ControlMessage {

  /** What {@link InitiateContact} looks like before version 5.0. */
  record InitiateContactLegacy(int version, int targetVp, long interruptPage, long parentToChildMonitorPage,
      long childToParentMonitorPage) implements ConnectionMessage {
  }

  /** The client proposes a version, and from 6.0 on features. */
  record InitiateContact(int version, int targetVp, @Field(bytes = 1) int sint, @Field(bytes = 1) int vtl,
      @Field(reservedBefore = 2) int featureFlags, long parentToChildMonitorPage,
      long childToParentMonitorPage) implements ConnectionMessage {
  }

  /** The long form of {@link InitiateContact}; the client id means something only with its feature. */
  record InitiateContactWithClientId(int version, int targetVp, @Field(bytes = 1) int sint, @Field(bytes = 1) int vtl,
      @Field(reservedBefore = 2) int featureFlags, long parentToChildMonitorPage, long childToParentMonitorPage,
      Guid clientId) implements ConnectionMessage {
  }

  /**
   * The server accepts or refuses.
   *
   * @param supported    0 = refused
   * @param connectionId where further messages go from version 5.0 on; the selected version before
   */
  record VersionResponse(@Field(bytes = 1) int supported, @Field(bytes = 1) int connectionState,
      @Field(reservedBefore = 2) int connectionId) implements ConnectionMessage {
  }

  /** {@link VersionResponse} where 6.0 was asked for and accepted. */
  record VersionResponseWithFeatures(@Field(bytes = 1) int supported, @Field(bytes = 1) int connectionState,
      @Field(reservedBefore = 2) int connectionId, int featureFlags) implements ConnectionMessage {
  }

  /** {@link VersionResponseWithFeatures} where the server provides the monitor pages. */
  record VersionResponseWithMonitorPages(@Field(bytes = 1) int supported, @Field(bytes = 1) int connectionState,
      @Field(reservedBefore = 2) int connectionId, int featureFlags,
      @Field(reservedBefore = 4) long parentToChildMonitorPage,
      long childToParentMonitorPage) implements ConnectionMessage {
  }

  /** The client lets go of everything. */
  record Unload() implements ConnectionMessage {
  }

  record UnloadComplete() implements ConnectionMessage {
  }

  /** New monitor pages: both or neither. */
  record ModifyConnection(long parentToChild, long childToParent) implements ConnectionMessage {
  }

  record ModifyConnectionResponse(@Field(bytes = 1) int connectionState) implements ConnectionMessage {
  }

  /** The server is to send nothing until {@link Resume}. */
  record Pause() implements ConnectionMessage {
  }

  record PauseResponse() implements ConnectionMessage {
  }

  record Resume() implements ConnectionMessage {
  }
}
