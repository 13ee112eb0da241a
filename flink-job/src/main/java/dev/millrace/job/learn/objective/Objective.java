package dev.millrace.job.learn.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The decoupled group-relative objective, to be minimised:
 *
 * <pre>
 *   w = π_prox / b            constant, truncated at C_w
 *   r = π_θ / π_prox
 *   loss = −1/N Σ_i Σ_t w · min( r A_i , clip(r, 1−ε_low, 1+ε_high) A_i )
 * </pre>
 *
 * <p>The trust region is centred on the proximal policy: the behaviour policy rescales a token and
 * never decides whether it is clipped. Decoupling: Hilton, Cobbe, Schulman 2021,
 * https://arxiv.org/abs/2110.00641.
 *
 * <p>An objective holds its settings and a few scalars on the device, and keeps no state between
 * calls. Parts of a step add up: the loss of a step is the sum of the losses of its micro-batches.
 */
public final class Objective {
  private final ObjectiveSettings settings;
  private final Ratio ratio;

  /**
   * An objective whose scalars live as long as {@code manager}.
   *
   * @param manager long-lived, on the policy's device
   * @param settings the choices
   */
  public Objective(NDManager manager, ObjectiveSettings settings) {
    this.settings = settings;
    this.ratio = new Ratio(manager, settings);
  }

  /** The choices that this objective computes. */
  public ObjectiveSettings settings() {
    return settings;
  }

  /**
   * The constants of a micro-batch, on the device.
   *
   * @param scope where they live: at least as long as the step
   * @param tokens the micro-batch
   * @param stepTokens N, response tokens of the whole step
   */
  public Terms terms(NDManager scope, ResponseTokens tokens, long stepTokens) {
    Shape shape = new Shape(tokens.rows(), tokens.columns());
    return new Terms(
        scope.create(tokens.behaviour(), shape),
        scope.create(tokens.mask(), shape),
        scope.create(Reduction.tokenMean(tokens, stepTokens), shape),
        Ratio.column(scope, TrustRegion.lower(tokens.advantages(), settings)),
        Ratio.column(scope, TrustRegion.upper(tokens.advantages(), settings)));
  }

  /**
   * This micro-batch's part of the loss of its step.
   *
   * @param terms its constants
   * @param current [R,C] log-probs under π_θ, with gradient
   * @param proximal [R,C] log-probs under π_prox, without gradient
   * @return scalar
   */
  public NDArray loss(Terms terms, NDArray current, NDArray proximal) {
    if (!current.getShape().equals(terms.behaviour().getShape())
        || !proximal.getShape().equals(current.getShape())) {
      throw new IllegalArgumentException(
          "log-probs current "
              + current.getShape()
              + ", proximal "
              + proximal.getShape()
              + ", behaviour "
              + terms.behaviour().getShape()
              + " must have one shape");
    }
    boolean toBehaviour = settings.correction() == Correction.BEHAVIOUR_CLIP;
    NDArray r = ratio.of(current, toBehaviour ? terms.behaviour() : proximal); // [R,C]
    NDArray held = TrustRegion.clip(r, terms.lower(), terms.upper()); // [R,C]
    NDArray factor = terms.factor(); // [R,C]
    if (settings.correction() == Correction.DECOUPLED) {
      factor = ratio.weights(proximal, terms.behaviour(), terms.mask()).mul(factor); // [R,C]
    }
    return held.mul(factor).sum();
  }

  /**
   * Constants of a micro-batch.
   *
   * @param behaviour [R,C] log-probs of the behaviour policy
   * @param mask [R,C] 1 for response tokens
   * @param factor [R,C] −mask · A / N
   * @param lower [R,1] smallest ratio that pushes
   * @param upper [R,1] largest ratio that pushes
   */
  public record Terms(
      NDArray behaviour, NDArray mask, NDArray factor, NDArray lower, NDArray upper) {
    Terms withBehaviour(NDArray behaviour) {
      return new Terms(behaviour, mask, factor, lower, upper);
    }
  }
}
