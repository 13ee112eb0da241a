package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import dev.millrace.policy.safetensors.StoredTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoder again, in double precision, token by token over plain arrays, from the stored tensors
 * alone: the independent answer that the array operations are compared with.
 */
final class ReferenceDecoder {
  private final PolicyConfig config;
  private final Map<String, double[]> tensors = new HashMap<>();

  ReferenceDecoder(Policy policy) {
    this.config = policy.config();
    WeightLayout layout = WeightLayout.of(config);
    for (int i = 0; i < layout.parameters().size(); i++) {
      NDArray parameter = policy.parameters().get(i);
      float[] values = parameter.toFloatArray();
      int start = 0;
      for (StoredTensor tensor : layout.parameters().get(i).tensors()) {
        double[] part = new double[(int) tensor.values()];
        for (int j = 0; j < part.length; j++) {
          part[j] = values[start + j];
        }
        start += part.length;
        tensors.put(tensor.name(), part);
      }
    }
  }

  /** Adds to one value of a stored tensor. */
  void nudge(String name, int index, double delta) {
    tensor(name)[index] += delta;
  }

  /** Logits [T][V]. */
  double[][] logits(int[] tokens) {
    int d = config.hiddenSize();
    double[][] x = new double[tokens.length][];
    double[] embedding = tensor("model.embed_tokens.weight");
    for (int t = 0; t < tokens.length; t++) {
      x[t] = row(embedding, tokens[t], d);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      attention(prefix, x);
      for (double[] position : x) {
        mlp(prefix, position);
      }
    }
    String head = config.tiedHead() ? "model.embed_tokens" : "lm_head";
    double[][] logits = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      logits[t] = linear(head, rms("model.norm.weight", x[t]), config.vocabSize());
    }
    return logits;
  }

  /** Log-probs of tokens[1..] at a temperature. */
  double[] logProbs(int[] tokens, double temperature) {
    double[][] logits = logits(tokens);
    double[] result = new double[tokens.length - 1];
    for (int t = 0; t < result.length; t++) {
      double sum = 0;
      for (double logit : logits[t]) {
        sum += Math.exp(logit / temperature);
      }
      result[t] = logits[t][tokens[t + 1]] / temperature - Math.log(sum);
    }
    return result;
  }

  private void attention(String prefix, double[][] x) {
    int hd = config.headDim();
    int group = config.heads() / config.kvHeads();
    double[][] queries = new double[x.length][];
    double[][] keys = new double[x.length][];
    double[][] values = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] normed = rms(prefix + "input_layernorm.weight", x[t]);
      queries[t] = linear(prefix + "self_attn.q_proj", normed, config.heads() * hd);
      keys[t] = linear(prefix + "self_attn.k_proj", normed, config.kvHeads() * hd);
      values[t] = linear(prefix + "self_attn.v_proj", normed, config.kvHeads() * hd);
      turn(prefix + "self_attn.q_norm.weight", queries[t], t);
      turn(prefix + "self_attn.k_norm.weight", keys[t], t);
    }
    for (int t = 0; t < x.length; t++) {
      double[] mixed = new double[config.heads() * hd];
      for (int head = 0; head < config.heads(); head++) {
        int q = head * hd;
        int kv = head / group * hd;
        double[] weight = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double score = 0;
          for (int i = 0; i < hd; i++) {
            score += queries[t][q + i] * keys[s][kv + i];
          }
          weight[s] = Math.exp(score / Math.sqrt(hd));
          sum += weight[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < hd; i++) {
            mixed[q + i] += weight[s] / sum * values[s][kv + i];
          }
        }
      }
      add(x[t], linear(prefix + "self_attn.o_proj", mixed, config.hiddenSize()));
    }
  }

  /**
   * Normalises each head where the family does, then rotates pairs (i, i + hd/2) by
   * t·theta^(-2i/hd).
   */
  private void turn(String norm, double[] heads, int t) {
    int hd = config.headDim();
    for (int start = 0; start < heads.length; start += hd) {
      double[] head = row(heads, start / hd, hd);
      if (tensors.containsKey(norm)) {
        head = rms(norm, head);
      }
      for (int i = 0; i < hd / 2; i++) {
        double angle = t / Math.pow(config.ropeTheta(), 2.0 * i / hd);
        double a = head[i];
        double b = head[i + hd / 2];
        heads[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
        heads[start + i + hd / 2] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
  }

  private void mlp(String prefix, double[] x) {
    double[] normed = rms(prefix + "post_attention_layernorm.weight", x);
    double[] gate = linear(prefix + "mlp.gate_proj", normed, config.intermediateSize());
    double[] up = linear(prefix + "mlp.up_proj", normed, config.intermediateSize());
    for (int i = 0; i < gate.length; i++) {
      gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
    }
    add(x, linear(prefix + "mlp.down_proj", gate, config.hiddenSize()));
  }

  private double[] rms(String name, double[] x) {
    double[] weight = tensor(name);
    double square = 0;
    for (double value : x) {
      square += value * value;
    }
    double scale = 1 / Math.sqrt(square / x.length + config.rmsEps());
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] * scale * weight[i];
    }
    return result;
  }

  private double[] linear(String name, double[] x, int rows) {
    double[] weight = tensor(name + ".weight");
    double[] bias = tensors.getOrDefault(name + ".bias", new double[rows]);
    double[] result = bias.clone();
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < x.length; i++) {
        result[r] += weight[r * x.length + i] * x[i];
      }
    }
    return result;
  }

  private double[] tensor(String name) {
    double[] tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + name);
    }
    return tensor;
  }

  private static double[] row(double[] matrix, int row, int columns) {
    return Arrays.copyOfRange(matrix, row * columns, (row + 1) * columns);
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
