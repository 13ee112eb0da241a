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
   * Judges and scores each response.
   *
   * @return [G]; every score has the channel {@link Verifier#CORRECT}
   * @throws UnscoredException when a verifier is missing, fails, or says something unusable
   */
  public static List<ResponseScore> of(
      ResponseGroup group, Map<String, Verifier> verifiers, Combination combination)
      throws UnscoredException {
    Panel panel = panel(group, verifiers);
    List<Judgement> judgements = new ArrayList<>();
    for (Response response : group.responses()) {
      judgements.add(panel.judgement(response));
    }
    return combined(group, judgements, combination);
  }

  /** The verifiers of a group's prompt. */
  static Panel panel(ResponseGroup group, Map<String, Verifier> verifiers)
      throws UnscoredException {
    try {
      return Panel.of(group.prompt(), verifiers);
    } catch (IllegalArgumentException e) {
      throw new UnscoredException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The scores of a group whose responses were judged.
   *
   * @param judgements [G], in the order of the responses
   * @return [G]
   * @throws UnscoredException when a response was not judged, or the formula cannot be applied
   */
  public static List<ResponseScore> combined(
      ResponseGroup group, List<Judgement> judgements, Combination combination)
      throws UnscoredException {
    List<Map<String, Float>> channels = new ArrayList<>();
    for (Judgement judgement : judgements) {
      Map<String, Float> given = judgement.channels();
      if (given == null) {
        throw new UnscoredException(judgement.failure());
      }
      channels.add(given);
    }
    try {
      return combination.scores(group, channels);
    } catch (IllegalArgumentException e) {
      throw new UnscoredException("group " + group.groupId() + ": " + e.getMessage(), e);
    }
  }
}
