/** How verifiers that may take their time are asked: off the task thread, and not for ever. */
@NullMarked
package dev.millrace.job.score.lane;

import org.jspecify.annotations.NullMarked;
