package dev.millrace.server.feedback;

import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.ResponseId;
import dev.millrace.schemas.Vote;
import dev.millrace.schemas.avro.FeedbackCodec;
import dev.millrace.server.redaction.Redactor;
import dev.millrace.server.spool.Spool;
import dev.millrace.server.spool.SpoolRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where feedback is taken in. What is accepted is on disk, and comes to the feedback topic as soon
 * as the broker takes it. Feedback that is given again is written again: the job counts the first
 * of a source on a response by a metric.
 */
public final class FeedbackDesk {
  /** The topic has one partition, so that all feedback has one order. */
  private static final int PARTITION = 0;

  /** What became of feedback. */
  public enum Outcome {
    /** It is on its way to the job. */
    ACCEPTED,
    /** It would have been accepted. */
    CHECKED,
    /** There is no such answer, or it is another's. */
    UNKNOWN,
    /** The answer was not kept for training, so there is nothing to learn from it. */
    NOT_KEPT,
    /** It came later than it could count. */
    EXPIRED,
    /** The spool has no room. */
    FULL
  }

  /**
   * What somebody says of an answer.
   *
   * @param inferenceId the answer
   * @param metric by which it is judged
   * @param value the judgement
   * @param tags anything else that is to be kept
   * @param dryRun whether it is only to be checked
   */
  public record Said(
      String inferenceId, String metric, double value, Map<String, String> tags, boolean dryRun) {}

  private final InferenceIds ids;
  private final Spool spool;
  private final String topic;
  private final Duration window;
  private final Redactor redactor;
  private final Clock clock;

  /**
   * @param topic the feedback topic
   * @param window after an answer was asked for, in which feedback on it is taken
   * @param clock gives feedback its time
   */
  public FeedbackDesk(
      InferenceIds ids,
      Spool spool,
      String topic,
      Duration window,
      Redactor redactor,
      Clock clock) {
    this.ids = ids;
    this.spool = spool;
    this.topic = topic;
    this.window = window;
    this.redactor = redactor;
    this.clock = clock;
  }

  /**
   * Takes feedback in.
   *
   * @param source name of the key that gives it
   * @param anybodys whether it may speak of the answers to other keys
   */
  public Outcome take(Said said, String source, boolean anybodys) {
    InferenceIds.Inference inference = ids.read(said.inferenceId());
    if (inference == null || !(anybodys || ids.isOwner(inference, source))) {
      return Outcome.UNKNOWN;
    }
    long now = clock.millis();
    if (now / 1000 - inference.seconds() > window.toSeconds()) {
      return Outcome.EXPIRED;
    }
    if (!inference.kept()) {
      return Outcome.NOT_KEPT;
    }
    if (said.dryRun()) {
      return Outcome.CHECKED;
    }
    Map<String, String> tags = new TreeMap<>();
    said.tags().forEach((name, text) -> tags.put(redactor.redact(name), redactor.redact(text)));
    String response = new ResponseId(inference.groupId(), inference.index()).text();
    Feedback feedback =
        new Feedback(response, new Vote(said.metric(), said.value(), now, source), tags);
    boolean kept =
        spool.append(
            new SpoolRecord(
                topic,
                PARTITION,
                response.getBytes(StandardCharsets.UTF_8),
                FeedbackCodec.encode(feedback),
                now));
    return kept ? Outcome.ACCEPTED : Outcome.FULL;
  }
}
