package dev.millrace.job.learn;

/**
 * What a checkpoint says of the learner, beside the micro-batches that it accepted since the blob.
 *
 * @param lineage lineage of the learner that took the checkpoint
 * @param blob where it restarts from
 * @param emittedStep last step whose result had been emitted
 * @param emittedLineage lineage under which that was
 * @param consumedOffsets [S] offsets that the version of {@code emittedStep} names
 */
public record LearnerState(
    long lineage, Blob blob, long emittedStep, long emittedLineage, long[] consumedOffsets) {}
