/** A language model as judge: its prompt, its answer, its budget. */
@NullMarked
package dev.millrace.job.score.judge;

import org.jspecify.annotations.NullMarked;
