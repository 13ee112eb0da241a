/** What a run looks like to people: console lines, summary, learning curves. */
@NullMarked
package dev.millrace.ops.report;

import org.jspecify.annotations.NullMarked;
