package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Result;
import org.paravane.vmbus.message.ChannelMessage.CloseChannel;
import org.paravane.vmbus.message.ChannelMessage.ModifyChannel;
import org.paravane.vmbus.message.ConnectionMessage.Unload;
import org.paravane.vmbus.message.OfferMessage.ChannelIdReleased;

/** Every event in every state of a channel: what it becomes, what is done, and that nothing else is. */
class ServerChannelTransitionsTest {
  /** State, event, next state, effects; a dash is none. */
  private static final String TABLE = """
      ClientReleased       | open         | ClientReleased       | refused UnknownChannel
      ClientReleased       | close        | ClientReleased       | refused UnknownChannel
      ClientReleased       | released     | ClientReleased       | refused UnknownChannel
      ClientReleased       | modify       | ClientReleased       | refused UnknownChannel
      ClientReleased       | offer        | ClientReleased       | exists
      ClientReleased       | revoke       | gone                 | -
      ClientReleased       | opened       | ClientReleased       | -
      ClientReleased       | openFailed   | ClientReleased       | -
      ClientReleased       | closed       | ClientReleased       | -
      ClientReleased       | unload       | ClientReleased       | UnloadComplete[], unloaded
      Closed               | open         | Opening              | openDevice 1
      Closed               | close        | Closed               | refused WrongState
      Closed               | released     | ClientReleased       | -
      Closed               | modify       | Closed               | refused WrongState
      Closed               | offer        | Closed               | exists
      Closed               | revoke       | Revoked              | RescindChannelOffer[channelId=1]
      Closed               | opened       | Closed               | -
      Closed               | openFailed   | Closed               | -
      Closed               | closed       | Closed               | -
      Closed               | unload       | ClientReleased       | UnloadComplete[], unloaded
      Opening              | open         | Opening              | refused WrongState
      Opening              | close        | Opening              | refused WrongState
      Opening              | released     | Opening              | refused WrongState
      Opening              | modify       | Opening              | refused WrongState
      Opening              | offer        | Opening              | exists
      Opening              | revoke       | Revoked              | RescindChannelOffer[channelId=1]
      Opening              | opened       | Open                 | OpenResult[channelId=1, openId=55, status=0]
      Opening              | openFailed   | Closed               | OpenResult[channelId=1, openId=55, status=-2147418113]
      Opening              | closed       | Opening              | -
      Opening              | unload       | OpeningClientRelease | dropGpadl 1 0x7
      Open                 | open         | Open                 | refused WrongState
      Open                 | close        | Closing              | closeDevice 1
      Open                 | released     | Open                 | refused WrongState
      Open                 | modify       | Open                 | retarget 1 3
      Open                 | offer        | Open                 | exists
      Open                 | revoke       | Revoked              | RescindChannelOffer[channelId=1]
      Open                 | opened       | Open                 | -
      Open                 | openFailed   | Open                 | -
      Open                 | closed       | Open                 | -
      Open                 | unload       | ClosingClientRelease | dropGpadl 1 0x7, closeDevice 1
      Closing              | open         | ClosingReopen        | -
      Closing              | close        | Closing              | refused WrongState
      Closing              | released     | ClosingClientRelease | dropGpadl 1 0x7
      Closing              | modify       | Closing              | refused WrongState
      Closing              | offer        | Closing              | exists
      Closing              | revoke       | Revoked              | RescindChannelOffer[channelId=1]
      Closing              | opened       | Closing              | -
      Closing              | openFailed   | Closing              | -
      Closing              | closed       | Closed               | -
      Closing              | unload       | ClosingClientRelease | dropGpadl 1 0x7
      ClosingReopen        | open         | ClosingReopen        | refused WrongState
      ClosingReopen        | close        | ClosingReopen        | refused WrongState
      ClosingReopen        | released     | ClosingReopen        | refused WrongState
      ClosingReopen        | modify       | ClosingReopen        | refused WrongState
      ClosingReopen        | offer        | ClosingReopen        | exists
      ClosingReopen        | revoke       | Revoked              | RescindChannelOffer[channelId=1]
      ClosingReopen        | opened       | ClosingReopen        | -
      ClosingReopen        | openFailed   | ClosingReopen        | -
      ClosingReopen        | closed       | Opening              | openDevice 1
      ClosingReopen        | unload       | ClosingClientRelease | dropGpadl 1 0x7
      Revoked              | open         | Revoked              | -
      Revoked              | close        | Revoked              | -
      Revoked              | released     | gone                 | -
      Revoked              | modify       | Revoked              | refused WrongState
      Revoked              | offer        | Reoffered            | -
      Revoked              | revoke       | Revoked              | -
      Revoked              | opened       | Revoked              | -
      Revoked              | openFailed   | Revoked              | -
      Revoked              | closed       | Revoked              | -
      Revoked              | unload       | gone                 | UnloadComplete[], unloaded
      Reoffered            | open         | Reoffered            | -
      Reoffered            | close        | Reoffered            | -
      Reoffered            | released     | Closed               | offer 1
      Reoffered            | modify       | Reoffered            | refused WrongState
      Reoffered            | offer        | Reoffered            | exists
      Reoffered            | revoke       | Revoked              | -
      Reoffered            | opened       | Reoffered            | -
      Reoffered            | openFailed   | Reoffered            | -
      Reoffered            | closed       | Reoffered            | -
      Reoffered            | unload       | ClientReleased       | UnloadComplete[], unloaded
      OpeningClientRelease | open         | OpeningClientRelease | refused Malformed
      OpeningClientRelease | close        | OpeningClientRelease | refused Malformed
      OpeningClientRelease | released     | OpeningClientRelease | refused Malformed
      OpeningClientRelease | modify       | OpeningClientRelease | refused Malformed
      OpeningClientRelease | offer        | OpeningClientRelease | exists
      OpeningClientRelease | revoke       | gone                 | UnloadComplete[], unloaded
      OpeningClientRelease | opened       | ClosingClientRelease | closeDevice 1
      OpeningClientRelease | openFailed   | ClientReleased       | UnloadComplete[], unloaded
      OpeningClientRelease | closed       | OpeningClientRelease | -
      OpeningClientRelease | unload       | OpeningClientRelease | refused Malformed
      ClosingClientRelease | open         | ClosingClientRelease | refused Malformed
      ClosingClientRelease | close        | ClosingClientRelease | refused Malformed
      ClosingClientRelease | released     | ClosingClientRelease | refused Malformed
      ClosingClientRelease | modify       | ClosingClientRelease | refused Malformed
      ClosingClientRelease | offer        | ClosingClientRelease | exists
      ClosingClientRelease | revoke       | gone                 | UnloadComplete[], unloaded
      ClosingClientRelease | opened       | ClosingClientRelease | -
      ClosingClientRelease | openFailed   | ClosingClientRelease | -
      ClosingClientRelease | closed       | ClientReleased       | UnloadComplete[], unloaded
      ClosingClientRelease | unload       | ClosingClientRelease | refused Malformed
      """;

  private static final List<String> EVENTS = List.of("open", "close", "released", "modify", "offer", "revoke", "opened",
      "openFailed", "closed", "unload");

  record Row(String state, String event, String next, List<String> effects) {
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(line -> {
      List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      List<String> effects = cells.get(3).equals("-")
          ? List.of()
          : Arrays.stream(cells.get(3).split(", (?![a-z]+[A-Z]?[a-z]*=)", -1)).toList();
      return new Row(cells.get(0), cells.get(1), cells.get(2), effects);
    });
  }

  @Test
  void theTableIsExhaustive() {
    Set<String> states = Arrays.stream(ServerChannelState.class.getPermittedSubclasses())
        .flatMap(type -> type.isRecord() ? Stream.of(type) : Arrays.stream(type.getPermittedSubclasses()))
        .map(Class::getSimpleName).collect(Collectors.toSet());
    assertThat(states).hasSize(10);
    Set<String> covered = rows().map(row -> row.state + "/" + row.event).collect(Collectors.toSet());
    for (String state : states) {
      for (String event : EVENTS) {
        assertThat(covered).contains(state + "/" + event);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eventInState(Row row) {
    RecordedServer server = in(row.state);
    assertThat(stateOf(server)).isEqualTo(row.state);

    List<String> effects = fire(server, row.event);

    assertThat(stateOf(server)).isEqualTo(row.next);
    assertThat(effects).isEqualTo(row.effects);
    assertThat(server.machine.isConsistent()).isTrue();
  }

  private static RecordedServer in(String state) {
    RecordedServer server = new RecordedServer();
    switch (state) {
      case "ClientReleased" -> server.offered().fromGuest(new ChannelIdReleased(1));
      case "Closed" -> server.offered().withRing();
      case "Opening" -> server.opening();
      case "Open" -> server.open();
      case "Closing" -> server.open().fromGuest(new CloseChannel(1));
      case "ClosingReopen" -> server.open().fromGuest(new CloseChannel(1), RecordedServer.openMessage());
      case "Revoked" -> server.offered().withRing().machine.revoke(RecordedServer.KEY);
      case "Reoffered" -> {
        server.offered().withRing().machine.revoke(RecordedServer.KEY);
        server.machine.offer(RecordedServer.SPEC);
      }
      case "OpeningClientRelease" -> server.opening().fromGuest(new Unload());
      case "ClosingClientRelease" -> server.open().fromGuest(new Unload());
      default -> throw new AssertionError(state);
    }
    server.take();
    return server;
  }

  private static List<String> fire(RecordedServer server, String event) {
    List<String> effects = new ArrayList<>();
    switch (event) {
      case "open" -> server.fromGuest(RecordedServer.openMessage());
      case "close" -> server.fromGuest(new CloseChannel(1));
      case "released" -> server.fromGuest(new ChannelIdReleased(1));
      case "modify" -> server.fromGuest(new ModifyChannel(1, 3));
      case "offer" -> {
        if (server.machine.offer(RecordedServer.SPEC) instanceof Result.Failed) {
          effects.add("exists");
        }
      }
      case "revoke" -> server.machine.revoke(RecordedServer.KEY);
      case "opened" -> server.machine.deviceOpened(RecordedServer.KEY, true);
      case "openFailed" -> server.machine.deviceOpened(RecordedServer.KEY, false);
      case "closed" -> server.machine.deviceClosed(RecordedServer.KEY);
      case "unload" -> server.fromGuest(new Unload());
      default -> throw new AssertionError(event);
    }
    server.take().stream().map(effect -> effect.startsWith("OfferChannel") ? "offer 1" : effect)
        .forEach(effects::add);
    return effects;
  }

  private static String stateOf(RecordedServer server) {
    return server.machine.channel(RecordedServer.KEY).map(state -> state.getClass().getSimpleName()).orElse("gone");
  }
}
