/**
 * Soaks of a real engine: many guests on one device, some of them killed; guests that do everything wrong beside one that works; a kernel
 * that searches its process for the secret of another guest.
 */
@NullMarked
package org.paravane.tests.engine;

import org.jspecify.annotations.NullMarked;
