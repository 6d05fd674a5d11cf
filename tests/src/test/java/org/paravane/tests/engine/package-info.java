/** The soaks of a real engine, for seconds instead of minutes. */
@NullMarked
package org.paravane.tests.engine;

import org.jspecify.annotations.NullMarked;
