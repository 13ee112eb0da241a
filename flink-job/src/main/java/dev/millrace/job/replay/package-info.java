/** From {@code Slot} to {@code TrainingBatch}: memory, fill, the emission gate. */
@NullMarked
package dev.millrace.job.replay;

import org.jspecify.annotations.NullMarked;
