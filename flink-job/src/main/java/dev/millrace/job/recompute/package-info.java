/** Recorded steps trained again, from the groups topic and the ledger; no room of the job. */
@NullMarked
package dev.millrace.job.recompute;

import org.jspecify.annotations.NullMarked;
