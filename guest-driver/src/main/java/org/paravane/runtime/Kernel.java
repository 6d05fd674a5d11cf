package org.paravane.runtime;

/**
 * A kernel of an accelerator.
 *
 * @param name         as the accelerator lists it
 * @param object       names it in a dispatch
 * @param kernargBytes how long its arguments are
 */
public record Kernel(String name, long object, int kernargBytes) {
}
