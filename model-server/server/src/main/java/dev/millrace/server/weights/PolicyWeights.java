package dev.millrace.server.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import dev.millrace.schemas.Canary;
import dev.millrace.schemas.WeightVersion;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy as a place for weights. Location, size and digest are checked before the file is read;
 * names, shapes, types and finite values before anything changes; the canary after, with the old
 * weights kept until it agrees. Used by the thread that samples.
 */
public final class PolicyWeights implements WeightsInstaller {
  /** Largest difference of a canary log-prob, in nats. */
  static final float CANARY_TOLERANCE = 1e-3f;

  private final Policy policy;
  private final int shards;
  private final WeightsFiles files;

  /**
   * @param shards S, the number of consumed offsets that a version must have
   * @param prefix the directory below which weights lie
   */
  public PolicyWeights(Policy policy, int shards, Path prefix) {
    this.policy = policy;
    this.shards = shards;
    this.files = new WeightsFiles(prefix);
  }

  @Override
  public void install(WeightVersion version) throws RefusedVersionException {
    if (version.consumedOffsets().length != shards) {
      throw new RefusedVersionException(
          version.consumedOffsets().length + " consumed offsets for " + shards + " shards");
    }
    Path file = files.verified(version);
    Canary canary = version.canary();
    if (canary == null) {
      read(file);
    } else {
      readAndCompare(file, canary);
    }
  }

  private void read(Path file) throws RefusedVersionException {
    try {
      policy.readWeights(file);
    } catch (InvalidWeightsException | UncheckedIOException e) {
      throw new RefusedVersionException(String.valueOf(e.getMessage()), e);
    }
  }

  private void readAndCompare(Path file, Canary canary) throws RefusedVersionException {
    try (NDManager scope = policy.manager().newSubManager()) {
      refuseForeignTokens(canary);
      List<NDArray> kept = new ArrayList<>();
      for (NDArray parameter : policy.parameters()) {
        NDArray copy = parameter.duplicate();
        copy.attach(scope);
        kept.add(copy);
      }
      read(file);
      String difference = difference(canary, scope);
      if (difference != null) {
        for (int i = 0; i < kept.size(); i++) {
          kept.get(i).copyTo(policy.parameters().get(i));
        }
        throw new RefusedVersionException(file + ": " + difference);
      }
    }
  }

  private void refuseForeignTokens(Canary canary) throws RefusedVersionException {
    int vocabulary = policy.config().vocabSize();
    if (canary.tokens().length > policy.config().maxPositions()
        || Arrays.stream(canary.tokens()).anyMatch(token -> token < 0 || token >= vocabulary)) {
      throw new RefusedVersionException("the canary is not a text of this policy");
    }
  }

  /** Returns what is wrong with the canary's log-probs under the weights now in place, or null. */
  private @Nullable String difference(Canary canary, NDManager scope) {
    int length = canary.tokens().length;
    long[] inputs = new long[length - 1];
    long[] targets = new long[length - 1];
    for (int i = 0; i + 1 < length; i++) {
      inputs[i] = canary.tokens()[i];
      targets[i] = canary.tokens()[i + 1];
    }
    Shape shape = new Shape(1, length - 1L);
    NDArray hidden = policy.hidden(scope.create(inputs, shape)); // [1, T-1, d]
    NDArray all = LogProbs.logSoftmax(policy.head(hidden), scope.create(1f)); // [1, T-1, V]
    float[] actual = LogProbs.ofTokens(all, scope.create(targets, shape)).toFloatArray();
    for (int i = 0; i < actual.length; i++) {
      float expected = canary.logProbs()[i];
      if (!(Math.abs(actual[i] - expected) <= CANARY_TOLERANCE)) {
        return "canary log-prob " + i + " is " + actual[i] + ", the version says " + expected;
      }
    }
    return null;
  }
}
