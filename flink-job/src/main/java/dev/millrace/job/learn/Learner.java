package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.job.learn.objective.Objective;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.optimizer.AdamW;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.SlotRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A policy with its objective and optimizer: what turns a training step into new weights. The same
 * weights, settings and rows give the same new weights, however the rows are spread over
 * micro-batches, in a job or out of it: it is also what recomputes a recorded step.
 *
 * <p>Confined to one thread, which has entered the engine. Each update reads the device once, after
 * its last backward pass: losses, gradient norm, log-probs and entropies come as one array.
 */
public final class Learner implements AutoCloseable {
  private final Policy policy;
  private final Objective objective;
  private final AdamW optimizer;
  private final LearningRate learningRate;
  private final int updatesPerStep;
  private final int blockTokens;

  /**
   * Takes over the policy: it is closed with the learner.
   *
   * @param policy the weights that are trained, in place
   * @param objective choices of the objective
   * @param optimizer choices of the optimizer
   * @param learningRate learning rate by update
   * @param updatesPerStep optimizer updates of each step, on all of its rows
   * @param blockTokens most tokens that are computed together, padding included; decides the bytes
   *     of the weights, as the size of micro-batches does not
   */
  public Learner(
      Policy policy,
      ObjectiveSettings objective,
      AdamWSettings optimizer,
      LearningRate learningRate,
      int updatesPerStep,
      int blockTokens) {
    this.policy = policy;
    this.objective = new Objective(policy.manager(), objective);
    this.optimizer = new AdamW(policy.parameters(), policy.manager(), optimizer);
    this.learningRate = learningRate;
    this.updatesPerStep = updatesPerStep;
    this.blockTokens = blockTokens;
    policy.requireGradients(true);
  }

  /** A learner of the starting policy that the settings name, on their device. */
  public static Learner of(LearnSettings settings) {
    return new Learner(
        Policy.load(Path.of(settings.model()), Torch.device(settings.device())),
        settings.objective(),
        settings.optimizer(),
        settings.learningRate(),
        settings.updatesPerStep(),
        settings.blockTokens());
  }

  /** The policy that is trained: the weights after the last step. */
  public Policy policy() {
    return policy;
  }

  AdamW optimizer() {
    return optimizer;
  }

  /**
   * Trains one step: on all its parts or, when a loss or gradient norm is not finite, not at all.
   *
   * @param manifest the step
   * @param parts its micro-batches, in order; parts without rows count for nothing
   */
  public StepUpdate train(StepManifest manifest, List<MicroBatch> parts) {
    long tokens = manifest.responseTokens();
    if (tokens == 0 || parts.stream().allMatch(part -> part.rows() == 0)) {
      return new StepUpdate(0, "", Map.of());
    }
    try (NDManager step = policy.manager().newSubManager()) {
      List<StepPart> prepared = new ArrayList<>();
      for (MicroBatch part : Blocks.of(manifest, parts, blockTokens)) {
        if (part.rows() > 0) {
          prepared.add(
              new StepPart(ResponseLayout.of(part, policy.config()), objective, step, tokens));
        }
      }
      // A later update can fail after an earlier one has changed the weights.
      AdamW.Mark start = updatesPerStep > 1 ? optimizer.mark(step) : null;
      StepFigures figures = new StepFigures(objective.settings());
      for (int update = 0; update < updatesPerStep; update++) {
        UpdateReading reading = forwardAndBackward(step, prepared);
        if (!reading.finite()) {
          optimizer.discard();
          if (start != null) {
            optimizer.rollback(start);
          }
          return new StepUpdate(0, refusal(manifest, update, reading), Map.of());
        }
        float rate = learningRate.at(optimizer.updates() + 1);
        optimizer.update(rate, reading.norm());
        figures.add(reading, prepared, rate);
      }
      return new StepUpdate(updatesPerStep, "", figures.metrics());
    }
  }

  private UpdateReading forwardAndBackward(NDManager step, List<StepPart> parts) {
    try (NDManager update = step.newSubManager()) {
      int count = parts.size();
      PtNDArray[] arrays = new PtNDArray[3 * count + 1];
      for (int i = 0; i < count; i++) {
        StepPart.Pass pass = parts.get(i).forwardAndBackward(policy, objective, step, update);
        arrays[i] = (PtNDArray) pass.loss();
        arrays[count + 1 + 2 * i] = (PtNDArray) pass.current();
        arrays[count + 2 + 2 * i] = (PtNDArray) pass.entropies();
      }
      arrays[count] = (PtNDArray) optimizer.norm(update);
      NDArray all = JniUtils.cat(arrays, 0); // [P + 1 + 2 Σ R·C]
      all.attach(update);
      return UpdateReading.of(all.toFloatArray(), parts);
    }
  }

  private static String refusal(StepManifest manifest, int update, UpdateReading reading) {
    return "loss "
        + reading.loss()
        + ", gradient norm "
        + reading.norm()
        + " at update "
        + (update + 1)
        + " of step "
        + manifest.step()
        + ", groups "
        + manifest.slots().stream().map(SlotRecord::groupId).collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    optimizer.close();
    policy.close();
  }
}
