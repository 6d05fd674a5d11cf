/** Compares files of message vectors with the message records: what {@code paravane conformance messages} runs. */
@NullMarked
package org.paravane.vmbus.message.conformance;

import org.jspecify.annotations.NullMarked;
