/**
 * Devices for containers: a specification of the Container Device Interface that puts chosen nodes into a container.
 */
@NullMarked
package org.paravane.guest.cdi;

import org.jspecify.annotations.NullMarked;
