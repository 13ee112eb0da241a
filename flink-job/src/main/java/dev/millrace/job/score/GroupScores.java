package dev.millrace.job.score;

import dev.millrace.job.score.reward.Combination;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The scores of a group: every response by the verifiers of its prompt. */
public final class GroupScores {
  /** One response alone has nothing to be better than. */
  private static final int FEWEST = 2;

  private GroupScores() {}

  /**
   * Judges and scores each response, or none at all.
   *
   * @return [G]; every score has the channel {@link Verifier#CORRECT}
   * @throws UnscoredException when a verifier is missing, fails, or says something unusable
   */
  public static List<ResponseScore> of(
      ResponseGroup group, Map<String, Verifier> verifiers, Combination combination)
      throws UnscoredException {
    return of(group, verifiers, combination, UnscoredPolicy.DROP_GROUP);
  }

  /**
   * Judges and scores each response that can be judged.
   *
   * @return [G]; every score has the channel {@link Verifier#CORRECT}, or is {@link
   *     ResponseScore#UNSCORED}
   * @throws UnscoredException when a verifier is missing, or too many responses were not judged
   */
  public static List<ResponseScore> of(
      ResponseGroup group,
      Map<String, Verifier> verifiers,
      Combination combination,
      UnscoredPolicy policy)
      throws UnscoredException {
    Panel panel = panel(group, verifiers);
    List<Judgement> judgements = new ArrayList<>();
    for (Response response : group.responses()) {
      judgements.add(panel.judgement(response));
    }
    return combined(group, judgements, combination, policy);
  }

  /**
   * Judges each response, as far as verifiers with bounds do it here and now; then it is complete.
   *
   * @param asking asks the others
   * @return [G]; completed on any thread
   */
  static CompletableFuture<List<Judgement>> judgements(
      ResponseGroup group, Map<String, Verifier> verifiers, Panel.Asking asking) {
    List<Response> responses = group.responses();
    Panel panel;
    try {
      panel = panel(group, verifiers);
    } catch (UnscoredException e) {
      Judgement none = Judgement.unscored(String.valueOf(e.getMessage()));
      return CompletableFuture.completedFuture(Collections.nCopies(responses.size(), none));
    }
    if (panel.isBounded()) {
      return CompletableFuture.completedFuture(responses.stream().map(panel::judgement).toList());
    }
    List<CompletableFuture<Judgement>> judging =
        responses.stream().map(r -> panel.judgement(r, asking)).toList();
    return CompletableFuture.allOf(judging.toArray(CompletableFuture[]::new))
        .thenApply(done -> judging.stream().map(CompletableFuture::join).toList());
  }

  private static Panel panel(ResponseGroup group, Map<String, Verifier> verifiers)
      throws UnscoredException {
    try {
      return Panel.of(group.prompt(), verifiers);
    } catch (IllegalArgumentException e) {
      throw new UnscoredException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The scores of a group whose responses were judged. A response that is left out has no part in
   * them: the scores of the others are those of the group without it.
   *
   * @param judgements [G], in the order of the responses
   * @param policy what becomes of the group when not all of them were judged
   * @return [G]; {@link ResponseScore#UNSCORED} where a response is left out
   * @throws UnscoredException when too many were not judged, or the formula cannot be applied
   */
  public static List<ResponseScore> combined(
      ResponseGroup group,
      List<Judgement> judgements,
      Combination combination,
      UnscoredPolicy policy)
      throws UnscoredException {
    List<Integer> judged = new ArrayList<>();
    List<Response> responses = new ArrayList<>();
    List<Map<String, Float>> channels = new ArrayList<>();
    String failure = "";
    for (int i = 0; i < judgements.size(); i++) {
      Map<String, Float> given = judgements.get(i).channels();
      if (given != null) {
        judged.add(i);
        responses.add(group.responses().get(i));
        channels.add(given);
      } else if (failure.isEmpty()) {
        failure = judgements.get(i).failure();
      }
    }
    if (!failure.isEmpty() && policy == UnscoredPolicy.DROP_GROUP) {
      throw new UnscoredException(failure);
    }
    if (!failure.isEmpty() && judged.size() < FEWEST) {
      throw new UnscoredException(
          judged.size() + " of " + judgements.size() + " responses could be judged: " + failure);
    }
    List<ResponseScore> scores =
        new ArrayList<>(Collections.nCopies(judgements.size(), ResponseScore.UNSCORED));
    try {
      List<ResponseScore> rest = combination.scores(group.prompt(), responses, channels);
      for (int i = 0; i < rest.size(); i++) {
        scores.set(judged.get(i), rest.get(i));
      }
    } catch (IllegalArgumentException e) {
      throw new UnscoredException("group " + group.groupId() + ": " + e.getMessage(), e);
    }
    return scores;
  }
}
