package dev.millrace.job.score.reward;

import dev.millrace.job.score.Verifier;
import java.util.List;
import java.util.Optional;

/**
 * What can be declared about a reward and changes nothing. Every estimator takes the mean of the
 * group away, so a constant cancels; one that divides by the spread of the group takes a positive
 * factor away too: A(a · r + b) = A(r) for a > 0. What cancels is refused, because whoever wrote it
 * believes that it acts.
 */
public final class NoEffect {
  private NoEffect() {}

  /**
   * The first thing without effect.
   *
   * @param dividesBySpread whether the estimator divides by the standard deviation of the group
   * @return what it is and why; empty when everything acts
   */
  public static Optional<String> of(
      RewardFormula formula, NoiseRates noise, boolean dividesBySpread) {
    List<RewardTerm> acting = formula.terms().stream().filter(term -> term.weight() != 0).toList();
    if (acting.isEmpty()) {
      return Optional.of("every weight is 0: all responses would be worth the same");
    }
    RewardTerm first = acting.get(0);
    boolean alone = acting.size() == 1;
    if (dividesBySpread && alone && Math.abs(first.weight()) != 1) {
      return Optional.of(
          "the weight "
              + first.weight()
              + " of the only channel changes nothing, because the estimator divides by the spread"
              + " of the group: write "
              + first.channel()
              + "="
              + (first.weight() < 0 ? "-1" : "1"));
    }
    for (String verifier : noise.byVerifier().keySet()) {
      String joined = verifier + "." + Verifier.CORRECT;
      List<RewardTerm> corrected =
          acting.stream()
              .filter(t -> t.channel().equals(Verifier.CORRECT) || t.channel().equals(joined))
              .toList();
      if (corrected.isEmpty()) {
        return Optional.of(
            "the noise of "
                + verifier
                + " changes nothing: the reward has no channel that it says");
      }
      if (dividesBySpread && alone && first.condition().isEmpty()) {
        return Optional.of(
            "the noise of "
                + verifier
                + " changes nothing: its rates are the same for all responses of a group, so the"
                + " correction is a shift and a factor of the only channel, which the estimator"
                + " takes away; it acts with mean-centred or leave-one-out, or beside another"
                + " channel");
      }
    }
    return Optional.empty();
  }
}
