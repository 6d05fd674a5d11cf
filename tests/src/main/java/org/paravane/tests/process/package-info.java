/** Child processes of ours: started with this JVM's class path, tied to their parent's life. */
@NullMarked
package org.paravane.tests.process;

import org.jspecify.annotations.NullMarked;
