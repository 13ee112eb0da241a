package dev.millrace.policy;

import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.safetensors.StoredTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a decoder, and the tensors that a file stores for them.
 *
 * <p>Matrices that are multiplied by the same input are one parameter: query, key and value; gate
 * and up. Their rows follow each other, so the tensors of a file, in the order of the layout, are
 * the bytes of the parameters, in the order of the layout.
 *
 * @param parameters in the order in which the policy keeps them
 */
record WeightLayout(List<Parameter> parameters) {

  /** One trainable array and the stored tensors whose rows it holds, first row first. */
  record Parameter(String name, Shape shape, Role role, List<StoredTensor> tensors) {}

  /** What a parameter is, which decides how it is initialised. */
  enum Role {
    MATRIX,
    RESIDUAL_MATRIX,
    BIAS,
    NORM
  }

  long values() {
    return parameters.stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  static WeightLayout of(PolicyConfig config) {
    Builder builder = new Builder();
    long d = config.hiddenSize();
    builder.matrix("model.embed_tokens", Role.MATRIX, d, config.vocabSize());
    for (int layer = 0; layer < config.layers(); layer++) {
      layer(builder, config, "model.layers." + layer + ".");
    }
    builder.vector("model.norm.weight", Role.NORM, d);
    if (!config.tiedHead()) {
      builder.matrix("lm_head", Role.MATRIX, d, config.vocabSize());
    }
    return new WeightLayout(List.copyOf(builder.parameters));
  }

  private static void layer(Builder builder, PolicyConfig config, String prefix) {
    long d = config.hiddenSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.kvHeads() * config.headDim();
    String attention = prefix + "self_attn.";
    builder.vector(prefix + "input_layernorm.weight", Role.NORM, d);
    List<String> names = List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj");
    builder.fused(attention + "qkv_proj", Role.MATRIX, names, d, queries, keys, keys);
    if (config.attentionBias()) {
      builder.fusedBias(attention + "qkv_proj", names, queries, keys, keys);
    }
    if (config.family() == Family.QWEN3) {
      builder.vector(attention + "q_norm.weight", Role.NORM, config.headDim());
      builder.vector(attention + "k_norm.weight", Role.NORM, config.headDim());
    }
    builder.matrix(attention + "o_proj", Role.RESIDUAL_MATRIX, queries, d);
    if (config.outputBias()) {
      builder.vector(attention + "o_proj.bias", Role.BIAS, d);
    }
    builder.vector(prefix + "post_attention_layernorm.weight", Role.NORM, d);
    List<String> gated = List.of(prefix + "mlp.gate_proj", prefix + "mlp.up_proj");
    long ff = config.intermediateSize();
    builder.fused(prefix + "mlp.gate_up_proj", Role.MATRIX, gated, d, ff, ff);
    builder.matrix(prefix + "mlp.down_proj", Role.RESIDUAL_MATRIX, ff, d);
  }

  private static final class Builder {
    private final List<Parameter> parameters = new ArrayList<>();

    void vector(String name, Role role, long size) {
      List<StoredTensor> tensors = List.of(new StoredTensor(name, new long[] {size}));
      parameters.add(new Parameter(name, new Shape(size), role, tensors));
    }

    void matrix(String name, Role role, long columns, long rows) {
      fused(name, role, List.of(name), columns, rows);
    }

    void fused(String name, Role role, List<String> names, long columns, long... rows) {
      List<StoredTensor> tensors = new ArrayList<>();
      long total = 0;
      for (int part = 0; part < rows.length; part++) {
        tensors.add(
            new StoredTensor(names.get(part) + ".weight", new long[] {rows[part], columns}));
        total += rows[part];
      }
      parameters.add(new Parameter(name + ".weight", new Shape(total, columns), role, tensors));
    }

    void fusedBias(String name, List<String> names, long... sizes) {
      List<StoredTensor> tensors = new ArrayList<>();
      long total = 0;
      for (int part = 0; part < sizes.length; part++) {
        tensors.add(new StoredTensor(names.get(part) + ".bias", new long[] {sizes[part]}));
        total += sizes[part];
      }
      parameters.add(new Parameter(name + ".bias", new Shape(total), Role.BIAS, tensors));
    }
  }
}
