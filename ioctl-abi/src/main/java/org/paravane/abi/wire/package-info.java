/**
 * The messages between guest and host: one record per command and reply, their headers, and the table of all of them.
 */
@NullMarked
package org.paravane.abi.wire;

import org.jspecify.annotations.NullMarked;
