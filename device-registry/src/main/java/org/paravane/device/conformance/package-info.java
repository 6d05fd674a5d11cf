/**
 * The checks that every driver must pass, as plain Java: run them against any driver.
 */
@NullMarked
package org.paravane.device.conformance;

import org.jspecify.annotations.NullMarked;
