/**
 * Uevents: numbered announcements of devices that come, go and change, to bounded subscribers and to listeners.
 */
@NullMarked
package org.paravane.device.uevent;

import org.jspecify.annotations.NullMarked;
