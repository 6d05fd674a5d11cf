package org.paravane.guest.cli;

import picocli.CommandLine.Command;

/** {@code paravane guest}: a guest of a host on this machine. */
@Command(name = "guest", mixinStandardHelpOptions = true, exitCodeOnInvalidInput = ExitCode.USAGE, description = "Uses the virtual compute devices of a host.", subcommands = {
    RunCommand.class})
public final class GuestCommand {
}
