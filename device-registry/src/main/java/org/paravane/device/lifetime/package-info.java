/**
 * The two lifetimes of the model: {@link org.paravane.device.lifetime.Gate}, a section that can be closed and drained, and
 * {@link org.paravane.device.lifetime.ReleaseScope}, actions released last-in first-out.
 */
@NullMarked
package org.paravane.device.lifetime;

import org.jspecify.annotations.NullMarked;
