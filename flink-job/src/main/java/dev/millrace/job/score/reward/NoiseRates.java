package dev.millrace.job.score.reward;

import dev.millrace.job.settings.InvalidOptionException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often verifiers are known to err, and the correction for it.
 *
 * <p>With ρ0 the share of wrong answers that a verifier accepts and ρ1 the share of right answers
 * that it refuses, r^ = (r - ρ0) / (1 - ρ0 - ρ1) has the expectation of the true verdict.
 * Verifiable yet Noisy Rewards, 2025, https://arxiv.org/abs/2510.00915.
 *
 * @param byVerifier the rates of each verifier that has any
 */
public record NoiseRates(Map<String, Rates> byVerifier) implements Serializable {
  /** Verifiers that do not err. */
  public static final NoiseRates NONE = new NoiseRates(Map.of());

  public NoiseRates {
    byVerifier = new TreeMap<>(byVerifier);
  }

  /**
   * The rates of one verifier, each ≥ 0, together above 0 and below 1.
   *
   * @param falsePositive ρ0, of wrong answers
   * @param falseNegative ρ1, of right answers
   */
  public record Rates(double falsePositive, double falseNegative) implements Serializable {
    public Rates {
      double sum = falsePositive + falseNegative;
      if (!(falsePositive >= 0 && falseNegative >= 0 && sum > 0 && sum < 1)) {
        throw new InvalidOptionException(
            "rates must be >= 0 and together above 0 and below 1, were "
                + falsePositive
                + " and "
                + falseNegative);
      }
    }

    /** The verdict whose expectation is the true one. */
    float corrected(float verdict) {
      return (float) ((verdict - falsePositive) / (1 - falsePositive - falseNegative));
    }
  }

  /** Rates as one types them: {@code math=0.01/0.05,judge=0.1/0.2}; nothing for none. */
  public static NoiseRates parse(String text) {
    Map<String, Rates> rates = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] nameAndRates = part.strip().split("[=/]", -1);
      if (nameAndRates.length != 3 || nameAndRates[0].isEmpty()) {
        throw new InvalidOptionException(
            "'" + part.strip() + "' is not of the form verifier=false-positive/false-negative");
      }
      Rates parsed =
          new Rates(Double.parseDouble(nameAndRates[1]), Double.parseDouble(nameAndRates[2]));
      if (rates.put(nameAndRates[0], parsed) != null) {
        throw new InvalidOptionException("verifier " + nameAndRates[0] + " has its rates twice");
      }
    }
    return new NoiseRates(rates);
  }
}
