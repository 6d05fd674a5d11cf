package org.paravane.guest.doctor;

import java.util.List;

/** One thing to look at. */
@FunctionalInterface
public interface Check {

  /** Looks; finds something in every case. */
  List<Finding> look(SystemView system);
}
