package org.paravane.host.cli;

import picocli.CommandLine;

/** Runs the host command as a program, for tests that need a process. */
public final class HostMain {
  private HostMain() {
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new HostCommand()).execute(args));
  }
}
