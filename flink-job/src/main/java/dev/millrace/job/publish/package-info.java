/** From {@code StepResult} to Kafka: weight versions, the ledger, what was refused. */
@NullMarked
package dev.millrace.job.publish;

import org.jspecify.annotations.NullMarked;
