package dev.millrace.ops.status;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a status is made of.
 *
 * @param atMillis when it was looked, epoch milliseconds
 * @param pipeline name of the pipeline; empty when it could not be found out
 * @param stream what the topics say; null when they could not be read
 * @param streamProblem why not; empty when they could
 * @param job what Flink says; null when it could not be asked
 * @param jobProblem why not; empty when it could
 */
record Facts(
    long atMillis,
    String pipeline,
    @Nullable StreamFacts stream,
    String streamProblem,
    @Nullable JobFacts job,
    String jobProblem) {}
