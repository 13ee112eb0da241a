package dev.millrace.job.ingest;

/**
 * What a checkpoint knows of the intake of a shard.
 *
 * @param topicId the broker's id of the topic that was read
 * @param next the next offset to read
 * @param malformed verdicts on the last records, see {@link MalformedWindow}
 * @param judged records judged since the shard began
 */
public record ShardIntake(String topicId, long next, long[] malformed, long judged) {}
