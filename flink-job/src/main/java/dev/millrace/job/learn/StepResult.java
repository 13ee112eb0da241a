package dev.millrace.job.learn;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import org.jspecify.annotations.Nullable;

/**
 * What one training step leaves behind.
 *
 * @param version the weights to publish; null when this step publishes none
 * @param record the ledger entry; null when only a version is published, as at a start or a restart
 */
public record StepResult(@Nullable WeightVersion version, @Nullable StepRecord record) {}
