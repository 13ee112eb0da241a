/** Answers to mathematics problems: found, read into trees, and compared by value. */
@NullMarked
package dev.millrace.job.score.math;

import org.jspecify.annotations.NullMarked;
