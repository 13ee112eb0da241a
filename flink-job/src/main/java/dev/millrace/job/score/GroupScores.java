package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scores of a group: every response by the verifier of its prompt, or none at all. */
public final class GroupScores {
  private GroupScores() {}

  /**
   * Scores each response.
   *
   * @return [G]; every score has the channel {@link Verifier#CORRECT}
   * @throws UnscoredException when the verifier is missing, fails, or says something unusable
   */
  public static List<ResponseScore> of(
      ResponseGroup group, Map<String, Verifier> verifiers, RewardWeights weights)
      throws UnscoredException {
    Prompt prompt = group.prompt();
    Verifier verifier = verifiers.get(prompt.verifier());
    if (verifier == null) {
      throw new UnscoredException("unknown verifier " + prompt.verifier());
    }
    List<ResponseScore> scores = new ArrayList<>();
    for (Response response : group.responses()) {
      Map<String, Float> channels = channels(verifier, prompt, response);
      scores.add(new ResponseScore(channels, weights.reward(channels)));
    }
    return scores;
  }

  private static Map<String, Float> channels(Verifier verifier, Prompt prompt, Response response)
      throws UnscoredException {
    String who = "verifier " + verifier.name() + " on response " + response.responseId();
    Map<String, Float> channels;
    try {
      channels = verifier.score(prompt, response.text());
    } catch (RuntimeException e) {
      // Any failure of foreign code is the same fact: this response was not judged.
      throw new UnscoredException(who + ": " + e, e);
    }
    if (!channels.containsKey(Verifier.CORRECT)) {
      throw new UnscoredException(who + " gave no channel " + Verifier.CORRECT);
    }
    if (channels.values().stream().anyMatch(value -> !Float.isFinite(value))) {
      throw new UnscoredException(who + " gave " + channels);
    }
    return channels;
  }
}
