/** Recorded responses on their way to the groups topic of a pipeline. */
@NullMarked
package dev.millrace.ops.ingest;

import org.jspecify.annotations.NullMarked;
