package org.paravane.guest.cli;

import org.paravane.guest.GuestStack;
import picocli.CommandLine.Command;

/** {@code paravane guest info}. */
@Command(name = "info", description = "Shows every attribute of devices, without opening one.")
final class InfoCommand extends ShowCommand {
  InfoCommand() {
    this(GuestStack::connect);
  }

  InfoCommand(GuestMaker guests) {
    super(guests);
  }

  @Override
  DeviceAttributes chosen(DeviceAttributes all) {
    return all;
  }
}
