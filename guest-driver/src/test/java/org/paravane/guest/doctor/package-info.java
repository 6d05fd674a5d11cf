/** Tests of the doctor, and a machine that is as a test wants it. */
@NullMarked
package org.paravane.guest.doctor;

import org.jspecify.annotations.NullMarked;
