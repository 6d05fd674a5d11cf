package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command run in this process, with what it printed. */
record Captured(int status, String output, String errors) {
  static Captured run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int status = Paravane.run(new PrintWriter(output, true), new PrintWriter(errors, true), arguments);
    return new Captured(status, output.toString(), errors.toString());
  }
}
