/** From a prompt to its group, and the loop that repeats it. */
@NullMarked
package dev.millrace.server.sampling;

import org.jspecify.annotations.NullMarked;
