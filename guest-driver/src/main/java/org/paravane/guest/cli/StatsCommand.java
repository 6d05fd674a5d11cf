package org.paravane.guest.cli;

import org.paravane.guest.GuestStack;
import picocli.CommandLine.Command;

/** {@code paravane guest stats}. */
@Command(name = "stats", description = "Shows memory, use and errors of devices, without opening one.")
final class StatsCommand extends ShowCommand {
  StatsCommand() {
    this(GuestStack::connect);
  }

  StatsCommand(GuestMaker guests) {
    super(guests);
  }

  @Override
  DeviceAttributes chosen(DeviceAttributes all) {
    return all.below("memory/", "usage/", "errors/");
  }
}
