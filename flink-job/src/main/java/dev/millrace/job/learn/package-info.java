/** The learner: from micro-batches to weight versions. */
@NullMarked
package dev.millrace.job.learn;

import org.jspecify.annotations.NullMarked;
