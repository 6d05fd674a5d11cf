/** Scenarios with real processes: hosts, guests, and what happens when one of them dies. */
@NullMarked
package org.paravane.tests.scenario;

import org.jspecify.annotations.NullMarked;
