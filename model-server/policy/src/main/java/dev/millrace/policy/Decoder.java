package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a Llama-shaped decoder: pre-norm layers of grouped-query attention with
 * rotary positions and a SwiGLU MLP.
 *
 * <p>Touvron et al. 2023, https://arxiv.org/abs/2302.13971; GQA, Ainslie et al. 2023,
 * https://arxiv.org/abs/2305.13245. Training and generation run the same code; generation adds a
 * cache.
 */
final class Decoder {
  private static final int[] LAST = {-1};

  private final PolicyConfig config;
  private final NDArray embedding; // [V, d]
  private final List<LayerWeights> layers;
  private final NDArray norm; // [d]
  private final NDArray head; // [V, d]
  private final NDArray eps; // []
  private final NDArray scale; // []
  private final Positions positions;

  /** Weights of one layer; absent parts are null. */
  private record LayerWeights(
      NDArray attentionNorm, // [d]
      NDArray qkv, // [(H + 2 KV) hd, d]
      @Nullable NDArray qkvBias, // [(H + 2 KV) hd]
      @Nullable NDArray queryNorm, // [hd]
      @Nullable NDArray keyNorm, // [hd]
      NDArray output, // [d, H hd]
      @Nullable NDArray outputBias, // [d]
      NDArray mlpNorm, // [d]
      NDArray gateUp, // [2 ff, d]
      NDArray down) {} // [d, ff]

  Decoder(PolicyConfig config, List<NDArray> parameters, NDManager manager) {
    this.config = config;
    var next = parameters.iterator();
    this.embedding = next.next();
    List<LayerWeights> all = new ArrayList<>();
    boolean norms = config.family() == Family.QWEN3;
    for (int layer = 0; layer < config.layers(); layer++) {
      all.add(
          new LayerWeights(
              next.next(),
              next.next(),
              config.attentionBias() ? next.next() : null,
              norms ? next.next() : null,
              norms ? next.next() : null,
              next.next(),
              config.outputBias() ? next.next() : null,
              next.next(),
              next.next(),
              next.next()));
    }
    this.layers = List.copyOf(all);
    this.norm = next.next();
    this.head = config.tiedHead() ? embedding : next.next();
    this.eps = manager.create((float) config.rmsEps());
    this.scale = manager.create((float) (1 / Math.sqrt(config.headDim())));
    this.positions = new Positions(config, manager);
  }

  /** tokens [B, T] int64 → [B, T, d], causal, rows padded on the right. */
  NDArray hidden(NDArray tokens) {
    int length = (int) tokens.getShape().get(1);
    NDManager step = tokens.getManager();
    NDArray mask = positions.causalMask(step, length); // [G T, T]
    NDArray cos = positions.cos(step, 0, length);
    NDArray sin = positions.sin(step, 0, length);
    return run(tokens, cos, sin, length > 1 ? mask : null, null);
  }

  /** tokens [B, T] int64 → [B, T, d]; every row is a prompt with its branches. */
  NDArray hidden(NDArray tokens, Branches branches) {
    Positions.Table table = positions.branched(branches);
    return run(tokens, table.cos(), table.sin(), table.mask(), null);
  }

  /**
   * Runs tokens that follow those of a memory, and puts their keys and values into it.
   *
   * @param tokens [B, T] int64, at positions from first on; in the memory's first call, [D, T]
   * @param mask added to the scores [B, KV, G T, first + T]; null adds nothing
   * @return [B, T, d]
   */
  NDArray extend(NDArray tokens, int first, @Nullable NDArray mask, AttentionMemory memory) {
    NDManager step = tokens.getManager();
    int last = first + (int) tokens.getShape().get(1);
    return run(
        tokens, positions.cos(step, first, last), positions.sin(step, first, last), mask, memory);
  }

  /**
   * Runs one token a row, each at a position of its own.
   *
   * @param tokens [B, 1] int64
   * @param at [B] int64, the positions
   * @param longest the largest of them
   * @param memory blocks what a row must not look at
   * @return [B, 1, d]
   */
  NDArray extend(NDArray tokens, NDArray at, int longest, AttentionMemory memory) {
    return run(tokens, positions.cos(at, longest), positions.sin(at, longest), null, memory);
  }

  NDArray head(NDArray hidden) {
    return Torch.linear(hidden, head, null);
  }

  Positions positions() {
    return positions;
  }

  private NDArray run(
      NDArray tokens,
      NDArray cos, // [T, hd] or [B, 1, 1, hd]
      NDArray sin, // as cos
      @Nullable NDArray mask,
      @Nullable AttentionMemory memory) {
    NDArray x = tokens.getNDArrayInternal().embedding(tokens, embedding, SparseFormat.DENSE).head();
    for (int layer = 0; layer < layers.size(); layer++) {
      LayerWeights weights = layers.get(layer);
      NDArray normed = rms(x, weights.attentionNorm());
      x = attention(layer, weights, normed, cos, sin, mask, memory).addi(x);
      x = mlp(weights, rms(x, weights.mlpNorm())).addi(x);
    }
    return rms(x, norm);
  }

  private NDArray attention(
      int layer,
      LayerWeights weights,
      NDArray x, // [B, T, d]
      NDArray cos,
      NDArray sin,
      @Nullable NDArray mask,
      @Nullable AttentionMemory memory) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    int h = config.heads();
    int kv = config.kvHeads();
    int hd = config.headDim();
    NDArray qkv = // [B, H + 2 KV, T, hd]
        headsFirst(Torch.linear(x, weights.qkv(), weights.qkvBias()), h + 2 * kv, hd);
    NDList parts = Torch.split(qkv, 1, h, kv, kv);
    NDArray q = parts.get(0);
    NDArray k = parts.get(1);
    NDArray v = parts.get(2);
    if (weights.queryNorm() != null && weights.keyNorm() != null) {
      q = rms(q, weights.queryNorm());
      k = rms(k, weights.keyNorm());
    }
    q = positions.rotate(q, cos, sin).muli(scale).reshape(rows, kv, config.group() * length, hd);
    k = positions.rotate(k, cos, sin);
    NDArray seen = // [B, KV, G T, hd]
        memory == null
            ? AttentionMemory.attention(q, k, v, mask)
            : memory.attend(layer, q, k, v, mask);
    NDArray mixed = headsLast(seen.reshape(rows, h, length, hd), h, hd);
    return Torch.linear(mixed, weights.output(), weights.outputBias());
  }

  /** [B, T, heads hd] → [B, heads, T, hd]; for one token the memory is the same. */
  private static NDArray headsFirst(NDArray x, long heads, long hd) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    return length == 1
        ? x.reshape(rows, heads, 1, hd)
        : x.reshape(rows, length, heads, hd).transpose(0, 2, 1, 3);
  }

  /** [B, heads, T, hd] → [B, T, heads hd]. */
  private static NDArray headsLast(NDArray x, long heads, long hd) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(2);
    NDArray ordered = length == 1 ? x : x.transpose(0, 2, 1, 3);
    return ordered.reshape(rows, length, heads * hd);
  }

  private NDArray mlp(LayerWeights weights, NDArray x) {
    int ff = config.intermediateSize();
    int last = x.getShape().dimension() - 1;
    NDArray gateUp = Torch.linear(x, weights.gateUp(), null); // [.., 2 ff]
    NDList parts = Torch.split(gateUp, last, ff, ff);
    NDArray gate = parts.get(0);
    NDArray sigmoid = gate.getNDArrayInternal().sigmoid();
    NDArray gated = Torch.times(Torch.times(sigmoid, gate), parts.get(1));
    return Torch.linear(gated, weights.down(), null);
  }

  /**
   * RMSNorm, Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467: x / sqrt(mean(x²) + eps) ·
   * w.
   */
  private NDArray rms(NDArray x, NDArray weight) {
    return Torch.times(x.div(x.square().mean(LAST, true).addi(eps).sqrt()), weight);
  }
}
