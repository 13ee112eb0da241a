package dev.millrace.job.feedback;

import dev.millrace.job.TestObjects;
import dev.millrace.job.ingest.RawRecord;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Vote;
import dev.millrace.schemas.avro.FeedbackCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.time.Duration;
import java.util.Map;

/** Feedback and groups that wait for it. */
final class FeedbackTestObjects {
  static final FeedbackSettings SETTINGS =
      new FeedbackSettings(Duration.ofHours(24), Duration.ofSeconds(60), Duration.ofDays(1), 0.2);

  private FeedbackTestObjects() {}

  static ReceivedFeedback feedback(
      String group, int index, String metric, double value, long time, String source) {
    Vote vote = new Vote(metric, value, time, source);
    return new ReceivedFeedback(group, index, vote, record(group + "/" + index, vote, 0));
  }

  static RawRecord record(String responseId, Vote vote, long offset) {
    byte[] bytes = FeedbackCodec.encode(new Feedback(responseId, vote, Map.of()));
    return new RawRecord("feedback", 0, offset, 11, new byte[] {9}, bytes);
  }

  /** A group that was sampled at some time and asks for thumbs. */
  static ResponseGroup group(String id, int responses, long sampledAt, Map<String, String> params) {
    ResponseGroup group = TestObjects.group(id, "p", 0, responses);
    Prompt prompt = new Prompt("p", "test", "1+1=", new int[0], "", "feedback", params, 0);
    return new ResponseGroup(
        id,
        prompt,
        group.promptTokens(),
        group.responses(),
        group.sampling(),
        group.tokenizerDigest(),
        group.generatorId(),
        sampledAt,
        sampledAt,
        null);
  }

  static PendingGroup pending(String id, int responses, long sampledAt) {
    ResponseGroup group = group(id, responses, sampledAt, Map.of("metric", "thumbs"));
    return new PendingGroup(
        id, Wish.of(group, SETTINGS.timeout().toMillis()), ResponseGroupCodec.encode(group));
  }
}
