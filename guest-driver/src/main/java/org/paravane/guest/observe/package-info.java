/**
 * What can be known of devices without opening one: attributes, clients and events, read as plain files from a mounted tree.
 * Nothing here needs the process that serves the tree, so tests read directories that look like one.
 */
@NullMarked
package org.paravane.guest.observe;

import org.jspecify.annotations.NullMarked;
