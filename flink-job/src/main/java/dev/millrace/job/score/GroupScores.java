package dev.millrace.job.score;

import dev.millrace.job.score.reward.Combination;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scores of a group: every response by the verifiers of its prompt, or none at all. */
public final class GroupScores {
  private GroupScores() {}

  /**
   * Scores each response.
   *
   * @return [G]; every score has the channel {@link Verifier#CORRECT}
   * @throws UnscoredException when a verifier is missing, fails, or says something unusable
   */
  public static List<ResponseScore> of(
      ResponseGroup group, Map<String, Verifier> verifiers, Combination combination)
      throws UnscoredException {
    Panel panel;
    try {
      panel = Panel.of(group.prompt(), verifiers);
    } catch (IllegalArgumentException e) {
      throw new UnscoredException(String.valueOf(e.getMessage()), e);
    }
    List<Map<String, Float>> channels = new ArrayList<>();
    for (Response response : group.responses()) {
      channels.add(panel.channels(response.responseId(), response.text()));
    }
    try {
      return combination.scores(group, channels);
    } catch (IllegalArgumentException e) {
      throw new UnscoredException("group " + group.groupId() + ": " + e.getMessage(), e);
    }
  }
}
