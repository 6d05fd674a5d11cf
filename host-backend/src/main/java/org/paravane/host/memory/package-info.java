/**
 * Memory of one adapter: segments with budgets that are enforced when something is allocated, GPU virtual address spaces
 * with protection, and the allocator of pages inside an aperture. Memory is scrubbed before it changes owner, and not
 * reused while an engine could still touch it.
 */
@NullMarked
package org.paravane.host.memory;

import org.jspecify.annotations.NullMarked;
