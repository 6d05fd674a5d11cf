package org.paravane.tests.bench.ring;

/** One end of a connection between two processes. Never sleeps: who waits polls. */
interface End extends AutoCloseable {
  /** Writes a message of {@code bytes} that begins with a number; spins while there is no room. Visible after {@link #flush}. */
  void send(long number, int bytes);

  /** Makes what was sent visible. */
  void flush();

  /** Takes messages that are there; returns how many, at most {@code most}. */
  int poll(int most);

  /** The number that the last message taken began with. */
  long lastNumber();

  @Override
  void close();
}
