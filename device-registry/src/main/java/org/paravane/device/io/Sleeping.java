package org.paravane.device.io;

/**
 * What a driver says before its thread goes to sleep. Some fronts serve all callers with few threads, one of which takes
 * requests from the system at a time: such a thread is a {@link Server}, and must hand that duty on before it sleeps. On any
 * other thread nothing happens.
 */
public final class Sleeping {

  /** A thread of a front. */
  public interface Server {
    /**
     * Called on that thread before it sleeps.
     *
     * @param bounded whether the sleep ends by itself soon (an answer of the host, with a timeout)
     * @return false when no thread is left for others: a sleep that may last must not begin then
     */
    boolean aboutToSleep(boolean bounded);
  }

  private Sleeping() {
  }

  /** Before a sleep that ends by itself soon. */
  public static void briefly() {
    if (Thread.currentThread() instanceof Server server) {
      server.aboutToSleep(true);
    }
  }

  /** Before a sleep that lasts until somebody else does something. False when too many sleep already: answer EAGAIN. */
  public static boolean mayLast() {
    return !(Thread.currentThread() instanceof Server server) || server.aboutToSleep(false);
  }
}
