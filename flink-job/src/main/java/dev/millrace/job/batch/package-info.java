/** From {@code TrainingBatch} to {@code MicroBatch}: steps and their packing. */
@NullMarked
package dev.millrace.job.batch;

import org.jspecify.annotations.NullMarked;
