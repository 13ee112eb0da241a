package dev.millrace.job.score.reward;

import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the channels of a group become its rewards: length channels are made where the formula asks
 * for them, verdicts are corrected for the noise of their verifier, and the formula weighs them.
 * Conditions, the accuracy of a group and the gate look at the verdicts as they were given, and so
 * does the ledger.
 *
 * @param formula of the reward
 * @param noise of the verifiers
 */
public record Combination(RewardFormula formula, NoiseRates noise) implements Serializable {

  /** A formula of verifiers that do not err. */
  public static Combination of(RewardFormula formula) {
    return new Combination(formula, NoiseRates.NONE);
  }

  /**
   * The scores of a group.
   *
   * @param prompt what was asked
   * @param responses [G]
   * @param given [G] what the verifiers said of each response
   * @return [G]
   * @throws IllegalArgumentException when a verifier gave a channel that the formula makes
   */
  public List<ResponseScore> scores(
      Prompt prompt, List<Response> responses, List<Map<String, Float>> given) {
    List<ResponseScore> scores = new ArrayList<>();
    for (Map<String, Float> raw : withLengths(responses, given)) {
      scores.add(new ResponseScore(raw, reward(prompt, raw)));
    }
    return scores;
  }

  /**
   * The reward of one response.
   *
   * @param channels all of them, also those that the formula makes
   */
  public float reward(Prompt prompt, Map<String, Float> channels) {
    return formula.reward(corrected(channels, prompt.verifierParts()), channels);
  }

  private List<Map<String, Float>> withLengths(
      List<Response> responses, List<Map<String, Float>> given) {
    LengthShaping.Overlong overlong = formula.overlong();
    Double leastAccuracy = formula.brevity();
    if (overlong == null && leastAccuracy == null) {
      return given;
    }
    int[] lengths = new int[given.size()]; // [G]
    boolean[] right = new boolean[given.size()]; // [G]
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = responses.get(i).tokens().length;
      right[i] = given.get(i).getOrDefault(Verifier.CORRECT, 0f) >= 1f;
    }
    float[] brevity =
        leastAccuracy == null ? null : LengthShaping.brevity(lengths, right, leastAccuracy);
    List<Map<String, Float>> all = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      Map<String, Float> channels = new TreeMap<>(given.get(i));
      if (overlong != null) {
        add(channels, RewardFormula.OVERLONG, LengthShaping.overlong(lengths[i], overlong));
      }
      if (brevity != null) {
        add(channels, RewardFormula.BREVITY, brevity[i]);
      }
      all.add(channels);
    }
    return all;
  }

  private static void add(Map<String, Float> channels, String name, float value) {
    if (channels.put(name, value) != null) {
      throw new IllegalArgumentException(
          "channel " + name + " comes from a verifier and from the reward formula");
    }
  }

  /** The channels with each verdict corrected by the rates of the verifier that gave it. */
  private Map<String, Float> corrected(Map<String, Float> raw, List<String> verifiers) {
    if (noise.byVerifier().isEmpty()) {
      return raw;
    }
    Map<String, Float> corrected = new TreeMap<>(raw);
    for (int i = 0; i < verifiers.size(); i++) {
      NoiseRates.Rates rates = noise.byVerifier().get(verifiers.get(i));
      String channel = i == 0 ? Verifier.CORRECT : verifiers.get(i) + "." + Verifier.CORRECT;
      if (rates != null) {
        corrected.computeIfPresent(channel, (name, verdict) -> rates.corrected(verdict));
      }
    }
    return corrected;
  }
}
