package org.paravane.host.engine.opencl;

/** What became of a packet that was to begin. */
enum Step {
  /** Nothing more is to be done for it: the next one may begin. */
  NEXT,
  /** It is being executed, and has something to do when it is complete. */
  RUNNING,
  /** It has not begun: what is on its way has to get further first. */
  BLOCKED,
  /** It is a barrier that is not satisfied. */
  BARRIER,
  /** It needs a program that is being built. */
  BUILD
}
