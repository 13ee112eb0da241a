package dev.millrace.job.learn.objective;

/**
 * The objective and its gradient written out token by token in double precision, straight from the
 * formula and with none of the learner's code.
 */
final class ObjectiveReference {
  private ObjectiveReference() {}

  /**
   * @param loss of the whole step
   * @param gradient [R,C] of the loss with respect to the current log-probs
   * @param clipped tokens whose gradient the trust region took
   */
  record Result(double loss, double[] gradient, int clipped) {}

  static Result compute(
      ObjectiveSettings s, ResponseTokens d, float[] current, float[] proximal, long stepTokens) {
    double loss = 0;
    int clipped = 0;
    double[] gradient = new double[current.length];
    for (int row = 0; row < d.rows(); row++) {
      double a = d.advantages()[row];
      double sum = 0;
      for (int c = 0; c < d.columns(); c++) {
        int i = row * d.columns() + c;
        sum += d.mask()[i] * ((double) proximal[i] - d.behaviour()[i]);
      }
      for (int c = 0; c < d.columns(); c++) {
        int i = row * d.columns() + c;
        if (d.mask()[i] == 0) {
          continue;
        }
        double w = 1;
        if (s.correction() == Correction.DECOUPLED) {
          double log =
              s.weightLevel() == WeightLevel.TOKEN ? (double) proximal[i] - d.behaviour()[i] : sum;
          w = Math.exp(clamp(log, -20, 20));
          w = s.weightCap() > 0 ? Math.min(w, s.weightCap()) : w;
        }
        double reference =
            s.correction() == Correction.BEHAVIOUR_CLIP ? d.behaviour()[i] : proximal[i];
        double log = current[i] - reference;
        double r = Math.exp(clamp(log, -20, 20));
        double free = r * a;
        double held = clamp(r, 1 - s.clipLow(), 1 + s.clipHigh()) * a;
        double surrogate = Math.min(free, held);
        boolean pushes = free <= held && Math.abs(log) <= 20;
        clipped += held < free ? 1 : 0;
        if (s.dualClip() > 0 && a < 0 && surrogate < s.dualClip() * a) {
          surrogate = s.dualClip() * a;
          pushes = false;
        }
        loss -= w * surrogate / stepTokens;
        // d r / d log π_θ = r
        gradient[i] = pushes ? -w * r * a / stepTokens : 0;
      }
    }
    return new Result(loss, gradient, clipped);
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
