package dev.millrace.ops.status;

/**
 * What Flink says of the job. Names are those of the JSON form.
 *
 * @param name its name
 * @param state its state, as Flink calls it; empty when there is no such job
 * @param failure why it failed last, as one line; empty when it has not
 * @param failedAtMillis when; 0 when it has not
 * @param checkpointAtMillis when the last checkpoint completed; 0 when none has
 * @param checkpointMillis how long it took
 * @param checkpointBytes what it uploaded
 * @param checkpointBegunAtMillis since when one is under way; 0 when none is
 * @param checkpointFailure why the last one failed that failed after the last that completed; empty
 *     when none did
 */
record JobFacts(
    String name,
    String state,
    String failure,
    long failedAtMillis,
    long checkpointAtMillis,
    long checkpointMillis,
    long checkpointBytes,
    long checkpointBegunAtMillis,
    String checkpointFailure) {

  static final JobFacts NONE = new JobFacts("", "", "", 0, 0, 0, 0, 0, "");
}
