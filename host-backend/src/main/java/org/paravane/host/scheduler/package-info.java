/**
 * Decides what runs when on the engine nodes of one adapter. Everything arrives through one Disruptor whose only consumer
 * owns all scheduling state; contexts, queues and sync objects are the handles through which others speak to it.
 */
@NullMarked
package org.paravane.host.scheduler;

import org.jspecify.annotations.NullMarked;
