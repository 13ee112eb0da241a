package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.Sampling;
import java.util.List;

/** How an engine is asked for answers, and how its answers are read. */
interface Dialect {
  /** The route of a request. */
  String path();

  /**
   * The request for several answers to one prompt.
   *
   * @param prompt token ids
   * @param answers how many
   * @param seed of these answers
   * @param endTokens tokens that end an answer
   */
  JsonNode request(int[] prompt, int answers, Sampling sampling, long seed, int[] endTokens);

  /**
   * Reads the answers.
   *
   * @param prompt what was asked
   * @throws UnfitEngineException when they lack the token ids or the log-probs, or have others than
   *     can be
   */
  List<ExternalAnswer> answers(JsonNode response, int[] prompt);
}
