package dev.millrace.job.learn.objective;

/**
 * The figures that tell whether off-policy training is healthy, summed over the response tokens of
 * one or more micro-batches in double precision on the host.
 *
 * <p>A token is clipped when the trust region takes its gradient: A &gt; 0 and r &gt; 1 + ε_high
 * (high), or A &lt; 0 and r &lt; 1 − ε_low (low). It is truncated when its weight was above C_w.
 */
public final class ObjectiveFigures {
  private final ObjectiveSettings settings;
  private long tokens;
  private long filledTokens;
  private long clippedLow;
  private long clippedHigh;
  private long clippedFilled;
  private long dualClipped;
  private long truncated;
  private double weightSum;
  private double weightSquares;
  private double weightMax;
  private double ratioSum;
  private double ratioMax;
  private double klSum;

  public ObjectiveFigures(ObjectiveSettings settings) {
    this.settings = settings;
  }

  /**
   * Counts a micro-batch.
   *
   * @param data the micro-batch
   * @param current [R,C] log-probs under π_θ
   * @param proximal [R,C] log-probs under π_prox
   */
  public void add(ResponseTokens data, float[] current, float[] proximal) {
    for (int row = 0; row < data.rows(); row++) {
      int start = row * data.columns();
      double rowLogRatio = 0;
      if (settings.weightLevel() == WeightLevel.SEQUENCE) {
        for (int i = start; i < start + data.columns(); i++) {
          rowLogRatio += data.mask()[i] * (proximal[i] - (double) data.behaviour()[i]);
        }
      }
      boolean filled = data.filled()[row] != 0;
      double advantage = data.advantages()[row];
      for (int i = start; i < start + data.columns(); i++) {
        if (data.mask()[i] == 0) {
          continue;
        }
        double logRatio = proximal[i] - (double) data.behaviour()[i];
        weigh(settings.weightLevel() == WeightLevel.SEQUENCE ? rowLogRatio : logRatio);
        // k3 estimate of KL(b ‖ π_prox): x − 1 − log x of samples of b, x = π_prox / b.
        klSum += Math.expm1(limited(logRatio)) - limited(logRatio);
        boolean toBehaviour = settings.correction() == Correction.BEHAVIOUR_CLIP;
        double reference = toBehaviour ? data.behaviour()[i] : proximal[i];
        countRatio(Math.exp(limited(current[i] - reference)), advantage, filled);
        tokens++;
        filledTokens += filled ? 1 : 0;
      }
    }
  }

  private void weigh(double logRatio) {
    double weight = 1;
    if (settings.correction() == Correction.DECOUPLED) {
      weight = Math.exp(limited(logRatio));
      if (settings.weightCap() > 0 && weight > settings.weightCap()) {
        truncated++;
        weight = settings.weightCap();
      }
    }
    weightSum += weight;
    weightSquares += weight * weight;
    weightMax = Math.max(weightMax, weight);
  }

  private void countRatio(double ratio, double advantage, boolean filled) {
    ratioSum += ratio;
    ratioMax = Math.max(ratioMax, ratio);
    boolean high = advantage > 0 && ratio > 1 + (double) settings.clipHigh();
    boolean low = advantage < 0 && ratio < 1 - (double) settings.clipLow();
    clippedHigh += high ? 1 : 0;
    clippedLow += low ? 1 : 0;
    clippedFilled += filled && (high || low) ? 1 : 0;
    dualClipped += advantage < 0 && settings.dualClip() > 0 && ratio > settings.dualClip() ? 1 : 0;
  }

  private static double limited(double logRatio) {
    return Math.max(-Ratio.LOG_LIMIT, Math.min(Ratio.LOG_LIMIT, logRatio));
  }

  /** Response tokens counted. */
  public long tokens() {
    return tokens;
  }

  /** Tokens clipped on either side. */
  public long clippedTokens() {
    return clippedLow + clippedHigh;
  }

  /** Tokens whose weight was cut to C_w. */
  public long truncatedTokens() {
    return truncated;
  }

  /** Share of tokens clipped at 1 − ε_low. */
  public double clipFractionLow() {
    return share(clippedLow, tokens);
  }

  /** Share of tokens clipped at 1 + ε_high. */
  public double clipFractionHigh() {
    return share(clippedHigh, tokens);
  }

  /** Share of fresh tokens that were clipped. */
  public double clipFractionFresh() {
    return share(clippedTokens() - clippedFilled, tokens - filledTokens);
  }

  /** Share of replayed tokens that were clipped. */
  public double clipFractionFilled() {
    return share(clippedFilled, filledTokens);
  }

  /** Share of tokens held by the dual clip. */
  public double dualClipFraction() {
    return share(dualClipped, tokens);
  }

  /** Share of tokens whose weight was cut to C_w. */
  public double truncatedFraction() {
    return share(truncated, tokens);
  }

  /** Mean of w; 1 without tokens. */
  public double meanWeight() {
    return tokens == 0 ? 1 : weightSum / tokens;
  }

  /** Largest w; 1 without tokens. */
  public double maxWeight() {
    return tokens == 0 ? 1 : weightMax;
  }

  /** (Σw)² / (n Σw²), in (0, 1]; 1 without tokens. */
  public double effectiveSampleSize() {
    return tokens == 0 ? 1 : weightSum * weightSum / (tokens * weightSquares);
  }

  /** Mean of r; 1 without tokens. */
  public double meanRatio() {
    return tokens == 0 ? 1 : ratioSum / tokens;
  }

  /** Largest r; 1 without tokens. */
  public double maxRatio() {
    return tokens == 0 ? 1 : ratioMax;
  }

  /** KL(b ‖ π_prox) a token, by k3; 0 without tokens. */
  public double kl() {
    return tokens == 0 ? 0 : klSum / tokens;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }
}
