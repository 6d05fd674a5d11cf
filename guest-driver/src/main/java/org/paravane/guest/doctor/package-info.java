/**
 * {@code paravane doctor}: what this machine and this user have of what Paravane needs, and how to mend what is missing. Checks
 * see the machine through {@link org.paravane.guest.doctor.SystemView} only.
 */
@NullMarked
package org.paravane.guest.doctor;

import org.jspecify.annotations.NullMarked;
