/**
 * The control messages of VMBus: one record per layout, one table ({@link org.paravane.vmbus.message.MessageLayout}), one
 * parser. Data only; what the messages do is in {@code org.paravane.vmbus.channels}.
 */
@NullMarked
package org.paravane.vmbus.message;

import org.jspecify.annotations.NullMarked;
