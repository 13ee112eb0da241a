package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder-only language model with its weights on one device.
 *
 * <p>Weights are 32-bit floats. One thread at a time computes with a policy; that thread has called
 * {@link Torch#enterThread()}.
 */
public final class Policy implements AutoCloseable {
  private final PolicyConfig config;
  private final Device device;
  private final NDManager manager;
  private final WeightLayout layout;
  private final List<NDArray> parameters;
  private final Decoder decoder;
  private final WeightsIo weights;

  private Policy(PolicyConfig config, Device device) {
    this.config = config;
    this.device = device;
    this.manager = Torch.rootManager(device);
    this.layout = WeightLayout.of(config);
    List<NDArray> arrays = new ArrayList<>();
    for (WeightLayout.Parameter parameter : layout.parameters()) {
      NDArray array = Torch.zeros(manager, parameter.shape(), DataType.FLOAT32);
      array.setName(parameter.name());
      arrays.add(array);
    }
    this.parameters = List.copyOf(arrays);
    this.decoder = new Decoder(config, parameters, manager);
    this.weights = new WeightsIo(layout, config.tiedHead(), parameters);
  }

  /**
   * Loads a Hugging Face directory: {@code config.json} and {@code model.safetensors}, or shards
   * with their index. A {@code tokenizer.json} beside them must fit the vocabulary.
   *
   * @throws InvalidPolicyException when the configuration or the tokenizer does not fit
   * @throws InvalidWeightsException when the weights are not those of the configuration
   */
  public static Policy load(Path directory, Device device) {
    PolicyConfig config = PolicyConfig.read(directory);
    TokenizerFiles.requireFits(directory, config.vocabSize());
    Policy policy = null;
    try (Checkpoint checkpoint = Checkpoint.ofDirectory(directory)) {
      checkpoint.require(WeightLayout.of(config), config.tiedHead());
      policy = new Policy(config, device);
      policy.weights.read(checkpoint);
      return policy;
    } catch (RuntimeException e) {
      if (policy != null) {
        policy.close();
      }
      throw e;
    }
  }

  /** Makes a policy with random weights; equal seeds give equal weights on every host. */
  public static Policy initialise(PolicyConfig config, long seed, Device device) {
    Policy policy = new Policy(config, device);
    Initial.fill(policy.layout, policy.parameters, config.layers(), seed);
    return policy;
  }

  /** Makes a policy of the same shape on the same device; its weights are 0 until some are read. */
  public Policy twin() {
    return new Policy(config, device);
  }

  public PolicyConfig config() {
    return config;
  }

  public Device device() {
    return device;
  }

  /** The root manager, which lives as long as the policy; work belongs in its sub-managers. */
  public NDManager manager() {
    return manager;
  }

  /** The trainable arrays; matrices of the same input are one array. The order never changes. */
  public List<NDArray> parameters() {
    return parameters;
  }

  /** Names of the trainable arrays, in the order of {@link #parameters()}. */
  public List<String> parameterNames() {
    return layout.parameters().stream().map(WeightLayout.Parameter::name).toList();
  }

  /** Says whether backward is to leave gradients on the parameters. */
  public void requireGradients(boolean on) {
    parameters.forEach(parameter -> parameter.setRequiresGradient(on));
  }

  /**
   * Runs the decoder.
   *
   * @param tokens [B, T] int64 in the caller's step manager; rows are padded on the right
   * @return [B, T, d] in the same manager, after the last norm
   */
  public NDArray hidden(NDArray tokens) {
    return decoder.hidden(tokens);
  }

  /**
   * Runs the decoder on prompts whose continuations lie side by side.
   *
   * @param tokens [B, T] int64 in the caller's step manager; every row is laid out alike
   * @param branches the layout
   * @return [B, T, d] in the same manager, after the last norm
   */
  public NDArray hidden(NDArray tokens, Branches branches) {
    if (tokens.getShape().get(1) != branches.width()) {
      throw new IllegalArgumentException(
          "tokens " + tokens.getShape() + " do not hold " + branches);
    }
    return decoder.hidden(tokens, branches);
  }

  /**
   * Applies the head.
   *
   * @param hidden [.., d]
   * @return logits [.., V]
   */
  public NDArray head(NDArray hidden) {
    return decoder.head(hidden);
  }

  /**
   * Writes the weights under Hugging Face names, to a temporary file that is renamed.
   *
   * @param force whether the bytes are on the disk before the rename
   */
  public WeightsFile writeWeights(Path file, boolean force) {
    return weights.write(file, force);
  }

  /**
   * Replaces the weights in place.
   *
   * @throws InvalidWeightsException before anything has changed, when names, shapes, types or
   *     values are not those of this policy
   */
  public void readWeights(Path file) {
    try (Checkpoint checkpoint = Checkpoint.ofFile(file)) {
      weights.read(checkpoint);
    }
  }

  /**
   * Writes a Hugging Face directory.
   *
   * @param tokenizerDirectory where the tokenizer files are copied from
   */
  public void export(Path directory, Path tokenizerDirectory) {
    try {
      Files.createDirectories(directory);
      for (String name : Tokenizer.FILES) {
        Path source = tokenizerDirectory.resolve(name);
        Path target = directory.resolve(name);
        if (Files.isRegularFile(source)
            && !source.toAbsolutePath().equals(target.toAbsolutePath())) {
          Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be written: " + e, e);
    }
    config.write(directory);
    writeWeights(directory.resolve(Checkpoint.SINGLE), true);
  }

  Decoder decoder() {
    return decoder;
  }

  @Override
  public void close() {
    manager.close();
  }
}
