package dev.millrace.job.feedback;

import dev.millrace.job.ingest.RawRecord;
import dev.millrace.schemas.Vote;

/**
 * Feedback as it was read, and where it was read.
 *
 * @param groupId group of the response
 * @param index place of the response in its group
 * @param vote what was said
 * @param origin the record
 */
public record ReceivedFeedback(String groupId, int index, Vote vote, RawRecord origin) {

  /** What a source can say once: response, metric and source. */
  String subject() {
    return index + "\n" + vote.metric().length() + "\n" + vote.metric() + vote.source();
  }
}
