/** The verifier of countdown puzzles: expressions are parsed and computed exactly. */
@NullMarked
package dev.millrace.job.score.countdown;

import org.jspecify.annotations.NullMarked;
