/** The verifier of programs: what a model wrote is run in a process that can harm nothing. */
@NullMarked
package dev.millrace.job.score.code;

import org.jspecify.annotations.NullMarked;
