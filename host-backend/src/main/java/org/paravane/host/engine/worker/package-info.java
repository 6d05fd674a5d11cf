/**
 * What a host and its workers say to each other. A worker is a process that runs guest code natively: it has the memory of its guest and
 * no other, holds no secret and has dropped its rights. {@link org.paravane.host.engine.worker.WorkerCalls} is what it is told,
 * {@link org.paravane.host.engine.worker.WorkerReplies} what it answers; the host believes neither more than its own books.
 */
@NullMarked
package org.paravane.host.engine.worker;

import org.jspecify.annotations.NullMarked;
