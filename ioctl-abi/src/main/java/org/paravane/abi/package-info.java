/**
 * The language that guest and host share: ioctl structs, wire messages, enumerations and status codes. Data only: nothing
 * here opens, sends or decides anything.
 */
@NullMarked
package org.paravane.abi;

import org.jspecify.annotations.NullMarked;
