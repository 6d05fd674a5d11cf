package org.paravane.host.engine.opencl;

import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.PacketFault;

/** Copies and fills memory of a guest, a part at a time. One for each queue; one move at a time. */
interface Mover extends AutoCloseable {
  /** Looks all of the memory up; nothing is moved yet. */
  void beginCopy(ArgumentReader call, long source, long destination, long bytes) throws PacketFault;

  /** Looks all of the memory up; {@code count} words of 32 bits. */
  void beginFill(ArgumentReader call, long destination, long count, int value) throws PacketFault;

  /** Moves a part, or looks whether the device has; whether all is done. */
  boolean advance();

  /** Whether it is the device that has to go on. */
  boolean isWaiting();

  /** Moves nothing more; {@link #advance} answers true when nothing is on its way any more. */
  void abort();

  /** Nothing is on its way. */
  @Override
  void close();
}
