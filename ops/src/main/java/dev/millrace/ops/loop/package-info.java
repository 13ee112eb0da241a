/** The whole loop on one machine, in one process: its parts, their settings, start and end. */
@NullMarked
package dev.millrace.ops.loop;

import org.jspecify.annotations.NullMarked;
