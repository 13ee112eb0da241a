package dev.millrace.job.score.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.job.score.remote.StrictJson;
import java.util.OptionalLong;

/**
 * What a judge has said, read strictly: a verdict is {@code {"score": x}} with x in [0, 1] and
 * nothing else. What is nearly that is no verdict, because a guess at it would train.
 */
final class JudgeAnswer {
  private JudgeAnswer() {}

  /**
   * The score in the body of a chat completion.
   *
   * @throws IllegalArgumentException when there is none
   */
  static double score(JsonNode completion) {
    JsonNode choice = completion.path("choices").path(0);
    String reason = choice.path("finish_reason").asText("stop");
    if (reason.equals("length")) {
      throw new IllegalArgumentException(
          "the judge's answer was cut off; see " + JudgeSettings.MAX_TOKENS.key());
    }
    if (!reason.equals("stop") && !reason.equals("null")) {
      throw new IllegalArgumentException("the judge ended for the reason '" + reason + "'");
    }
    JsonNode message = choice.path("message");
    if (message.hasNonNull("refusal")) {
      throw new IllegalArgumentException("the judge refused: " + message.get("refusal").asText());
    }
    JsonNode content = message.path("content");
    if (!content.isTextual()) {
      throw new IllegalArgumentException("the answer has no choices[0].message.content");
    }
    JsonNode verdict;
    try {
      verdict = StrictJson.object(content.textValue().strip(), "it");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the judge said no {\"score\": x}: " + shortened(content.textValue()), e);
    }
    JsonNode score = verdict.path("score");
    if (verdict.size() != 1
        || !score.isNumber()
        || !(score.doubleValue() >= 0 && score.doubleValue() <= 1)) {
      throw new IllegalArgumentException(
          "the judge said no {\"score\": x} with x from 0 to 1: " + shortened(content.textValue()));
    }
    return score.doubleValue();
  }

  /** The tokens of prompt and answer that the server counted; nothing when it says nothing. */
  static OptionalLong tokens(JsonNode completion) {
    JsonNode total = completion.path("usage").path("total_tokens");
    return total.canConvertToLong() && total.longValue() >= 0
        ? OptionalLong.of(total.longValue())
        : OptionalLong.empty();
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
