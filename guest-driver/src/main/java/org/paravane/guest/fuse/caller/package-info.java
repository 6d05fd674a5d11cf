/**
 * Who calls: from the thread id in a request to the process, its memory and its descriptors, and the certainty that the id still
 * means the same thread.
 */
@NullMarked
package org.paravane.guest.fuse.caller;

import org.jspecify.annotations.NullMarked;
