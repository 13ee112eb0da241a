/** From {@code ReceivedGroup} to {@code ScoredGroup}: verifiers and rewards. */
@NullMarked
package dev.millrace.job.score;

import org.jspecify.annotations.NullMarked;
