package dev.millrace.policy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a decoder.
 *
 * @param family architecture
 * @param vocabSize V, rows of the embedding
 * @param hiddenSize d, width of the residual stream
 * @param layers number of decoder layers
 * @param heads query heads of a layer
 * @param kvHeads key and value heads of a layer; divides heads
 * @param headDim width of one head, even; heads × headDim may differ from the hidden size
 * @param intermediateSize width of the gated MLP
 * @param maxPositions longest sequence in tokens
 * @param ropeTheta base of the rotary frequencies
 * @param rmsEps added to the mean square in RMSNorm
 * @param attentionBias whether the query, key and value projections have a bias; in Llama and Qwen3
 *     the output projection then has one too
 * @param tiedHead whether the head is the embedding
 * @param endTokens tokens that end a response
 * @param beginToken token that begins a text, where the tokenizer adds one
 * @param padToken filler of a batch, where one is named
 */
public record PolicyConfig(
    Family family,
    int vocabSize,
    int hiddenSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int intermediateSize,
    int maxPositions,
    double ropeTheta,
    double rmsEps,
    boolean attentionBias,
    boolean tiedHead,
    int[] endTokens,
    @Nullable Integer beginToken,
    @Nullable Integer padToken) {

  public PolicyConfig {
    requirePositive("vocab_size", vocabSize);
    requirePositive("hidden_size", hiddenSize);
    requirePositive("num_hidden_layers", layers);
    requirePositive("num_attention_heads", heads);
    requirePositive("num_key_value_heads", kvHeads);
    requirePositive("head_dim", headDim);
    requirePositive("intermediate_size", intermediateSize);
    requirePositive("max_position_embeddings", maxPositions);
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "num_attention_heads " + heads + " must be a multiple of num_key_value_heads " + kvHeads);
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException("head_dim must be even, was " + headDim);
    }
    if (!(ropeTheta > 0) || Double.isInfinite(ropeTheta)) {
      throw new IllegalArgumentException("rope_theta must be positive, was " + ropeTheta);
    }
    if (!(rmsEps > 0 && rmsEps < 1)) {
      throw new IllegalArgumentException("rms_norm_eps must be in (0, 1), was " + rmsEps);
    }
    if (family == Family.QWEN2 && !attentionBias) {
      throw new IllegalArgumentException("qwen2 always has attention biases");
    }
    for (int token : endTokens) {
      requireToken("eos_token_id", token, vocabSize);
    }
    if (beginToken != null) {
      requireToken("bos_token_id", beginToken, vocabSize);
    }
    if (padToken != null && padToken >= vocabSize) {
      requireToken("pad_token_id", padToken, vocabSize);
    }
  }

  /**
   * Reads {@code config.json} and, where present, the end tokens of {@code generation_config.json}.
   */
  public static PolicyConfig read(Path directory) {
    return ConfigReader.read(directory);
  }

  /** Writes {@code config.json} and {@code generation_config.json}, as transformers reads them. */
  public void write(Path directory) {
    ConfigWriter.write(this, directory);
  }

  /** Number of trainable values. */
  public long parameterCount() {
    return WeightLayout.of(this).values();
  }

  /** Query heads that share one key and value head. */
  int group() {
    return heads / kvHeads;
  }

  /** Whether the output projection of attention has a bias. */
  boolean outputBias() {
    return attentionBias && family != Family.QWEN2;
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " must be >= 1, was " + value);
    }
  }

  private static void requireToken(String field, int token, int vocabSize) {
    if (token < 0 || token >= vocabSize) {
      throw new IllegalArgumentException(
          field + " " + token + " is outside the vocabulary of " + vocabSize);
    }
  }
}
