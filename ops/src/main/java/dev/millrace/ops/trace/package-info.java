/** The way of a response: from its prompt to the weights that it changed. */
@NullMarked
package dev.millrace.ops.trace;

import org.jspecify.annotations.NullMarked;
