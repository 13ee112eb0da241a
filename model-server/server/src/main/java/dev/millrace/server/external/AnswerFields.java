package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.FinishReason;

/** What every dialect requires of the fields of an answer. */
final class AnswerFields {
  /** Rounding can leave a certain token a little above certainty. */
  private static final double ABOVE_CERTAINTY = 1e-4;

  /** Engines write -9999 where JSON cannot say minus infinity. */
  private static final double IMPOSSIBLE = -9_000;

  private AnswerFields() {}

  static int tokenId(JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
      throw new UnfitEngineException("the engine gives " + id + " where a token id belongs");
    }
    return id.intValue();
  }

  static float logProb(JsonNode value) {
    double logProb = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(logProb <= ABOVE_CERTAINTY && logProb > IMPOSSIBLE)) {
      throw new UnfitEngineException(
          "the engine gives " + value + " where the log-prob of a sampled token belongs");
    }
    return (float) Math.min(0, logProb);
  }

  static FinishReason finishReason(String reason) throws UnfitEngineException {
    return switch (reason) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "abort" -> FinishReason.CANCELLED;
      default ->
          throw new UnfitEngineException(
              "the engine ends an answer with '" + reason + "', which is neither stop nor length");
    };
  }

  static void requireSameLength(int tokens, int logProbs) {
    if (tokens != logProbs) {
      throw new UnfitEngineException(
          "the engine gives " + logProbs + " log-probs for " + tokens + " tokens");
    }
  }
}
