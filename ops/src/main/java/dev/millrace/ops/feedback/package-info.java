/** The command that hands feedback to a pipeline. */
@NullMarked
package dev.millrace.ops.feedback;

import org.jspecify.annotations.NullMarked;
